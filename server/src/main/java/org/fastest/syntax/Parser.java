package org.fastest.syntax;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.fastest.text.Extent;
import org.fastest.text.SourceText;
import org.fastest.text.SyntaxIssue;

/** Reads a Python file as far as tests need it, without the native library. */
public final class Parser {
    private final String text;
    private final Skeleton skeleton;
    private final List<SyntaxIssue> issues = new ArrayList<>(0);

    /** The next statement of the skeleton. */
    private int next;

    Parser(String text, Skeleton skeleton) {
        this.text = text;
        this.skeleton = skeleton;
    }

    /**
     * Reads a text. Never fails: broken code gives issues and what could be made of it. The same
     * text always gives an equal result.
     */
    public static PyFile parse(String text) {
        Scan scan = Scan.of(text);
        PyFile file = parse(text, scan);
        if (scan.isClean()) {
            return file;
        }
        List<SyntaxIssue> issues = scan.issues(SourceText.of(text));
        issues.addAll(file.issues());
        issues.sort(Comparator.comparingInt(SyntaxIssue::offset));
        return new PyFile(file.body(), issues);
    }

    /**
     * Reads the statements of a text that is scanned.
     *
     * @return without the scan's own issues
     */
    public static PyFile parse(String text, Scan scan) {
        Parser parser = new Parser(text, scan.skeleton());
        List<Stmt> body = parser.block(0);
        if (parser.issues.size() > 1) {
            parser.issues.sort(Comparator.comparingInt(SyntaxIssue::offset));
        }
        return new PyFile(body, parser.issues);
    }

    /** The index in the skeleton of what is read next. */
    int next() {
        return next;
    }

    /** Goes on from here. */
    void skipTo(int index) {
        next = index;
    }

    List<SyntaxIssue> issues() {
        return issues;
    }

    private List<Stmt> block(int depth) {
        List<Stmt> body = new ArrayList<>();
        while (next < skeleton.count() && skeleton.depth(next) >= depth) {
            add(body);
        }
        return body;
    }

    /** What the header at an index is followed by: the rest of its line, or deeper lines. */
    private List<Stmt> suite(int header) {
        if (next < skeleton.count() && skeleton.has(next, Skeleton.INLINE)) {
            List<Stmt> body = new ArrayList<>();
            while (next < skeleton.count() && skeleton.has(next, Skeleton.INLINE)) {
                add(body);
            }
            return body;
        }
        return block(skeleton.depth(header) + 1);
    }

    /** Reads a statement; a broken one may give none, or those of its suite. */
    void add(List<Stmt> body) {
        int at = next++;
        switch (skeleton.kind(at)) {
            case Skeleton.SIMPLE -> body.add(Statements.simple(text, skeleton, at, issues));
            case Skeleton.DECORATOR -> decorated(at, body);
            case Skeleton.DEF ->
                    Definitions.addFunction(text, skeleton, at, List.of(), body, issues);
            case Skeleton.CLASS -> addClass(at, List.of(), body);
            case Skeleton.IF,
                    Skeleton.FOR,
                    Skeleton.WHILE,
                    Skeleton.TRY,
                    Skeleton.WITH,
                    Skeleton.MATCH ->
                    body.add(compound(at));
            default -> {
                // A clause without what it belongs to: its suite still counts.
                issues.add(new SyntaxIssue(skeleton.start(at), "invalid syntax"));
                body.addAll(suite(at));
            }
        }
    }

    private void decorated(int first, List<Stmt> body) {
        List<Integer> decorators = new ArrayList<>(2);
        decorators.add(first);
        while (next < skeleton.count() && skeleton.kind(next) == Skeleton.DECORATOR) {
            decorators.add(next++);
        }
        int at = next;
        int kind = at < skeleton.count() ? skeleton.kind(at) : Skeleton.SIMPLE;
        if (kind == Skeleton.DEF) {
            next++;
            Definitions.addFunction(text, skeleton, at, decorators, body, issues);
        } else if (kind == Skeleton.CLASS) {
            next++;
            addClass(at, decorators, body);
        } else {
            int offset = at < skeleton.count() ? skeleton.start(at) : text.length();
            issues.add(new SyntaxIssue(offset, "invalid syntax"));
        }
    }

    private void addClass(int at, List<Integer> decorators, List<Stmt> body) {
        List<Stmt> suite = suite(at);
        int end = end(at, suite);
        if (!Definitions.addClass(text, skeleton, at, decorators, suite, end, body, issues)) {
            body.addAll(suite);
        }
    }

    private Stmt compound(int first) {
        List<Stmt.Clause> clauses = new ArrayList<>(2);
        int kind = skeleton.kind(first);
        if (kind == Skeleton.MATCH) {
            return match(first);
        }
        clauses.add(Statements.clause(text, skeleton, first, suite(first)));
        int last = kind;
        while (next < skeleton.count()
                && skeleton.depth(next) == skeleton.depth(first)
                && continues(kind, last, skeleton.kind(next))) {
            int at = next++;
            last = skeleton.kind(at);
            clauses.add(Statements.clause(text, skeleton, at, suite(at)));
        }
        if (last == Skeleton.TRY) {
            issues.add(
                    new SyntaxIssue(
                            next < skeleton.count() ? skeleton.start(next) : text.length(),
                            "expected 'except' or 'finally' block"));
        }
        int end = clauses.getLast().extent().end();
        return new Stmt.Compound(new Extent(skeleton.start(first), end), clauses);
    }

    /** The cases are the deeper lines of a match, its only suite. */
    private Stmt match(int first) {
        List<Stmt.Clause> clauses = new ArrayList<>();
        List<Stmt> others = new ArrayList<>();
        int depth = skeleton.depth(first) + 1;
        while (next < skeleton.count() && skeleton.depth(next) >= depth) {
            if (skeleton.kind(next) == Skeleton.CASE) {
                int at = next++;
                clauses.add(Statements.clause(text, skeleton, at, suite(at)));
            } else {
                issues.add(new SyntaxIssue(skeleton.start(next), "invalid syntax"));
                add(others);
            }
        }
        int end = skeleton.end(first);
        for (Stmt.Clause clause : clauses) {
            end = Math.max(end, clause.extent().end());
        }
        for (Stmt other : others) {
            end = Math.max(end, other.extent().end());
        }
        Stmt.Clause head = Statements.clause(text, skeleton, first, others);
        clauses.addFirst(head);
        return new Stmt.Compound(new Extent(skeleton.start(first), end), clauses);
    }

    private static boolean continues(int statement, int last, int kind) {
        if (last == Skeleton.FINALLY || (last == Skeleton.ELSE && statement != Skeleton.TRY)) {
            return false;
        }
        return switch (kind) {
            case Skeleton.ELIF -> statement == Skeleton.IF;
            case Skeleton.ELSE ->
                    statement == Skeleton.IF
                            || statement == Skeleton.FOR
                            || statement == Skeleton.WHILE
                            || last == Skeleton.EXCEPT;
            case Skeleton.EXCEPT -> statement == Skeleton.TRY && last != Skeleton.ELSE;
            case Skeleton.FINALLY -> statement == Skeleton.TRY;
            default -> false;
        };
    }

    private int end(int header, List<Stmt> suite) {
        return suite.isEmpty()
                ? skeleton.end(header)
                : Math.max(skeleton.end(header), suite.getLast().extent().end());
    }
}
