package org.fastest.lsp;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Objects;
import org.fastest.engine.TrustedFolders;
import org.jspecify.annotations.Nullable;

/**
 * Whether an opened folder's code may run. The client's word holds; where it says nothing, the
 * person's first explicit run is the word, remembered in the user's state folder. Used by the
 * session's thread.
 */
final class Trust {
    private final @Nullable Boolean said;
    private final TrustedFolders store;
    private final Path folder;
    private final Log log;
    private @Nullable Answer answer;

    Trust(@Nullable Boolean said, Path stateFolder, Path folder, Log log) {
        this.said = said;
        this.store = TrustedFolders.of(stateFolder);
        this.folder = folder;
        this.log = log;
    }

    /** Whether the folder's code may run without the person asking for it. */
    boolean isGiven() {
        return said == null ? isRemembered() : said;
    }

    /** Why nothing of the folder will run, whoever asks; null where a person's word is enough. */
    @Nullable String refusal() {
        return Boolean.FALSE.equals(said) ? refusal(folder) : null;
    }

    /** What a person is told where the code of a folder may not run. */
    static String refusal(Path folder) {
        return "the folder " + folder + " is not trusted: trust it to run its tests";
    }

    /** The person asked for a run: whether it may be done. */
    boolean allowsExplicitRun() {
        if (said == null && !isRemembered()) {
            remember();
        }
        return said == null || said;
    }

    /** Asked at each change, so that the file is read again only where it is another one. */
    private boolean isRemembered() {
        try {
            BasicFileAttributes now = Files.readAttributes(store.file(), BasicFileAttributes.class);
            Answer known = answer;
            if (known == null || !known.isOf(now)) {
                known =
                        new Answer(
                                now.lastModifiedTime(),
                                now.size(),
                                now.fileKey(),
                                store.holding(folder) != null);
                answer = known;
            }
            return known.isTrusted;
        } catch (IOException none) {
            answer = null;
            return false;
        }
    }

    /** What a state of the file says; other servers, and the person, may write it. */
    private record Answer(FileTime modified, long size, @Nullable Object key, boolean isTrusted) {
        boolean isOf(BasicFileAttributes now) {
            return modified.equals(now.lastModifiedTime())
                    && size == now.size()
                    && Objects.equals(key, now.fileKey());
        }
    }

    private void remember() {
        try {
            store.add(folder);
        } catch (IOException e) {
            log.say("cannot remember that " + folder + " is trusted: " + e.getMessage());
        }
    }
}
