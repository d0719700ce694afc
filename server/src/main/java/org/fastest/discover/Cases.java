package org.fastest.discover;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.fastest.syntax.Expr;
import org.fastest.syntax.Stmt;
import org.jspecify.annotations.Nullable;

/**
 * The parameter sets of one test function.
 *
 * @param cases in pytest's order of items, empty for a function without parameters; null where only
 *     running the code tells
 * @param refusal why pytest refuses to collect what is around the function, because of a
 *     parametrization that does not fit; or null
 */
record Cases(@Nullable List<Case> cases, @Nullable Refusal refusal) {
    private static final Cases NONE = new Cases(List.of(), null);

    /** Only running code tells. */
    static final Cases UNKNOWN = new Cases(null, null);

    /** More sets than this of one function are left to pytest: a slip of a digit, mostly. */
    private static final int MOST = 100_000;

    /**
     * Works them out.
     *
     * @param marks the function's own and those around it, nearest first
     * @param bound whether the function's first parameter is self
     * @param levels fixture tables that hold for it, innermost first
     * @param generated fixtures whose tests hooks may parametrize
     */
    static Cases of(
            Stmt.FunctionDef def,
            List<Decorator> decorators,
            Marks marks,
            boolean bound,
            List<FixtureLevel> levels,
            List<String> generated,
            ModuleContext context) {
        if (marks.isUnknown()) {
            return UNKNOWN;
        }
        boolean asksNothing = def.parameters().isEmpty() && marks.usefixtures().isEmpty();
        if (asksNothing
                && marks.parametrizations().isEmpty()
                && decorators.isEmpty()
                && FixtureLevel.areEmpty(levels)) {
            // Most functions of a plain suite: nothing to look up.
            return NONE;
        }
        List<Parametrization> parametrizations = new ArrayList<>();
        Set<String> given = new HashSet<>();
        Set<String> direct = new HashSet<>();
        for (Marks.Parametrize mark : marks.parametrizations()) {
            Parametrization one = Parametrization.read(mark.call(), mark.values(), context);
            List<String> arguments = one.arguments();
            if (arguments == null) {
                return UNKNOWN;
            }
            if (one.refusal() != null) {
                return new Cases(null, one.refusal());
            }
            for (String argument : arguments) {
                if (!given.add(argument)) {
                    String message = "duplicate parametrization of '" + argument + "'";
                    return new Cases(null, Refusal.of(message).at(mark.call()));
                }
            }
            List<String> indirect = one.indirect();
            if (indirect == null) {
                return UNKNOWN;
            }
            direct.addAll(arguments);
            direct.removeAll(indirect);
            parametrizations.add(one);
        }
        List<String> required = required(def, decorators, bound);
        if (required == null) {
            return UNKNOWN;
        }
        Set<String> asked = new LinkedHashSet<>();
        FixtureLevel.autouse(levels, asked);
        asked.addAll(marks.usefixtures());
        asked.addAll(required);
        boolean depthFirst = context.facts().isAtLeast(9, 1);
        Closure closure =
                Closure.of(new ArrayList<>(asked), direct, levels, context.plugins(), depthFirst);
        if (closure.isUnknown() || closure.containsAny(generated)) {
            return UNKNOWN;
        }
        for (String argument : given) {
            if (!closure.contains(argument)) {
                Refusal refusal = unused(argument, def, direct.contains(argument), context);
                return new Cases(null, refusal.at(giver(argument, parametrizations, marks)));
            }
        }
        List<List<Case>> factors = closure.factors(given);
        if (factors == null) {
            return UNKNOWN;
        }
        for (Parametrization one : parametrizations) {
            List<Case> cases = one.cases();
            if (cases == null) {
                return UNKNOWN;
            }
            factors.add(cases);
        }
        return isTooMany(factors) ? UNKNOWN : new Cases(product(factors), null);
    }

    /**
     * The arguments that fixtures must give, or null where decorators change them in unknown ways.
     */
    static @Nullable List<String> required(
            Stmt.FunctionDef def, List<Decorator> decorators, boolean bound) {
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

    /** That a function asks for no such argument. */
    private static Refusal unused(
            String argument, Stmt.FunctionDef def, boolean isDirect, ModuleContext context) {
        if (!context.plugins().isKnown()) {
            // A fixture that nobody knows of may ask for it.
            return Refusal.SOME;
        }
        List<Parameters.Parameter> all = Parameters.simple(def.parameters());
        for (Parameters.Parameter one : all == null ? List.<Parameters.Parameter>of() : all) {
            if (one.name().equals(argument)) {
                return one.otherwise() == null
                        ? Refusal.SOME
                        : Refusal.of(
                                "function already takes an argument '"
                                        + argument
                                        + "' with a default value");
            }
        }
        return Refusal.of(
                "function uses no " + (isDirect ? "argument" : "fixture") + " '" + argument + "'");
    }

    /** The mark that gives an argument. */
    private static Expr.Call giver(
            String argument, List<Parametrization> parametrizations, Marks marks) {
        int at = 0;
        for (int i = 0; i < parametrizations.size(); i++) {
            List<String> arguments = parametrizations.get(i).arguments();
            at = arguments != null && arguments.contains(argument) ? i : at;
        }
        return marks.parametrizations().get(at).call();
    }

    private static boolean isTooMany(List<List<Case>> factors) {
        long count = 1;
        for (List<Case> factor : factors) {
            count *= Math.max(1, factor.size());
            if (count > MOST) {
                return true;
            }
        }
        return false;
    }

    /** Every combination; the last factor changes quickest. */
    private static List<Case> product(List<List<Case>> factors) {
        List<Case> cases = List.of();
        for (List<Case> factor : factors) {
            if (cases.isEmpty()) {
                cases = factor;
                continue;
            }
            List<Case> longer = new ArrayList<>(cases.size() * factor.size());
            for (Case left : cases) {
                for (Case right : factor) {
                    longer.add(left.and(right));
                }
            }
            cases = longer;
        }
        return cases;
    }
}
