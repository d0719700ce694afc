package org.fastest.index;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.fastest.cache.FileBytes;
import org.jspecify.annotations.Nullable;

/** What files say anywhere in their text, comments and strings too. */
public final class Mentions {
    private static final int LONGEST = 64 * 1024 * 1024;

    private Mentions() {}

    /**
     * The first of these words that one of the files mentions, or null where none does. A file that
     * can't be read mentions the first word.
     *
     * @param rootdir absolute, what the files' paths are relative to
     * @param words ASCII
     */
    public static @Nullable String any(Path rootdir, List<FileTests> files, List<String> words) {
        for (FileTests file : files) {
            String text;
            try {
                byte[] bytes = FileBytes.read(rootdir.resolve(file.path()).toString(), LONGEST);
                text = new String(bytes, StandardCharsets.ISO_8859_1);
            } catch (IOException gone) {
                return words.getFirst();
            }
            for (String word : words) {
                if (text.contains(word)) {
                    return word;
                }
            }
        }
        return null;
    }
}
