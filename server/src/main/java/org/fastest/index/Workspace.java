package org.fastest.index;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.fastest.model.Issue;
import org.fastest.text.Decoder;
import org.fastest.text.SourceText;
import org.fastest.text.TextChange;
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

    /**
     * Why there is no test at a place, as a sentence for people, told from the texts.
     *
     * @param line from 0
     */
    String whyNoTest(Path file, int line);

    /** Takes an open buffer's whole text (didOpen, didChange) in place of the file's. */
    default Delta edit(Path file, String text, int version) {
        return edit(file, TextChange.whole(SourceText.of(text)), version);
    }

    /**
     * Takes a change of an open buffer's text in place of the file's.
     *
     * @param change from the text that was handed over last; from any other text its whole new text
     *     is taken
     */
    Delta edit(Path file, TextChange change, int version);

    /**
     * Gets ready for edits of an open buffer. One that holds what its file does is not read when it
     * is opened, and would be at its first edit.
     */
    void expectEdits(Path file);

    /** The buffer was closed: the disk counts again. */
    Delta close(Path file);

    /** Looks at the disk again; open buffers keep their text. */
    Delta refresh();

    /** How often the disk was looked at; grows with each {@link #refresh}. */
    long looks();

    /**
     * At which of these looks the file was another one than at the one before, or no more, or the
     * project's settings were others; 0 for none. What was found out of the file in a run that
     * began earlier may not hold any more.
     */
    long changedAt(String path);

    /**
     * Files that hold what only pytest's own collection can tell: cases or tests that depend on
     * running code, or that changed since they were collected.
     */
    Wanted needsCollecting();

    /**
     * Puts in place of what the texts say what pytest collected of some files as they are on disk.
     * An item keeps its identity. What the text says counts again from the file's next change on
     * that is not inside of a test's body; functions whose own header stays keep their cases, in
     * doubt.
     *
     * @param moment of the {@link #needsCollecting} that the files were chosen from
     * @return what that changed, which the listeners hear too
     */
    Delta collected(long moment, List<Collected> files);

    /**
     * Tells of changes that no caller made by an edit, a close or a refresh of its own: what was
     * collected, what was found by looking at the disk in the background.
     *
     * @param listener is called in the order of generations, under the workspace's lock, by the
     *     thread that made the change: it should do no more than put the delta in a queue. What an
     *     edit answers comes after all that is in the queue then.
     */
    void listen(Consumer<Delta> listener);

    /** Which fixtures are named where now; does nothing before it is asked. */
    FixtureQueries fixtures();

    /**
     * What the file holds on disk, decoded as Python does, without a byte order mark; null where it
     * is no file that can be read.
     */
    default @Nullable String diskText(Path file) {
        byte[] bytes = DiskView.unnoted().read(file.toString());
        return bytes == null ? null : Decoder.decode(bytes).text();
    }
}
