package org.fastest.index;

import org.fastest.syntax.Outline;
import org.fastest.text.SourceText;
import org.fastest.text.TextChange;

/**
 * What an editor has of a file.
 *
 * @param outline its statements
 * @param version the editor's number for the text
 */
record Buffer(Outline outline, int version) {
    static Buffer of(SourceText text, int version) {
        return new Buffer(Outline.of(text), version);
    }

    /** The buffer after an edit; a change of another text is taken as the whole new text. */
    Buffer after(TextChange change, int version) {
        boolean isOfThis = change.before().text().equals(text().text());
        return isOfThis ? new Buffer(outline.after(change), version) : of(change.after(), version);
    }

    SourceText text() {
        return outline.text();
    }
}
