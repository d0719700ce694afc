package org.fastest.index;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.fastest.model.Issue;
import org.jspecify.annotations.Nullable;

/** One project's tests as they change: the one mutable holder of {@link Snapshot}s. Thread-safe. */
public interface Workspace {
    /** The current state. */
    Snapshot snapshot();

    /** What of the opened folder is this project's. */
    Territory territory();

    /** The folder that its pytest is started in, absolute. */
    default Path folder() {
        return territory().folder();
    }

    /** Its share of the opened folder is another one now: looks at the disk again. */
    Delta within(Territory now);

    /** What is wrong with the project's configuration. */
    List<Issue> issues();

    /** The file's path relative to the rootdir with {@code /}, or null where it lies outside. */
    @Nullable String pathOf(Path file);

    /** Whether pytest would look into this file for tests. */
    boolean mayHoldTests(Path file);

    /** Takes an open buffer's whole text (didOpen, didChange) in place of the file's. */
    Delta edit(Path file, String text, int version);

    /** The buffer was closed: the disk counts again. */
    Delta close(Path file);

    /** Looks at the disk again; open buffers keep their text. */
    Delta refresh();

    /** What the file holds on disk, without a byte order mark, or null where it cannot be read. */
    default @Nullable String diskText(Path file) {
        try {
            String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (IOException e) {
            return null;
        }
    }
}
