package org.fastest.text;

import java.util.List;

/**
 * A file's text.
 *
 * @param text without a byte order mark; line ends as in the file
 * @param issues why Python would refuse to read it; then the text is the best guess, good enough to
 *     show
 */
public record Decoded(String text, List<SyntaxIssue> issues) {
    public Decoded {
        issues = List.copyOf(issues);
    }
}
