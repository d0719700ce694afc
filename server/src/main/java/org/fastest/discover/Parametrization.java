package org.fastest.discover;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.fastest.config.IdRules;
import org.fastest.syntax.Expr;
import org.jspecify.annotations.Nullable;

/**
 * One {@code parametrize} call: which arguments it gives, and its parameter sets.
 *
 * @param arguments the arguments' names, or null where they can't be known
 * @param indirect those whose values go to fixtures, or null where that can't be known
 * @param cases null where they can't be known
 * @param refusal why pytest refuses it, or null
 */
record Parametrization(
        @Nullable List<String> arguments,
        @Nullable List<String> indirect,
        @Nullable List<Case> cases,
        @Nullable Refusal refusal) {
    private static final Parametrization UNKNOWN = new Parametrization(null, null, null, null);

    /** The words of a name that one slip makes of parametrize: pytest refuses them as marks. */
    private static final List<String> MISSPELLED =
            List.of("parameterize", "parametrise", "parameterise");

    /** Whether a mark is refused for its name, registered or not. */
    static boolean isMisspelled(String mark) {
        return mark.startsWith("param") && MISSPELLED.contains(mark);
    }

    static Parametrization read(Expr.Call call, Values values, ModuleContext context) {
        Facts facts = context.facts();
        Expr argnames = Calls.argument(call, 0, "argnames");
        Expr argvalues = Calls.argument(call, 1, "argvalues");
        if (argnames == null || argvalues == null || Calls.hasSplat(call)) {
            return UNKNOWN;
        }
        PyValue namesValue = values.of(argnames);
        List<String> names = names(namesValue);
        if (names == null) {
            return UNKNOWN;
        }
        List<String> indirect = indirect(Calls.argument(call, 2, "indirect"), names, values);
        boolean single =
                names.size() == 1
                        && namesValue instanceof PyValue.Str text
                        && !(text.text().stripTrailing().endsWith(",") && facts.isAtLeast(9, 1));
        boolean marks =
                context.config().options().keyword() != null
                        || context.config().options().markExpression() != null;
        List<ParameterSet> sets = ParameterSet.read(argvalues, single, marks, values);
        Cases cases =
                sets == null
                        ? Cases.UNKNOWN
                        : cases(names, sets, Calls.argument(call, 3, "ids"), values, facts);
        Refusal refusal = cases.refusal;
        return new Parametrization(
                names, indirect, cases.cases, refusal == null ? null : refusal.at(call));
    }

    /** The parameter sets of a fixture's {@code params}, or null. */
    static @Nullable List<Case> ofFixture(
            String name, Expr params, @Nullable Expr ids, Values values, Facts facts) {
        List<ParameterSet> sets = ParameterSet.read(params, true, false, values);
        return sets == null ? null : cases(List.of(name), sets, ids, values, facts).cases;
    }

    private record Cases(@Nullable List<Case> cases, @Nullable Refusal refusal) {
        static final Cases UNKNOWN = new Cases(null, null);
        static final Cases REFUSED = new Cases(null, Refusal.SOME);

        static Cases refused(String message) {
            return new Cases(null, Refusal.of(message));
        }
    }

    private static Cases cases(
            List<String> names,
            List<ParameterSet> sets,
            @Nullable Expr idsExpr,
            Values values,
            Facts facts) {
        PyValue idsValue = idsExpr == null ? new PyValue.Scalar("None") : values.of(idsExpr);
        boolean none = Logic.isNone(idsValue);
        PyValue function = isCallable(idsValue) ? idsValue : null;
        List<PyValue> given = none || function != null ? List.of() : Iteration.of(idsValue);
        if (sets.isEmpty()) {
            if (values.ids().emptySet().equals("fail_at_collect")) {
                return Cases.REFUSED;
            }
            // Before it had a name of its own, a function that makes ids was asked for one.
            boolean asked = function != null && !facts.isAtLeast(8, 4);
            String id = asked ? null : emptyId(names, facts);
            return id == null ? Cases.UNKNOWN : new Cases(List.of(new Case(id, List.of())), null);
        }
        if (given == null) {
            return Cases.UNKNOWN;
        }
        boolean counted = none || function != null || Iteration.length(idsValue) != null;
        if (!given.isEmpty() && given.size() != sets.size() && counted) {
            return Cases.refused(
                    sets.size()
                            + " parameter sets specified, with different number of ids: "
                            + given.size());
        }
        boolean escape = values.ids().escapes();
        List<String> ids = new ArrayList<>();
        boolean isUnknown = false;
        int hidden = 0;
        for (int i = 0; i < sets.size(); i++) {
            ParameterSet set = sets.get(i);
            List<PyValue> parts = set.values();
            if (parts == null) {
                isUnknown = true;
                continue;
            }
            if (parts.size() != names.size()) {
                return Cases.refused(
                        "in \"parametrize\" the number of names ("
                                + names.size()
                                + ") must be equal to the number of values ("
                                + parts.size()
                                + "), parameter set "
                                + (i + 1));
            }
            PyValue own = set.id();
            PyValue listed = i < given.size() ? given.get(i) : null;
            String id;
            hidden += (own != null ? own : listed) instanceof PyValue.Hidden ? 1 : 0;
            if (own != null) {
                // Only a string will do here.
                id = own instanceof PyValue.Str ? ParameterIds.required(own, escape) : null;
            } else if (listed != null && !Logic.isNone(listed)) {
                if (ParameterIds.hasNone(listed)) {
                    return Cases.REFUSED;
                }
                id = ParameterIds.required(listed, escape);
            } else {
                if (function == null && ParameterIds.areRefused(parts, values.ids(), facts)) {
                    return Cases.REFUSED;
                }
                id = derived(names, parts, i, function, values.ids(), facts);
            }
            isUnknown |= id == null;
            ids.add(id == null ? "" : id);
        }
        if (isUnknown) {
            return hidden > 1 ? Cases.REFUSED : Cases.UNKNOWN;
        }
        List<String> unique = ParameterIds.unique(ids, facts.major() >= 8);
        if (values.ids().strict() && facts.isAtLeast(9, 0) && !unique.equals(ids)) {
            return Cases.REFUSED;
        }
        List<Case> cases = new ArrayList<>(ids.size());
        for (int i = 0; i < ids.size(); i++) {
            cases.add(new Case(unique.get(i), sets.get(i).marks()));
        }
        return new Cases(cases, null);
    }

    private static boolean isCallable(PyValue value) {
        return value instanceof PyValue.Function
                || value instanceof PyValue.Method
                || value instanceof PyValue.Builtin
                || value instanceof PyValue.PlainClass
                || value instanceof PyValue.Named;
    }

    /** What stands for a set without values: one skipped item. */
    private static @Nullable String emptyId(List<String> names, Facts facts) {
        if (facts.major() >= 8) {
            // Somewhere on the way to 8.4 it got a name of its own.
            return facts.isAtLeast(8, 4) ? "NOTSET" : null;
        }
        StringBuilder id = new StringBuilder();
        for (String name : names) {
            id.append(id.isEmpty() ? "" : "-").append(name).append('0');
        }
        return id.toString();
    }

    private static @Nullable String derived(
            List<String> names,
            List<PyValue> parts,
            int index,
            @Nullable PyValue function,
            IdRules rules,
            Facts facts) {
        StringBuilder id = new StringBuilder();
        for (int k = 0; k < names.size(); k++) {
            PyValue value = parts.get(k);
            PyValue said =
                    function == null
                            ? null
                            : Application.apply(function, List.of(value), Map.of(), 0);
            // What the function gives that is no id leaves the value to itself.
            String part =
                    said != null && !Logic.isNone(said) && !ParameterIds.hasNone(said)
                            ? ParameterIds.required(said, rules.escapes())
                            : ParameterIds.of(value, names.get(k), index, rules, facts);
            if (part == null) {
                return null;
            }
            id.append(k == 0 ? "" : "-").append(part);
        }
        return id.toString();
    }

    private static @Nullable List<String> names(PyValue argnames) {
        List<String> names = new ArrayList<>();
        if (argnames instanceof PyValue.Str str) {
            for (String name : str.text().split(",", -1)) {
                if (!name.isBlank()) {
                    names.add(name.strip());
                }
            }
        } else if (argnames instanceof PyValue.Sequence sequence) {
            for (PyValue element : sequence.elements()) {
                if (!(element instanceof PyValue.Str name)) {
                    return null;
                }
                names.add(name.text());
            }
        }
        return names.isEmpty() ? null : names;
    }

    private static @Nullable List<String> indirect(
            @Nullable Expr indirect, List<String> names, Values values) {
        PyValue value = indirect == null ? null : values.of(indirect);
        if (value instanceof PyValue.Sequence) {
            List<String> some = names(value);
            return some == null
                            && !(value instanceof PyValue.Sequence none
                                    && none.elements().isEmpty())
                    ? null
                    : some == null ? List.of() : some;
        }
        if (value instanceof PyValue.Scalar scalar) {
            return scalar.text().equals("True") ? names : List.of();
        }
        return value == null ? List.of() : null;
    }
}
