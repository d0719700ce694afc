package org.fastest.discover;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.fastest.syntax.Expr;
import org.fastest.syntax.Stmt;
import org.jspecify.annotations.Nullable;

/** Works out the parameter ids of one test function. */
final class Cases {
    private final Values values;
    private final ModuleContext context;

    Cases(Values values, ModuleContext context) {
        this.values = values;
        this.context = context;
    }

    /**
     * The ids between the brackets, in pytest's order of items; empty for a function without parameters.
     *
     * @param marks the function's own and those around it, nearest first
     * @param bound whether the function's first parameter is self
     * @param autouse names of fixtures it has without asking
     * @param levels fixture tables that hold for it, innermost first
     * @return null where only running the code tells
     */
    @Nullable List<String> ids(
            Stmt.FunctionDef def,
            List<Decorator> decorators,
            Marks marks,
            boolean bound,
            List<String> autouse,
            List<Map<String, FixtureDef>> levels) {
        if (marks.isUnknown()) {
            return null;
        }
        boolean asksNothing = def.parameters().isEmpty() && autouse.isEmpty() && marks.usefixtures().isEmpty();
        if (asksNothing && marks.parametrizations().isEmpty() && decorators.isEmpty()) {
            // Most functions of a plain suite: nothing to look up.
            return List.of();
        }
        List<Parametrization> parametrizations = new ArrayList<>();
        Set<String> given = new HashSet<>();
        for (Expr.Call call : marks.parametrizations()) {
            Parametrization one = Parametrization.read(call, values, context);
            if (one.arguments() == null || one.ids() == null) {
                return null;
            }
            parametrizations.add(one);
            given.addAll(one.arguments());
        }
        List<String> asked = new ArrayList<>(autouse);
        asked.addAll(marks.usefixtures());
        List<String> required = required(def, decorators, bound);
        if (required == null) {
            return null;
        }
        asked.addAll(required);
        List<FixtureDef> fixtures = Fixtures.parametrized(asked, given, levels);
        if (fixtures == null) {
            return null;
        }
        List<List<String>> factors = new ArrayList<>();
        for (FixtureDef fixture : fixtures) {
            List<String> ids = fixture.ids();
            if (ids != null) {
                factors.add(ids);
            }
        }
        for (Parametrization one : parametrizations) {
            List<String> ids = one.ids();
            if (ids != null) {
                factors.add(ids);
            }
        }
        return product(factors);
    }

    /** The arguments that fixtures must give, or null where decorators change them in unknown ways. */
    private static @Nullable List<String> required(Stmt.FunctionDef def, List<Decorator> decorators, boolean bound) {
        List<String> names = Parameters.required(def.parameters(), bound);
        int patched = 0;
        for (Decorator decorator : decorators) {
            if (decorator instanceof Decorator.Patch patch) {
                patched += patch.arguments();
            } else if (decorator instanceof Decorator.Given given) {
                for (Expr.Keyword keyword : given.call().keywords()) {
                    if (keyword.name() == null) {
                        return null;
                    }
                    names.remove(keyword.name());
                }
                int positional = Math.min(given.call().arguments().size(), names.size());
                names = new ArrayList<>(names.subList(0, names.size() - positional));
            } else if (decorator instanceof Decorator.Unknown) {
                return null;
            }
        }
        return names.subList(Math.min(patched, names.size()), names.size());
    }

    /** Every combination; the last factor changes quickest. */
    private static List<String> product(List<List<String>> factors) {
        List<String> ids = List.of();
        for (List<String> factor : factors) {
            if (ids.isEmpty()) {
                ids = factor;
                continue;
            }
            List<String> longer = new ArrayList<>(ids.size() * factor.size());
            for (String left : ids) {
                for (String right : factor) {
                    longer.add(left + "-" + right);
                }
            }
            ids = longer;
        }
        return ids;
    }
}
