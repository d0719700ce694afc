package org.fastest.discover;

import java.util.List;
import org.fastest.syntax.Expr;
import org.fastest.syntax.Expressions;
import org.fastest.syntax.Stmt;
import org.jspecify.annotations.Nullable;

/** The docstrings of a module's definitions. */
final class Docstrings {
    private Docstrings() {}

    /** That of a module or class, or null. */
    static @Nullable String of(List<Stmt> body) {
        if (!body.isEmpty()
                && body.getFirst() instanceof Stmt.ExprStmt expression
                && Expressions.parse(expression.value()) instanceof Expr.Str text) {
            return text.value();
        }
        return null;
    }

    /**
     * That of a function, or null.
     *
     * @param text the module's
     */
    static @Nullable String of(Stmt.FunctionDef def, String text) {
        String body = text.substring(def.headerEnd(), def.extent().end());
        List<Stmt> read = Application.bodyOf(body);
        return read == null ? null : of(read);
    }
}
