package org.fastest.syntax;

import java.util.ArrayList;
import java.util.List;
import org.fastest.text.Extent;
import org.fastest.text.SyntaxIssue;
import org.jspecify.annotations.Nullable;

/** Reads simple statements and the headers of compound ones. */
final class Statements {
    private static final String[] KEYWORDS = {
        "pass", "return", "raise", "assert", "global", "nonlocal", "break", "continue",
    };

    private static final Stmt.ClauseKind[] CLAUSES = new Stmt.ClauseKind[Skeleton.CASE + 1];

    static {
        CLAUSES[Skeleton.IF] = Stmt.ClauseKind.IF;
        CLAUSES[Skeleton.ELIF] = Stmt.ClauseKind.ELIF;
        CLAUSES[Skeleton.ELSE] = Stmt.ClauseKind.ELSE;
        CLAUSES[Skeleton.FOR] = Stmt.ClauseKind.FOR;
        CLAUSES[Skeleton.WHILE] = Stmt.ClauseKind.WHILE;
        CLAUSES[Skeleton.TRY] = Stmt.ClauseKind.TRY;
        CLAUSES[Skeleton.EXCEPT] = Stmt.ClauseKind.EXCEPT;
        CLAUSES[Skeleton.FINALLY] = Stmt.ClauseKind.FINALLY;
        CLAUSES[Skeleton.WITH] = Stmt.ClauseKind.WITH;
        CLAUSES[Skeleton.MATCH] = Stmt.ClauseKind.MATCH;
        CLAUSES[Skeleton.CASE] = Stmt.ClauseKind.CASE;
    }

    private Statements() {}

    static Stmt simple(String text, Skeleton skeleton, int at, List<SyntaxIssue> issues) {
        int start = skeleton.start(at);
        int end = skeleton.end(at);
        Extent extent = new Extent(start, end);
        int wordEnd = Skim.wordEnd(text, start, end);
        switch (text.charAt(start)) {
            case 'i' -> {
                if (Skim.isWord(text, start, end, "import")) {
                    return Imports.plain(text, extent, issues);
                }
            }
            case 'f' -> {
                if (Skim.isWord(text, start, end, "from")) {
                    return Imports.from(text, extent, issues);
                }
            }
            case 'd' -> {
                if (Skim.isWord(text, start, end, "del")) {
                    return new Stmt.Delete(extent, Skim.parts(text, wordEnd, end));
                }
            }
            case 't' -> {
                if (isTypeAlias(text, start, end)) {
                    return new Stmt.KeywordStmt(extent, "type", Code.of(text, wordEnd, end));
                }
            }
            case 'p', 'r', 'a', 'g', 'n', 'b', 'c' -> {
                for (String keyword : KEYWORDS) {
                    if (Skim.isWord(text, start, end, keyword)) {
                        return new Stmt.KeywordStmt(extent, keyword, Code.of(text, wordEnd, end));
                    }
                }
            }
            default -> {
                // Starts with no keyword.
            }
        }
        return skeleton.firstEquals(at) < 0 && skeleton.colon(at) < 0
                ? new Stmt.ExprStmt(extent, Code.of(text, start, end))
                : assignment(text, extent, skeleton, at, issues);
    }

    /** The clause whose header is at an index. */
    static Stmt.Clause clause(String text, Skeleton skeleton, int at, List<Stmt> suite) {
        int start = skeleton.start(at);
        int headerEnd = skeleton.colon(at) < 0 ? skeleton.end(at) : skeleton.colon(at);
        int end = skeleton.end(at);
        if (!suite.isEmpty()) {
            end = Math.max(end, suite.getLast().extent().end());
        }
        int kind = skeleton.kind(at);
        boolean isAsync = skeleton.has(at, Skeleton.ASYNC);
        int word = isAsync ? Skim.skipBlank(text, start + "async".length(), headerEnd) : start;
        int from = Math.min(Skim.wordEnd(text, word, headerEnd), headerEnd);
        Code head = Code.of(text, from, headerEnd);
        List<Code> targets = new ArrayList<>(0);
        if (kind == Skeleton.FOR) {
            int in = Skim.findWord(text, from, headerEnd, "in");
            if (in >= 0) {
                targets.add(Code.of(text, from, in));
                head = Code.of(text, in + 2, headerEnd);
            }
        } else if (kind == Skeleton.EXCEPT) {
            head = exceptions(text, from, headerEnd, targets);
        } else if (kind == Skeleton.WITH) {
            Code inside = Skim.insideBrackets(text, head.start(), head.end());
            addTargets(text, inside == null ? head : inside, targets);
        }
        return new Stmt.Clause(
                new Extent(start, end), CLAUSES[kind], isAsync, head, targets, suite);
    }

    private static Code exceptions(String text, int from, int end, List<Code> targets) {
        int start = Skim.skipBlank(text, from, end);
        if (start < end && text.charAt(start) == '*') {
            start++;
        }
        int as = Skim.findWord(text, start, end, "as");
        if (as < 0) {
            return Code.of(text, start, end);
        }
        targets.add(Code.of(text, as + 2, end));
        return Code.of(text, start, as);
    }

    private static void addTargets(String text, Code items, List<Code> targets) {
        for (Code item : Skim.parts(text, items.start(), items.end())) {
            int as = Skim.findWord(text, item.start(), item.end(), "as");
            if (as >= 0) {
                targets.add(Code.of(text, as + 2, item.end()));
            }
        }
    }

    private static boolean isTypeAlias(String text, int start, int end) {
        if (!Skim.isWord(text, start, end, "type")) {
            return false;
        }
        int name = Skim.skipBlank(text, start + "type".length(), end);
        if (name >= end || !Chars.isIdentifierStart(text.charAt(name))) {
            return false;
        }
        int after = Skim.skipBlank(text, Skim.wordEnd(text, name, end), end);
        return after < end && (text.charAt(after) == '[' || text.charAt(after) == '=');
    }

    private static Stmt assignment(
            String text, Extent extent, Skeleton skeleton, int at, List<SyntaxIssue> issues) {
        int start = extent.start();
        int end = extent.end();
        int first = skeleton.firstEquals(at);
        int colon = skeleton.colon(at);
        int targetEnd = first < 0 ? colon : colon < 0 ? first : Math.min(first, colon);
        // In "lambda: 0" and "lambda x=1: x" neither sign is the statement's own.
        if (Skim.findWord(text, start, targetEnd, "lambda") >= 0) {
            return new Stmt.ExprStmt(extent, Code.of(text, start, end));
        }
        if (targetEnd == colon) {
            checkAnnotated(text, start, colon, issues);
            int value = Skim.find(text, colon + 1, end, '=');
            Code annotation = Code.of(text, colon + 1, value < 0 ? end : value);
            @Nullable Code assigned = value < 0 ? null : Code.of(text, value + 1, end);
            return new Stmt.AnnAssign(extent, Code.of(text, start, colon), annotation, assigned);
        }
        int operator = operatorStart(text, start, first);
        if (operator < first) {
            return new Stmt.AugAssign(
                    extent,
                    Code.of(text, start, operator),
                    text.substring(operator, first),
                    Code.of(text, first + 1, end));
        }
        return chain(text, extent, first, skeleton.lastEquals(at));
    }

    /**
     * Refuses what no annotation follows: a call, and two words beside each other, as in a {@code
     * def} of one line whose keyword is being typed.
     */
    private static void checkAnnotated(String text, int start, int end, List<SyntaxIssue> issues) {
        boolean wasWord = false;
        int last = start;
        for (int p = Skim.skipBlank(text, start, end);
                p < end;
                p = Skim.skipBlank(text, Skim.next(text, p, end), end)) {
            boolean isWord = Chars.isIdentifierStart(text.charAt(p));
            if (isWord && wasWord) {
                // A header where none may be was found by the scan.
                String first = text.substring(start, Skim.wordEnd(text, start, end));
                if (!Expressions.isKeyword(first)) {
                    issues.add(new SyntaxIssue(p, "invalid syntax"));
                }
                return;
            }
            wasWord = isWord && Skim.wordEnd(text, p, end) == Skim.next(text, p, end);
            last = p;
        }
        if (last > start && text.charAt(last) == '(') {
            issues.add(new SyntaxIssue(start, "illegal target for annotation"));
        }
    }

    private static Stmt chain(String text, Extent extent, int first, int last) {
        List<Code> targets = new ArrayList<>(1);
        targets.add(Code.of(text, extent.start(), first));
        int value = first + 1;
        for (int p = value; p <= last; p = Skim.next(text, p, extent.end())) {
            char c = text.charAt(p);
            if (c == 'l' && Skim.isWord(text, p, extent.end(), "lambda")) {
                break;
            }
            if (c == '='
                    && text.charAt(p - 1) != '='
                    && !text.startsWith("==", p)
                    && isPlain(text, p)) {
                targets.add(Code.of(text, value, p));
                value = p + 1;
            }
        }
        return new Stmt.Assign(extent, targets, Code.of(text, value, extent.end()));
    }

    /** Not the end of a comparison. */
    private static boolean isPlain(String text, int equals) {
        char before = text.charAt(equals - 1);
        return before != '!' && before != '<' && before != '>';
    }

    /** Where the operator of {@code +=} starts; the sign itself in a plain assignment. */
    private static int operatorStart(String text, int start, int equals) {
        int p = equals;
        while (p > start && equals - p < 2 && "+-*/%&|^@<>".indexOf(text.charAt(p - 1)) >= 0) {
            p--;
        }
        return p;
    }
}
