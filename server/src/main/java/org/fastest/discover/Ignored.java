package org.fastest.discover;

import java.util.ArrayList;
import java.util.List;
import org.fastest.syntax.Code;
import org.fastest.syntax.Expr;
import org.fastest.syntax.Expressions;
import org.fastest.syntax.Stmt;
import org.jspecify.annotations.Nullable;

/**
 * A conftest's {@code collect_ignore} and {@code collect_ignore_glob}: paths relative to its
 * folder. The nearest conftest that has one decides alone.
 *
 * @param paths left out, or null where there is no {@code collect_ignore}
 * @param globs left out, or null where there is no {@code collect_ignore_glob}
 * @param maybePaths left out under a condition
 * @param maybeGlobs left out under a condition
 * @param isOpen whether anything may be left out
 */
public record Ignored(
        @Nullable List<String> paths,
        @Nullable List<String> globs,
        List<String> maybePaths,
        List<String> maybeGlobs,
        boolean isOpen) {
    public Ignored {
        paths = paths == null ? null : List.copyOf(paths);
        globs = globs == null ? null : List.copyOf(globs);
        maybePaths = List.copyOf(maybePaths);
        maybeGlobs = List.copyOf(maybeGlobs);
    }

    /**
     * Reads a conftest's body.
     *
     * @param text the whole conftest
     * @return null where it does not speak of them
     */
    static @Nullable Ignored read(List<Stmt> body, Values values, String text) {
        if (!text.contains("collect_ignore")) {
            return null;
        }
        Reader paths = new Reader("collect_ignore", values);
        Reader globs = new Reader("collect_ignore_glob", values);
        paths.run(body, false);
        globs.run(body, false);
        return new Ignored(
                paths.isSet ? paths.sure : null,
                globs.isSet ? globs.sure : null,
                paths.maybe,
                globs.maybe,
                paths.isOpen || globs.isOpen || inFunction(body, text));
    }

    private static boolean inFunction(List<Stmt> body, String text) {
        for (Stmt stmt : body) {
            if (stmt instanceof Stmt.FunctionDef
                    && text.substring(stmt.extent().start(), stmt.extent().end())
                            .contains("collect_ignore")) {
                return true;
            }
        }
        return false;
    }

    /** Follows one of the two names. */
    private static final class Reader {
        private final String name;
        private final Values values;
        private final List<String> sure = new ArrayList<>();
        private final List<String> maybe = new ArrayList<>();
        private boolean isSet;
        private boolean isOpen;

        Reader(String name, Values values) {
            this.name = name;
            this.values = values;
        }

        void run(List<Stmt> body, boolean conditional) {
            for (Stmt stmt : body) {
                if (stmt instanceof Stmt.Assign assign) {
                    for (Code target : assign.targets()) {
                        assign(target, assign.value(), conditional);
                    }
                } else if (stmt instanceof Stmt.AnnAssign assign) {
                    Code value = assign.value();
                    if (value != null) {
                        assign(assign.target(), value, conditional);
                    }
                } else if (stmt instanceof Stmt.AugAssign assign
                        && assign.target().text().equals(name)) {
                    add(Expressions.parse(assign.value()), conditional);
                } else if (stmt instanceof Stmt.ExprStmt expression
                        && expression.value().text().startsWith(name + ".")) {
                    call(Expressions.parse(expression.value()), conditional);
                } else if (stmt instanceof Stmt.Compound compound) {
                    compound(compound, conditional);
                }
            }
        }

        private void compound(Stmt.Compound compound, boolean conditional) {
            boolean sure = true;
            for (Stmt.Clause clause : compound.clauses()) {
                Stmt.ClauseKind kind = clause.kind();
                Boolean holds = null;
                if (kind == Stmt.ClauseKind.ELSE) {
                    holds = Boolean.TRUE;
                } else if (kind == Stmt.ClauseKind.IF || kind == Stmt.ClauseKind.ELIF) {
                    holds = Conditions.holds(clause.head(), values.names());
                }
                if (Boolean.FALSE.equals(holds)) {
                    continue;
                }
                sure &= holds != null;
                run(clause.body(), conditional || !sure);
                if (sure) {
                    return;
                }
            }
        }

        private void assign(Code target, Code value, boolean conditional) {
            if (!target.text().equals(name)) {
                return;
            }
            if (conditional) {
                // What was there before may stay or go.
                maybe.addAll(sure);
            }
            sure.clear();
            add(Expressions.parse(value), conditional);
        }

        private void call(Expr expr, boolean conditional) {
            if (expr instanceof Expr.Call call
                    && call.function() instanceof Expr.Attribute method
                    && call.arguments().size() == 1) {
                Expr argument = call.arguments().getFirst();
                if (method.name().equals("extend")) {
                    add(argument, conditional);
                    return;
                }
                if (method.name().equals("append")
                        && values.of(argument) instanceof PyValue.Str path) {
                    (conditional ? maybe : sure).add(path.text());
                    return;
                }
            }
            isOpen = true;
        }

        private void add(Expr expr, boolean conditional) {
            isSet = true;
            if (!(values.of(expr) instanceof PyValue.Sequence sequence)) {
                isOpen = true;
                return;
            }
            for (PyValue element : sequence.elements()) {
                if (element instanceof PyValue.Str path) {
                    (conditional ? maybe : sure).add(path.text());
                } else {
                    isOpen = true;
                }
            }
        }
    }
}
