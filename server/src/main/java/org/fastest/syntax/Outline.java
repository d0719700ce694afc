package org.fastest.syntax;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.fastest.text.SourceText;
import org.fastest.text.SyntaxIssue;
import org.fastest.text.TextChange;
import org.jspecify.annotations.Nullable;

/**
 * The statements of a text that is edited: after an edit only what it touches is read again.
 * Immutable; both ways give the same.
 */
public final class Outline {
    private static final int STATEMENT = 0;
    private static final int STMT = 1;
    private static final int ISSUE = 2;
    private static final int STRIDE = 3;

    private final SourceText text;
    private final Scan scan;
    private final List<Stmt> body;
    private final List<SyntaxIssue> issues;

    /**
     * For each statement at the module's level: its index in the skeleton, where its parts start in
     * the body and its issues among the issues. Behind the last one stand their counts.
     */
    private final int[] groups;

    private final Renewal renewal;
    private @Nullable PyFile file;

    /**
     * What differs between two bodies, as indices of statements. Those before it are the same;
     * those behind it are the same so much further on in the text.
     *
     * @param from the first one, in both
     * @param oldTo after the last one of the body before
     * @param newTo after the last one of the body now
     */
    public record Renewal(int from, int oldTo, int newTo) {}

    private Outline(
            SourceText text,
            Scan scan,
            List<Stmt> body,
            List<SyntaxIssue> issues,
            int[] groups,
            Renewal renewal) {
        this.text = text;
        this.scan = scan;
        this.body = body;
        this.issues = issues;
        this.groups = groups;
        this.renewal = renewal;
    }

    /** Reads a whole text. */
    public static Outline of(SourceText text) {
        return of(text, Scan.of(text.text()));
    }

    private static Outline of(SourceText text, Scan scan) {
        Builder to = new Builder(text, scan);
        while (to.parser.next() < scan.skeleton().count()) {
            to.add();
        }
        return to.outline(new Renewal(0, 0, to.body.size()));
    }

    /** The outline of the text that came of this one's by a change. */
    public Outline after(TextChange change) {
        Scan now = scan.after(change);
        Skeleton next = now.skeleton();
        Skeleton last = scan.skeleton();
        int before = next.sameBefore(last, change.start());
        int most = Math.min(next.count(), last.count()) - before;
        int behind = next.sameBehind(last, change.oldEnd(), change.growth(), most);
        int first = firstChanged(before, next);
        Builder to = new Builder(change.after(), now);
        to.copy(this, 0, first, 0);
        to.parser.skipTo(group(first, STATEMENT));
        int from = to.body.size();
        // Where a statement starts that is as before, what follows is read as before.
        int moved = next.count() - last.count();
        int rest = first;
        while (group(rest, STATEMENT) < last.count() - behind
                || group(rest, STATEMENT) + moved != to.parser.next()) {
            if (group(rest, STATEMENT) < last.count() - behind
                    || group(rest, STATEMENT) + moved < to.parser.next()) {
                rest++;
            } else {
                to.add();
            }
        }
        Renewal renewed = new Renewal(from, group(rest, STMT), to.body.size());
        Kept.parsed(body.subList(from, renewed.oldTo()), to.body.subList(from, renewed.newTo()));
        to.copy(this, rest, groupCount(), change.growth());
        return to.outline(renewed);
    }

    /**
     * The first statement at the module's level that may be another one than before.
     *
     * @param same so many statements of the skeletons are the same
     */
    private int firstChanged(int same, Skeleton next) {
        int low = 0;
        int high = groupCount();
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (group(middle, STATEMENT) <= same) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        while (low > 0 && !endsAt(low, next)) {
            low--;
        }
        return low;
    }

    /** Whether what stands before a statement at the module's level ends there in any case. */
    private boolean endsAt(int group, Skeleton next) {
        int at = group(group, STATEMENT);
        if (next.kind(at - 1) == Skeleton.DECORATOR
                || group(group - 1, ISSUE) < group(group, ISSUE)) {
            return false;
        }
        if (at == next.count()) {
            return true;
        }
        int kind = next.kind(at);
        return next.depth(at) == 0
                && !next.has(at, Skeleton.INLINE)
                && kind != Skeleton.ELIF
                && kind != Skeleton.ELSE
                && kind != Skeleton.EXCEPT
                && kind != Skeleton.FINALLY;
    }

    /** Whether two statements are the same, wherever they stand. */
    public static boolean isSame(Stmt one, Stmt other) {
        return one.getClass() == other.getClass()
                && Moved.stmt(one, other.extent().start() - one.extent().start()).equals(other);
    }

    public SourceText text() {
        return text;
    }

    /** The statements, with what is wrong with them. */
    public PyFile file() {
        PyFile known = file;
        if (known == null) {
            List<SyntaxIssue> all = issues;
            if (!scan.isClean() || issues.size() > 1) {
                all = scan.issues(text);
                all.addAll(issues);
                all.sort(Comparator.comparingInt(SyntaxIssue::offset));
            }
            known = new PyFile(body, all);
            file = known;
        }
        return known;
    }

    /** What differs from the outline that this one came of; all of it where it came of none. */
    public Renewal renewal() {
        return renewal;
    }

    private int groupCount() {
        return groups.length / STRIDE - 1;
    }

    private int group(int index, int what) {
        return groups[index * STRIDE + what];
    }

    /** An outline that is being read. */
    private static final class Builder {
        private final SourceText text;
        private final Scan scan;
        private final Parser parser;
        private final List<Stmt> body = new ArrayList<>();
        private int[] groups = new int[64 * STRIDE];
        private int count;

        Builder(SourceText text, Scan scan) {
            this.text = text;
            this.scan = scan;
            this.parser = new Parser(text.text(), scan.skeleton());
        }

        void add() {
            start(parser.next());
            parser.add(body);
        }

        /** Takes over statements from one to another, so much further on. */
        void copy(Outline other, int from, int to, int by) {
            if (from == to) {
                return;
            }
            int moved = parser.next() - other.group(from, STATEMENT);
            for (int i = from; i < to; i++) {
                start(other.group(i, STATEMENT) + moved);
                for (int j = other.group(i, STMT); j < other.group(i + 1, STMT); j++) {
                    body.add(by == 0 ? other.body.get(j) : Moved.stmt(other.body.get(j), by));
                }
                for (int j = other.group(i, ISSUE); j < other.group(i + 1, ISSUE); j++) {
                    SyntaxIssue issue = other.issues.get(j);
                    parser.issues().add(new SyntaxIssue(issue.offset() + by, issue.message()));
                }
            }
        }

        private void start(int statement) {
            if ((count + 1) * STRIDE > groups.length) {
                groups = Arrays.copyOf(groups, groups.length * 2);
            }
            groups[count * STRIDE + STATEMENT] = statement;
            groups[count * STRIDE + STMT] = body.size();
            groups[count * STRIDE + ISSUE] = parser.issues().size();
            count++;
        }

        Outline outline(Renewal renewal) {
            start(scan.skeleton().count());
            return new Outline(
                    text,
                    scan,
                    body,
                    parser.issues(),
                    Arrays.copyOf(groups, count * STRIDE),
                    renewal);
        }
    }
}
