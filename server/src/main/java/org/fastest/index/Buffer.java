package org.fastest.index;

import org.fastest.syntax.Outline;
import org.fastest.text.SourceText;
import org.fastest.text.TextChange;
import org.jspecify.annotations.Nullable;

/** What an editor has of a file. Its statements are read when they are first asked for. */
final class Buffer {
    private final SourceText text;
    private final int version;
    private final @Nullable LiveScan scan;
    private @Nullable Outline outline;

    private Buffer(
            SourceText text, @Nullable Outline outline, int version, @Nullable LiveScan scan) {
        this.text = text;
        this.outline = outline;
        this.version = version;
        this.scan = scan;
    }

    static Buffer of(SourceText text, int version) {
        return new Buffer(text, null, version, null);
    }

    /** The text after an edit; a change of another text is taken as the whole new text. */
    Buffer after(TextChange change, int now) {
        return isFrom(change)
                ? new Buffer(change.after(), outline().after(change), now, null)
                : of(change.after(), now);
    }

    /**
     * What is found in it.
     *
     * @param before the buffer that an edit made this one of, if it was open
     */
    LiveScan scan(FileScan by, String path, @Nullable Buffer before, TextChange change) {
        return before == null || before.scan == null || !before.isFrom(change)
                ? by.scan(path, outline())
                : by.scan(before.scan, outline(), change);
    }

    /** The same buffer with what was found in it. */
    Buffer with(LiveScan found) {
        return new Buffer(text, outline(), version, found);
    }

    /** Whether something was found in it, from which that of a later text can be found. */
    boolean isScanned() {
        return scan != null;
    }

    private boolean isFrom(TextChange change) {
        return change.before().text().equals(text.text());
    }

    SourceText text() {
        return text;
    }

    /** The editor's number for the text. */
    int version() {
        return version;
    }

    /** Its statements. */
    Outline outline() {
        Outline read = outline;
        if (read == null) {
            read = Outline.of(text);
            outline = read;
        }
        return read;
    }
}
