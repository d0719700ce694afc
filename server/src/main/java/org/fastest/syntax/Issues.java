package org.fastest.syntax;

import java.util.ArrayList;
import java.util.List;
import org.fastest.text.SourceText;
import org.fastest.text.SyntaxIssue;

/**
 * Collects what is wrong with one text. Lines that a message names are counted when it is read, so
 * that what stays of an edited text keeps its issues and only their places move.
 */
final class Issues {
    /** One mistake can make many; nobody reads more. */
    static final int MOST = 100;

    private final int length;
    private final List<Found> list = new ArrayList<>(0);

    /**
     * An issue.
     *
     * @param lineOf the offset whose line the message names at its end, or -1
     * @param ending what follows the line in the message
     */
    private record Found(int offset, String message, int lineOf, String ending) {
        Found moved(int by) {
            return new Found(offset + by, message, lineOf < 0 ? -1 : lineOf + by, ending);
        }
    }

    Issues(int length) {
        this.length = length;
    }

    void add(int offset, String message) {
        add(offset, message, -1, "");
    }

    /** Adds an issue whose message goes on with the line of another offset, and an ending. */
    void add(int offset, String message, int lineOf, String ending) {
        if (list.size() < MOST) {
            list.add(new Found(Math.min(offset, length), message, lineOf, ending));
        }
    }

    int count() {
        return list.size();
    }

    /** Adds the other's issues from one index to another, moved. */
    void addAll(Issues other, int from, int to, int by) {
        for (int i = from; i < to && list.size() < MOST; i++) {
            list.add(by == 0 ? other.list.get(i) : other.list.get(i).moved(by));
        }
    }

    /** Lines in messages count from 1, as in CPython's. */
    List<SyntaxIssue> in(SourceText text) {
        List<SyntaxIssue> issues = new ArrayList<>(list.size());
        for (Found each : list) {
            String message =
                    each.lineOf < 0
                            ? each.message
                            : each.message + (text.line(each.lineOf) + 1) + each.ending;
            issues.add(new SyntaxIssue(each.offset, message));
        }
        return issues;
    }
}
