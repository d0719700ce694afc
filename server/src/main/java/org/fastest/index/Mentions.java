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
     * The first of these words that one of the project's test files mentions, or null where none
     * does; no more files are read than it takes. A file that can't be read mentions the first
     * word.
     *
     * @param words ASCII
     */
    public static @Nullable String any(Project project, List<String> words) {
        Path rootdir = project.config().rootdir();
        for (String file : project.walk().files()) {
            String text;
            try {
                byte[] bytes = FileBytes.read(rootdir.resolve(file).toString(), LONGEST);
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
