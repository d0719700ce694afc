package org.fastest.syntax;

import static org.fastest.syntax.Chars.isIdentifier;
import static org.fastest.syntax.Chars.isLineEnd;
import static org.fastest.syntax.Chars.isWord;
import static org.fastest.syntax.Chars.skipLineEnd;

import org.jspecify.annotations.Nullable;

/**
 * Finds the statements of a text in one pass over its characters: what Python's tokenizer does for
 * line structure, strings, brackets and indentation, without making tokens. Bodies of functions are
 * passed over; only whether they yield is kept.
 *
 * <p>Broken code never stops it. A bracket that was never closed ends where a line can only be a
 * new statement ({@link Words#endsBracket}); a string ends with its line. A triple quote that is
 * missing flips what is string and what is code in the rest of the file and shows only at its end,
 * so the text is then scanned again with suspicion ({@link Strings}).
 *
 * <p>Rules: The Python Language Reference, chapter 2, "Lexical analysis", and chapter 8, "Compound
 * statements".
 */
final class Scanner {
    /**
     * What stops the scan of plain characters: everywhere; also in headers and recorded statements.
     */
    private static final byte[] IN_BODY = stops("\0\n\r#\\\"'()[]{}y");

    private static final byte[] RECORDED = stops("\0\n\r#\\\"'()[]{}y:;=");

    /** Each search goes over the line so far; no line that means something needs more. */
    private static final int MOST_LAMBDA_SEARCHES = 100;

    private final char[] a;
    private final int n;
    private final Issues issues;
    private final Brackets brackets;
    private final Strings strings;
    private final Indentation indentation;
    private final Skeleton skeleton = new Skeleton();
    private final Borders borders = new Borders();

    /** Where the physical line at hand starts. */
    private int line;

    /**
     * The function whose body is passed over, or -1; its depth; the depth of a function inside of
     * it, or -1.
     */
    private int function = -1;

    private int functionDepth;
    private int innerDepth = -1;

    /**
     * The logical line that is scanned: its first column, its kind, its statement's place in the
     * skeleton or -1.
     */
    private int column;

    private int logicalStart;
    private int depth;
    private int kind;
    private int statement;
    private int statementStart;
    private boolean awaitsColon;
    private int lastColon;

    /** How often the line was searched for lambdas. */
    private int lambdaSearches;

    private int commentStart;

    Scanner(char[] text, int length, boolean suspicious) {
        a = text;
        n = length;
        issues = new Issues(length);
        brackets = new Brackets(text, issues);
        strings = new Strings(text, length, brackets, issues, suspicious);
        indentation = new Indentation(issues);
    }

    Skeleton skeleton() {
        return skeleton;
    }

    Issues issues() {
        return issues;
    }

    Borders borders() {
        return borders;
    }

    /** Whether the scan has to be done again with suspicion. */
    boolean lostCount() {
        return strings.lostCount();
    }

    /**
     * Scans from a line's start on, to the text's end or to a border of the text before an edit.
     *
     * @param from 0 or a border
     * @param old borders of the text before
     * @param moved how far the text behind the edit moved
     * @param after where the edit ends
     * @return the index of the old border that was reached, or -1
     */
    int lines(int from, @Nullable Borders old, int moved, int after) {
        int p = from == 0 && n > 0 && a[0] == '\uFEFF' ? 1 : from;
        int border = 0;
        while (p < n) {
            if (old != null && p >= after) {
                while (border < old.count() && old.line(border) + moved < p) {
                    border++;
                }
                if (border < old.count()
                        && old.line(border) + moved == p
                        && !indentation.isSuiteRequired()) {
                    return border;
                }
            }
            line = p;
            p = indentation.measure(a, p);
            char c = a[p];
            if (c == '#') {
                p = Chars.lineEnd(a, n, p);
            } else if (isLineEnd(c)) {
                p++;
            } else if (p < n) {
                p = logicalLine(p);
            }
        }
        indentation.finish(n);
        return -1;
    }

    private int logicalLine(int start) {
        boolean required = indentation.isSuiteRequired();
        int known = issues.count();
        depth = indentation.enter(start);
        if (depth == 0 && !required) {
            borders.add(line, skeleton.count(), known);
        }
        column = indentation.column();
        kind = Words.kind(a, start);
        if (kind == Skeleton.CASE && indentation.owner() != Skeleton.MATCH) {
            kind = Skeleton.SIMPLE;
        }
        if (function >= 0 && depth <= functionDepth) {
            function = -1;
            innerDepth = -1;
        }
        if (innerDepth >= 0 && depth <= innerDepth) {
            innerDepth = -1;
        }
        boolean recorded = function < 0;
        statement =
                recorded
                        ? skeleton.add(
                                start,
                                depth,
                                kind,
                                a[start] == 'a' && kind > Skeleton.DECORATOR ? Skeleton.ASYNC : 0)
                        : -1;
        statementStart = start;
        awaitsColon = kind >= Skeleton.DEF;
        lastColon = -1;
        lambdaSearches = 0;
        commentStart = -1;
        brackets.clear();
        logicalStart = start;
        int lineEnd = code(recorded || awaitsColon ? RECORDED : IN_BODY);
        close(start, lineEnd);
        return skipLineEnd(a, lineEnd);
    }

    /** Scans to the logical line's end; the hot loop of all discovery. */
    private int code(byte[] ownStops) {
        char[] text = a;
        byte[] stops = ownStops;
        int p = logicalStart;
        while (true) {
            char c = text[p];
            while (c >= 128 || stops[c] == 0) {
                c = text[++p];
            }
            switch (c) {
                case '\n', '\r' -> {
                    if (brackets.isEmpty()) {
                        return p;
                    }
                    int next = skipLineEnd(text, p);
                    if (Words.endsBracket(text, next, column)) {
                        brackets.reportOpen();
                        return p;
                    }
                    p = next;
                }
                case '\0' -> {
                    if (p >= n) {
                        brackets.reportOpen();
                        return n;
                    }
                    p++;
                }
                case '#' -> {
                    if (brackets.isEmpty()) {
                        commentStart = p;
                    }
                    p = Chars.lineEnd(text, n, p);
                }
                case '\\' -> {
                    int next = skipLineEnd(text, p + 1);
                    if (next == p + 1) {
                        issues.add(p, "unexpected character after line continuation character");
                    } else if (brackets.isEmpty() && endsAtBackslash(next)) {
                        issues.add(p, "unexpected end of line after line continuation character");
                        return p + 1;
                    }
                    p = next;
                }
                case '"', '\'' -> {
                    p = strings.skip(p, statementStart, column);
                    stops = brackets.hasField() ? RECORDED : ownStops;
                }
                case '(', '[', '{' -> brackets.open(p++);
                case ')', ']', '}' -> {
                    boolean field = brackets.close(p);
                    p++;
                    if (field) {
                        p = strings.resume(p, column);
                        stops = brackets.hasField() ? RECORDED : ownStops;
                    }
                }
                case ':' -> {
                    p = colon(p);
                    stops = brackets.hasField() ? RECORDED : stops;
                }
                case ';' -> p = semicolon(p);
                case '=' -> p = equals(p);
                default -> p = letterY(p);
            }
        }
    }

    /**
     * A backslash before a definition is one that was left behind: no expression goes on with a
     * definition.
     */
    private boolean endsAtBackslash(int next) {
        return !isWord(a, logicalStart, "async") && Words.isDefinitionLine(a, next, column);
    }

    private int colon(int p) {
        if (!brackets.isEmpty()) {
            return brackets.startsFormat() ? strings.format(p + 1, column) : p + 1;
        }
        if (a[p + 1] == '=') {
            return p + 2;
        }
        lastColon = p;
        if (!awaitsColon || kind == Skeleton.MATCH) {
            if (statement >= 0 && isSimple() && skeleton.colon(statement) < 0) {
                skeleton.setColon(statement, p);
            }
            return p + 1;
        }
        if (lambdaSearches++ < MOST_LAMBDA_SEARCHES && Lambdas.ownsColon(a, statementStart, p)) {
            return p + 1;
        }
        return openSuite(p);
    }

    private int openSuite(int colon) {
        awaitsColon = false;
        if (statement >= 0) {
            skeleton.setColon(statement, colon);
        }
        int next = inlineStart(colon + 1);
        boolean inline = next >= 0;
        if (!inline) {
            indentation.expectSuite(kind, statementStart);
        }
        if (kind == Skeleton.DEF) {
            enterFunction();
        }
        if (inline) {
            startInline(next, colon + 1);
        }
        return colon + 1;
    }

    private void enterFunction() {
        if (function < 0) {
            function = statement;
            functionDepth = depth;
            statement = -1;
        } else if (innerDepth < 0) {
            innerDepth = depth;
        }
    }

    private int semicolon(int p) {
        if (brackets.isEmpty() && statement >= 0) {
            if (awaitsColon && kind != Skeleton.MATCH) {
                issues.add(p, "expected ':'");
            }
            // The header ends here: a colon further on is not its own.
            awaitsColon = false;
            int next = inlineStart(p + 1);
            if (next < 0) {
                endStatement(p);
                statement = -1;
            } else {
                startInline(next, p);
            }
        }
        return p + 1;
    }

    /** Where a further statement of the same logical line starts, or -1 where none does. */
    private int inlineStart(int from) {
        int next = Chars.skipBlanks(a, from);
        while (a[next] == '\\' && isLineEnd(a[next + 1])) {
            int line = skipLineEnd(a, next + 1);
            if (endsAtBackslash(line)) {
                return -1;
            }
            next = Chars.skipBlanks(a, line);
        }
        return isLineEnd(a[next]) || a[next] == '#' || next >= n ? -1 : next;
    }

    /** Ends the statement before a place and starts the one after it on the same logical line. */
    private void startInline(int start, int end) {
        if (Words.kind(a, start) > Skeleton.SIMPLE && !isSoft(start)) {
            issues.add(start, "invalid syntax");
        }
        if (statement >= 0) {
            endStatement(end);
            statement = skeleton.add(start, depth, Skeleton.SIMPLE, Skeleton.INLINE);
            statementStart = start;
            kind = Skeleton.SIMPLE;
        }
    }

    private boolean isSoft(int start) {
        return a[start] == 'm' || isWord(a, start, "case");
    }

    /** Notes an assignment's sign; not those of comparisons. */
    private int equals(int p) {
        if (a[p + 1] == '=') {
            return p + 2;
        }
        if (statement >= 0 && isSimple() && brackets.isEmpty() && p > statementStart) {
            char before = a[p - 1];
            boolean shift = p > 1 && before == a[p - 2];
            if (before != '!' && ((before != '<' && before != '>') || shift)) {
                skeleton.addEquals(statement, p);
            }
        }
        return p + 1;
    }

    /**
     * A match statement cannot share its line, so "match: int = 1" is none: which it is shows at
     * the line's end.
     */
    private boolean isSimple() {
        return kind == Skeleton.SIMPLE || kind == Skeleton.MATCH;
    }

    private int letterY(int p) {
        if (!isWord(a, p, "yield") || (p > 0 && isIdentifier(a[p - 1]))) {
            return p + 1;
        }
        // A yield before an inner function's colon, in a default value, belongs to the outer one.
        boolean ownBody = function >= 0 && innerDepth < 0;
        if (ownBody
                && !skeleton.has(function, Skeleton.GENERATOR)
                && lambdaSearches++ < MOST_LAMBDA_SEARCHES
                && !Lambdas.encloses(a, statementStart, p)) {
            skeleton.setGenerator(function);
        }
        return p + "yield".length();
    }

    /** Does what only the end of a logical line tells. */
    private void close(int start, int lineEnd) {
        int end = commentStart >= 0 ? commentStart : lineEnd;
        while (end > start && isTrailing(end)) {
            end--;
        }
        if (kind == Skeleton.MATCH) {
            closeMatch(end);
        } else if (awaitsColon) {
            issues.add(end, "expected ':'");
            indentation.allowSuite(kind, start);
            if (kind == Skeleton.DEF) {
                enterFunction();
            }
        }
        if (statement >= 0) {
            endStatement(end);
        }
        if (function >= 0) {
            skeleton.setEnd(function, end);
        }
    }

    private void closeMatch(int end) {
        if (lastColon >= 0 && lastColon == end - 1) {
            indentation.expectSuite(kind, statementStart);
            if (statement >= 0) {
                skeleton.setColon(statement, lastColon);
            }
        } else if (statement >= 0) {
            skeleton.setKind(statement, Skeleton.SIMPLE);
        }
    }

    private void endStatement(int before) {
        int end = before;
        while (end > statementStart && isTrailing(end)) {
            end--;
        }
        skeleton.setEnd(statement, end);
    }

    private boolean isTrailing(int end) {
        char c = a[end - 1];
        return Chars.isBlank(c) || isLineEnd(c) || c == '\\';
    }

    private static byte[] stops(String characters) {
        byte[] stops = new byte[128];
        for (int i = 0; i < characters.length(); i++) {
            stops[characters.charAt(i)] = 1;
        }
        return stops;
    }
}
