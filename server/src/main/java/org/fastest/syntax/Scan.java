package org.fastest.syntax;

import java.util.List;
import org.fastest.text.SourceText;
import org.fastest.text.SyntaxIssue;
import org.fastest.text.TextChange;

/**
 * The statements of one text, found in one pass or from those of the text before an edit;
 * immutable. Both ways give the same.
 */
public final class Scan {
    /** The text, padded. */
    private final char[] chars;

    private final Skeleton skeleton;
    private final Borders borders;
    private final Issues issues;
    private final boolean isSuspicious;

    private Scan(
            char[] chars, Skeleton skeleton, Borders borders, Issues issues, boolean isSuspicious) {
        this.chars = chars;
        this.skeleton = skeleton;
        this.borders = borders;
        this.issues = issues;
        this.isSuspicious = isSuspicious;
    }

    /** Scans a whole text. */
    public static Scan of(String text) {
        return of(Chars.padded(text), text.length());
    }

    private static Scan of(char[] chars, int length) {
        Scanner scanner = new Scanner(chars, length, false);
        scanner.lines(0, null, 0, 0);
        return scanner.lostCount() ? suspicious(chars, length) : of(chars, scanner, false);
    }

    private static Scan suspicious(char[] chars, int length) {
        Scanner scanner = new Scanner(chars, length, true);
        scanner.lines(0, null, 0, 0);
        return of(chars, scanner, true);
    }

    private static Scan of(char[] chars, Scanner scanner, boolean isSuspicious) {
        return new Scan(
                chars, scanner.skeleton(), scanner.borders(), scanner.issues(), isSuspicious);
    }

    /**
     * The scan of the text that came of this one's by a change: from the statement at the module's
     * level that the change touches to the first border behind it that is as before.
     */
    public Scan after(TextChange change) {
        String text = change.after().text();
        char[] chars = Chars.padded(this.chars, change);
        // A text with a missing quote can only be read as a whole.
        if (isSuspicious || issues.count() >= Issues.MOST) {
            return of(chars, text.length());
        }
        int first = borders.before(reach(change));
        int from = first < 0 ? 0 : borders.line(first);
        int kept = first < 0 ? 0 : borders.statement(first);
        int known = first < 0 ? 0 : borders.issue(first);
        Scanner scanner = new Scanner(chars, text.length(), false);
        scanner.skeleton().addAll(skeleton, 0, kept, 0);
        scanner.borders().addAll(borders, 0, Math.max(first, 0), 0, 0, 0);
        scanner.issues().addAll(issues, 0, known, 0);
        int next = scanner.lines(from, borders, change.growth(), change.newEnd());
        if (scanner.lostCount()) {
            return suspicious(chars, text.length());
        }
        if (next >= 0) {
            int statements = scanner.skeleton().count() - borders.statement(next);
            int found = scanner.issues().count() - borders.issue(next);
            scanner.skeleton()
                    .addAll(skeleton, borders.statement(next), skeleton.count(), change.growth());
            scanner.issues().addAll(issues, borders.issue(next), issues.count(), change.growth());
            scanner.borders()
                    .addAll(borders, next, borders.count(), change.growth(), statements, found);
        }
        return of(chars, scanner, false);
    }

    /**
     * The start of the first line whose reading may have looked as far as the change. A line looks
     * at the one after it, and through lines that start like decorators or end with a backslash.
     */
    private static int reach(TextChange change) {
        SourceText text = change.before();
        int line = text.line(change.start());
        while (line > 0 && isLookedThrough(text, line - 1)) {
            line--;
        }
        return line == 0 ? -1 : text.lineStart(line - 1);
    }

    private static boolean isLookedThrough(SourceText source, int line) {
        String text = source.text();
        int start = source.lineStart(line);
        int end = source.lineEnd(line);
        while (start < end && Chars.isBlank(text.charAt(start))) {
            start++;
        }
        return start < end && (text.charAt(start) == '@' || text.charAt(end - 1) == '\\');
    }

    /** What is wrong with the lines, strings, brackets and indentations of the text. */
    public List<SyntaxIssue> issues(SourceText text) {
        return issues.in(text);
    }

    boolean isClean() {
        return issues.count() == 0;
    }

    Borders borders() {
        return borders;
    }

    Skeleton skeleton() {
        return skeleton;
    }
}
