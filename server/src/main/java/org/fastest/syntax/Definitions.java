package org.fastest.syntax;

import java.util.ArrayList;
import java.util.List;
import org.fastest.text.Extent;
import org.fastest.text.SyntaxIssue;

/** Reads the headers of functions and classes. */
final class Definitions {
    private Definitions() {}

    /** Adds the function at an index; nothing where it has no name yet. */
    static void addFunction(
            String text,
            Skeleton skeleton,
            int at,
            List<Integer> decorators,
            List<Stmt> body,
            List<SyntaxIssue> issues) {
        boolean isAsync = skeleton.has(at, Skeleton.ASYNC);
        int end = skeleton.end(at);
        int start = skeleton.start(at);
        int def = isAsync ? Skim.skipBlank(text, start + "async".length(), end) : start;
        int name = Skim.skipBlank(text, def + "def".length(), end);
        int nameEnd = nameEnd(text, name, end, issues);
        if (nameEnd == name) {
            return;
        }
        int headerEnd = skeleton.colon(at) < 0 ? end : skeleton.colon(at) + 1;
        int open = afterTypeParameters(text, nameEnd, headerEnd);
        int close = open;
        if (open < headerEnd && text.charAt(open) == '(') {
            close = Skim.next(text, open, headerEnd);
        } else {
            issues.add(new SyntaxIssue(open, "expected '('"));
        }
        body.add(
                new Stmt.FunctionDef(
                        new Extent(first(skeleton, at, decorators), end),
                        text.substring(name, nameEnd),
                        new Extent(name, nameEnd),
                        headerEnd,
                        isAsync,
                        skeleton.has(at, Skeleton.GENERATOR),
                        decorators(text, skeleton, decorators),
                        inside(text, open, close)));
    }

    /** Adds the class at an index; false where it has no name yet. */
    static boolean addClass(
            String text,
            Skeleton skeleton,
            int at,
            List<Integer> decorators,
            List<Stmt> suite,
            int end,
            List<Stmt> body,
            List<SyntaxIssue> issues) {
        int name = Skim.skipBlank(text, skeleton.start(at) + "class".length(), skeleton.end(at));
        int nameEnd = nameEnd(text, name, skeleton.end(at), issues);
        if (nameEnd == name) {
            return false;
        }
        int headerEnd = skeleton.colon(at) < 0 ? skeleton.end(at) : skeleton.colon(at) + 1;
        int open = afterTypeParameters(text, nameEnd, headerEnd);
        List<Code> bases = new ArrayList<>(1);
        List<Stmt.Keyword> keywords = new ArrayList<>(0);
        if (open < headerEnd && text.charAt(open) == '(') {
            Code inside = inside(text, open, Skim.next(text, open, headerEnd));
            for (Code argument : Skim.parts(text, inside.start(), inside.end())) {
                addArgument(argument, bases, keywords);
            }
        }
        body.add(
                new Stmt.ClassDef(
                        new Extent(first(skeleton, at, decorators), end),
                        text.substring(name, nameEnd),
                        new Extent(name, nameEnd),
                        headerEnd,
                        decorators(text, skeleton, decorators),
                        bases,
                        keywords,
                        suite));
        return true;
    }

    private static void addArgument(Code argument, List<Code> bases, List<Stmt.Keyword> keywords) {
        String text = argument.text();
        if (text.startsWith("**")) {
            keywords.add(new Stmt.Keyword(null, part(argument, 2)));
            return;
        }
        int nameEnd = Skim.wordEnd(text, 0, text.length());
        int sign = Skim.skipBlank(text, nameEnd, text.length());
        boolean keyword = nameEnd > 0 && text.startsWith("=", sign) && !text.startsWith("==", sign);
        if (keyword) {
            keywords.add(new Stmt.Keyword(text.substring(0, nameEnd), part(argument, sign + 1)));
        } else {
            bases.add(argument);
        }
    }

    private static Code part(Code code, int from) {
        Code part = Code.of(code.text(), from, code.text().length());
        return new Code(part.text(), code.start() + part.start());
    }

    private static int nameEnd(String text, int name, int end, List<SyntaxIssue> issues) {
        if (name >= end || !Chars.isIdentifierStart(text.charAt(name))) {
            issues.add(new SyntaxIssue(Math.min(name, end), "invalid syntax"));
            return name;
        }
        return Skim.wordEnd(text, name, end);
    }

    /** Past {@code [T]} of PEP 695, where it stands, to what follows. */
    private static int afterTypeParameters(String text, int from, int end) {
        int p = Skim.skipBlank(text, from, end);
        if (p < end && text.charAt(p) == '[') {
            p = Skim.skipBlank(text, Skim.next(text, p, end), end);
        }
        return Math.min(p, end);
    }

    /** What a bracket holds; one that was never closed holds all to the end. */
    private static Code inside(String text, int open, int close) {
        if (close <= open) {
            return new Code("", open);
        }
        boolean closed = close > open + 1 && text.charAt(close - 1) == ')';
        return Code.of(text, open + 1, closed ? close - 1 : close);
    }

    private static int first(Skeleton skeleton, int at, List<Integer> decorators) {
        return skeleton.start(decorators.isEmpty() ? at : decorators.getFirst());
    }

    private static List<Code> decorators(String text, Skeleton skeleton, List<Integer> decorators) {
        if (decorators.isEmpty()) {
            return List.of();
        }
        List<Code> result = new ArrayList<>(decorators.size());
        for (int decorator : decorators) {
            result.add(Code.of(text, skeleton.start(decorator) + 1, skeleton.end(decorator)));
        }
        return result;
    }
}
