package org.fastest.discover;

import java.util.ArrayList;
import java.util.List;
import org.fastest.syntax.Parser;
import org.fastest.syntax.Stmt;
import org.jspecify.annotations.Nullable;

/**
 * Tells which tests a {@code pytest_generate_tests} hook may parametrize: pytest refuses to give a
 * test an argument that it does not want, so most name the argument, or ask for it first.
 */
final class GenerateHook {
    private GenerateHook() {}

    /**
     * Names of the fixtures that a test must want to be parametrized.
     *
     * @param body the function's text behind its header
     * @return null where it may parametrize any test
     */
    static @Nullable List<String> asksFor(String body, String metafunc) {
        List<String> named = named(body, metafunc);
        return named == null ? guarded(body, metafunc) : named;
    }

    /** The arguments it gives, where all are literals and metafunc is handed to nobody. */
    private static @Nullable List<String> named(String body, String metafunc) {
        List<String> names = new ArrayList<>();
        for (int at = body.indexOf(metafunc); at >= 0; at = body.indexOf(metafunc, at + 1)) {
            int end = at + metafunc.length();
            if (isNamePart(body, at - 1) || isNamePart(body, end)) {
                continue;
            }
            int stop = end + 1;
            while (isNamePart(body, stop)) {
                stop++;
            }
            String attribute = stop > body.length() ? "" : body.substring(end, stop);
            if (attribute.equals(".parametrize")) {
                String given = literal(body, stop);
                if (given == null) {
                    return null;
                }
                for (String name : given.split(",", -1)) {
                    names.add(name.strip());
                }
            } else if (!isHarmless(attribute, body, at, stop)) {
                return null;
            }
        }
        return names;
    }

    private static boolean isHarmless(String attribute, String body, int at, int stop) {
        return attribute.equals(".config")
                || attribute.equals(".function")
                || attribute.equals(".module")
                || attribute.equals(".cls")
                || attribute.equals(".definition")
                // Handed on, it may be added to.
                || (attribute.equals(".fixturenames")
                        && body.startsWith("in ", at - 3)
                        && !body.startsWith("[", stop));
    }

    /** The string that is a call's first argument, or null. */
    private static @Nullable String literal(String body, int open) {
        int at = open + 1;
        while (at < body.length() && Character.isWhitespace(body.charAt(at))) {
            at++;
        }
        if (at >= body.length() || !body.startsWith("(", open)) {
            return null;
        }
        char quote = body.charAt(at);
        int end = quote == '"' || quote == '\'' ? body.indexOf(quote, at + 1) : -1;
        return end < 0 || end == at + 1 ? null : body.substring(at + 1, end);
    }

    private static boolean isNamePart(String text, int at) {
        return at >= 0 && at < text.length() && Character.isJavaIdentifierPart(text.charAt(at));
    }

    private static @Nullable List<String> guarded(String body, String metafunc) {
        List<Stmt> read = Parser.parse("class _:" + body).body();
        if (read.size() != 1 || !(read.getFirst() instanceof Stmt.ClassDef whole)) {
            return null;
        }
        List<String> names = new ArrayList<>();
        for (Stmt stmt : whole.body()) {
            if (stmt instanceof Stmt.Compound compound) {
                for (Stmt.Clause clause : compound.clauses()) {
                    String head = clause.head().text();
                    String wanted = wanted(head, " in ", metafunc);
                    String unless = wanted(head, " not in ", metafunc);
                    boolean leaves =
                            unless != null
                                    && clause.body().size() == 1
                                    && clause.body().getFirst() instanceof Stmt.KeywordStmt keyword
                                    && keyword.keyword().equals("return");
                    if (leaves && compound.clauses().size() == 1) {
                        // What follows is for those that ask for it.
                        names.add(unless);
                        return names;
                    }
                    if (wanted == null) {
                        return null;
                    }
                    names.add(wanted);
                }
            } else if (!isDocstring(stmt)) {
                return null;
            }
        }
        return names;
    }

    private static boolean isDocstring(Stmt stmt) {
        return stmt instanceof Stmt.KeywordStmt
                || (stmt instanceof Stmt.ExprStmt expression
                        && (expression.value().text().startsWith("\"")
                                || expression.value().text().startsWith("'")));
    }

    /** The name in {@code "name" in metafunc.fixturenames}, whatever must hold beside that. */
    private static @Nullable String wanted(String head, String operator, String metafunc) {
        if (head.isEmpty() || (head.charAt(0) != '"' && head.charAt(0) != '\'')) {
            return null;
        }
        int end = head.indexOf(head.charAt(0), 1);
        String rest = operator + metafunc + ".fixturenames";
        if (end < 0 || !head.startsWith(rest, end + 1)) {
            return null;
        }
        String behind = head.substring(end + 1 + rest.length());
        return behind.isEmpty() || (behind.startsWith(" and ") && !behind.contains(" or "))
                ? head.substring(1, end)
                : null;
    }
}
