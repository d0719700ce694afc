package org.fastest.discover;

import java.util.List;
import org.fastest.syntax.Expr;
import org.jspecify.annotations.Nullable;

/**
 * A name that a comprehension or a function binds, with those bound before it.
 *
 * @param outer bound before, or null
 */
record Locals(String name, PyValue value, @Nullable Locals outer) {
    /** What a name is bound to in these, or null. */
    static @Nullable PyValue find(@Nullable Locals locals, String name) {
        for (Locals at = locals; at != null; at = at.outer) {
            if (at.name.equals(name)) {
                return at.value;
            }
        }
        return null;
    }

    /**
     * Binds what a target names, taking sequences apart.
     *
     * @param locals those bound before, or null
     * @return null where that can't be known
     */
    static @Nullable Locals bind(Expr target, PyValue value, @Nullable Locals locals) {
        if (target instanceof Expr.Name name) {
            return new Locals(name.id(), value, locals);
        }
        List<Expr> parts =
                target instanceof Expr.Tuple tuple
                        ? tuple.elements()
                        : target instanceof Expr.ListExpr list ? list.elements() : null;
        List<PyValue> values = parts == null ? null : Iteration.of(value);
        if (parts == null || values == null || parts.size() != values.size()) {
            return null;
        }
        Locals bound = locals;
        for (int i = 0; i < parts.size(); i++) {
            bound = bind(parts.get(i), values.get(i), bound);
            if (bound == null) {
                return null;
            }
        }
        return bound;
    }
}
