package org.fastest.discover;

import java.util.ArrayList;
import java.util.List;
import org.fastest.syntax.Expr;
import org.fastest.syntax.Expressions;
import org.jspecify.annotations.Nullable;

/** What a module's {@code __all__} lists. */
final class Exports {
    private Exports() {}

    /** The names in its order, or null where there is none or it is computed. */
    static @Nullable List<String> all(Namespace module) {
        if (!(module.get("__all__") instanceof Binding.Value value) || value.conditional()) {
            return null;
        }
        Expr expr = Expressions.parse(value.code());
        List<Expr> elements = null;
        if (expr instanceof Expr.ListExpr list) {
            elements = list.elements();
        } else if (expr instanceof Expr.Tuple tuple) {
            elements = tuple.elements();
        }
        if (elements == null) {
            return null;
        }
        List<String> names = new ArrayList<>(elements.size());
        for (Expr element : elements) {
            if (!(element instanceof Expr.Str name)) {
                return null;
            }
            names.add(name.value());
        }
        return names;
    }
}
