package org.fastest.lsp;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Whether an opened folder's code may run. The client's word holds; where it says nothing, the
 * person's first explicit run is the word, remembered in the user's state folder.
 */
final class Trust {
    private final @Nullable Boolean said;
    private final Path file;
    private final String folder;
    private final Log log;

    Trust(@Nullable Boolean said, Path stateFolder, Path folder, Log log) {
        this.said = said;
        this.file = stateFolder.resolve("trusted-folders");
        this.folder = Uris.of(folder);
        this.log = log;
    }

    /** Whether the folder's code may run without the person asking for it. */
    boolean isGiven() {
        return said == null ? isRemembered() : said;
    }

    /** The person asked for a run: whether it may be done. */
    boolean allowsExplicitRun() {
        if (said == null && !isRemembered()) {
            remember();
        }
        return said == null || said;
    }

    private boolean isRemembered() {
        try {
            return Files.exists(file) && Files.readAllLines(file).contains(folder);
        } catch (IOException e) {
            return false;
        }
    }

    private void remember() {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.writeString(
                    file,
                    folder + "\n",
                    StandardCharsets.UTF_8,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            log.say("cannot remember that " + folder + " is trusted: " + e.getMessage());
        }
    }
}
