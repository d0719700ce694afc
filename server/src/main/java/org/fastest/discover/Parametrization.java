package org.fastest.discover;

import java.util.ArrayList;
import java.util.List;
import org.fastest.syntax.Expr;
import org.jspecify.annotations.Nullable;

/**
 * One {@code parametrize} call: which arguments it gives, and its parameter sets.
 *
 * @param arguments the arguments' names, or null where they can't be known
 * @param indirect those whose values go to fixtures, or null where that can't be known
 * @param cases null where they can't be known
 * @param isRefused whether pytest refuses it, because its parts do not fit each other
 */
record Parametrization(
        @Nullable List<String> arguments,
        @Nullable List<String> indirect,
        @Nullable List<Case> cases,
        boolean isRefused) {
    private static final Parametrization UNKNOWN = new Parametrization(null, null, null, false);

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
        return new Parametrization(names, indirect, cases.cases, cases.isRefused);
    }

    /** The parameter sets of a fixture's {@code params}, or null. */
    static @Nullable List<Case> ofFixture(
            String name, Expr params, @Nullable Expr ids, Values values, Facts facts) {
        List<ParameterSet> sets = ParameterSet.read(params, true, false, values);
        return sets == null ? null : cases(List.of(name), sets, ids, values, facts).cases;
    }

    private record Cases(@Nullable List<Case> cases, boolean isRefused) {
        static final Cases UNKNOWN = new Cases(null, false);
        static final Cases REFUSED = new Cases(null, true);
    }

    private static Cases cases(
            List<String> names,
            List<ParameterSet> sets,
            @Nullable Expr idsExpr,
            Values values,
            Facts facts) {
        boolean escape = values.escapesIds();
        if (sets.isEmpty()) {
            String id = emptyId(names, facts);
            return id == null ? Cases.UNKNOWN : new Cases(List.of(new Case(id, List.of())), false);
        }
        List<PyValue> given = List.of();
        PyValue idsValue = idsExpr == null ? null : values.of(idsExpr);
        String function = null;
        if (idsValue instanceof PyValue.Sequence sequence) {
            given = sequence.elements();
        } else if (idsValue instanceof PyValue.Named named
                && (named.name().equals("str") || named.name().equals("repr"))) {
            function = named.name();
        } else if (idsValue != null && !isNone(idsValue)) {
            return Cases.UNKNOWN;
        }
        if (!given.isEmpty() && given.size() != sets.size()) {
            return Cases.REFUSED;
        }
        List<String> ids = new ArrayList<>();
        boolean isUnknown = false;
        for (int i = 0; i < sets.size(); i++) {
            ParameterSet set = sets.get(i);
            List<PyValue> parts = set.values();
            if (parts == null) {
                isUnknown = true;
                continue;
            }
            if (parts.size() != names.size()) {
                return Cases.REFUSED;
            }
            PyValue own = set.id();
            PyValue listed = i < given.size() ? given.get(i) : null;
            String id;
            if (own != null && !isNone(own)) {
                // Only a string will do here.
                id = own instanceof PyValue.Str ? ParameterIds.required(own, escape) : null;
            } else if (listed != null && !isNone(listed)) {
                id = ParameterIds.required(listed, escape);
            } else {
                id = derived(names, parts, i, function, escape, facts);
            }
            isUnknown |= id == null;
            ids.add(id == null ? "" : id);
        }
        if (isUnknown) {
            return Cases.UNKNOWN;
        }
        List<String> unique = ParameterIds.unique(ids, facts.major() >= 8);
        List<Case> cases = new ArrayList<>(ids.size());
        for (int i = 0; i < ids.size(); i++) {
            cases.add(new Case(unique.get(i), sets.get(i).marks()));
        }
        return new Cases(cases, false);
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
            @Nullable String function,
            boolean escape,
            Facts facts) {
        StringBuilder id = new StringBuilder();
        for (int k = 0; k < names.size(); k++) {
            PyValue value = parts.get(k);
            String part =
                    function == null
                            ? ParameterIds.of(value, names.get(k), index, escape, facts)
                            : ParameterIds.said(function, value, escape);
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

    private static boolean isNone(PyValue value) {
        return value instanceof PyValue.Scalar scalar && scalar.text().equals("None");
    }
}
