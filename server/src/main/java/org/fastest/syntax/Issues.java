package org.fastest.syntax;

import java.util.ArrayList;
import java.util.List;
import org.fastest.text.SyntaxIssue;

/** Collects what is wrong with one text. */
final class Issues {
    /** One mistake can make many; nobody reads more. */
    private static final int MOST = 100;

    private final char[] text;
    private final int length;
    private final List<SyntaxIssue> list = new ArrayList<>(0);

    Issues(char[] text, int length) {
        this.text = text;
        this.length = length;
    }

    void add(int offset, String message) {
        if (list.size() < MOST) {
            list.add(new SyntaxIssue(Math.min(offset, length), message));
        }
    }

    List<SyntaxIssue> list() {
        return list;
    }

    /**
     * Counted from 1, as CPython's messages do; nothing is counted for messages that nobody will
     * read.
     */
    int line(int offset) {
        if (list.size() >= MOST) {
            return 0;
        }
        int line = 1;
        for (int p = 0; p < offset && p < length; p++) {
            if (text[p] == '\n' || (text[p] == '\r' && text[p + 1] != '\n')) {
                line++;
            }
        }
        return line;
    }
}
