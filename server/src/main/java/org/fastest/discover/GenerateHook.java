package org.fastest.discover;

import java.util.ArrayList;
import java.util.List;
import org.fastest.syntax.Parser;
import org.fastest.syntax.Stmt;
import org.jspecify.annotations.Nullable;

/**
 * Tells which tests a {@code pytest_generate_tests} hook may parametrize: most ask first whether
 * the test wants a fixture.
 */
final class GenerateHook {
    private GenerateHook() {}

    /**
     * Names of the fixtures that it asks for.
     *
     * @param body the function's text behind its header
     * @return null where it may parametrize any test
     */
    static @Nullable List<String> asksFor(String body, String metafunc) {
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
