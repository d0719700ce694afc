package org.fastest.index;

import org.fastest.syntax.Outline;
import org.fastest.text.SourceText;
import org.fastest.text.TextChange;
import org.jspecify.annotations.Nullable;

/**
 * What an editor has of a file.
 *
 * @param outline its statements
 * @param version the editor's number for the text
 * @param scan what was found in it; null where it holds no tests
 */
record Buffer(Outline outline, int version, @Nullable LiveScan scan) {
    static Buffer of(SourceText text, int version) {
        return new Buffer(Outline.of(text), version, null);
    }

    /** The text after an edit; a change of another text is taken as the whole new text. */
    Buffer after(TextChange change, int now) {
        return isFrom(change)
                ? new Buffer(outline.after(change), now, null)
                : of(change.after(), now);
    }

    /**
     * What is found in it.
     *
     * @param before the buffer that an edit made this one of, if it was open
     */
    LiveScan scan(FileScan by, String path, @Nullable Buffer before, TextChange change) {
        return before == null || before.scan == null || !before.isFrom(change)
                ? by.scan(path, outline)
                : by.scan(before.scan, outline, change);
    }

    /** The same buffer with what was found in it. */
    Buffer with(LiveScan found) {
        return new Buffer(outline, version, found);
    }

    private boolean isFrom(TextChange change) {
        return change.before().text().equals(text().text());
    }

    SourceText text() {
        return outline.text();
    }
}
