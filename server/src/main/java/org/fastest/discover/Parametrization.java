package org.fastest.discover;

import java.util.ArrayList;
import java.util.List;
import org.fastest.syntax.Expr;
import org.jspecify.annotations.Nullable;

/**
 * One {@code parametrize} call: which arguments it gives, and the ids of its parameter sets.
 *
 * @param arguments the arguments' names, or null where they can't be known
 * @param ids one for each set, unique; null where they can't be known
 */
record Parametrization(@Nullable List<String> arguments, @Nullable List<String> ids) {
    private static final Parametrization UNKNOWN = new Parametrization(null, null);

    static Parametrization read(Expr.Call call, Values values, ModuleContext context) {
        Expr argnames = argument(call, 0, "argnames");
        Expr argvalues = argument(call, 1, "argvalues");
        if (argnames == null || argvalues == null || hasSplat(call)) {
            return UNKNOWN;
        }
        List<String> names = names(values.of(argnames));
        if (names == null) {
            return UNKNOWN;
        }
        List<Set> sets = sets(argvalues, names.size() == 1 && !isList(values.of(argnames)), values);
        if (sets == null) {
            return new Parametrization(names, null);
        }
        if (sets.isEmpty()) {
            return new Parametrization(names, context.facts().major() >= 9 ? List.of("NOTSET") : null);
        }
        return new Parametrization(names, ids(names, sets, argument(call, 3, "ids"), values));
    }

    /** Ids of a fixture's {@code params}, or null. */
    static @Nullable List<String> fixtureIds(String name, Expr params, @Nullable Expr ids, Values values) {
        List<Set> sets = sets(params, true, values);
        if (sets == null || sets.isEmpty()) {
            return null;
        }
        return ids(List.of(name), sets, ids, values);
    }

    /** A parameter set: its values and the id that {@code pytest.param} gives it. */
    private record Set(List<PyValue> values, @Nullable PyValue id) {}

    private static @Nullable List<String> ids(List<String> names, List<Set> sets, @Nullable Expr idsExpr, Values values) {
        boolean escape = values.escapesIds();
        List<PyValue> given = List.of();
        String function = null;
        if (idsExpr != null && !(values.of(idsExpr) instanceof PyValue.Scalar(String none) && none.equals("None"))) {
            switch (values.of(idsExpr)) {
                case PyValue.Sequence(List<PyValue> elements) -> given = elements;
                case PyValue.Named(String named) when named.equals("str") -> function = named;
                default -> {
                    return null;
                }
            }
        }
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < sets.size(); i++) {
            Set set = sets.get(i);
            if (set.values.size() != names.size()) {
                return null;
            }
            PyValue explicit = set.id != null ? set.id : i < given.size() ? given.get(i) : null;
            boolean none = explicit instanceof PyValue.Scalar(String text) && text.equals("None");
            String id = explicit == null || none ? derived(names, set, i, function, escape) : explicitId(explicit, escape);
            if (id == null) {
                return null;
            }
            ids.add(id);
        }
        return ParameterIds.unique(ids);
    }

    private static @Nullable String explicitId(PyValue id, boolean escape) {
        return switch (id) {
            case PyValue.Str(String text) -> escape ? ParameterIds.escaped(text) : text;
            case PyValue.Sequence sequence -> null;
            case PyValue.Plain plain -> null;
            case PyValue.Bytes bytes -> ParameterIds.of(bytes, "", 0, escape);
            case PyValue.Scalar(String text) -> text;
            case PyValue.Named(String name) -> name;
            case PyValue.Pattern pattern -> ParameterIds.of(pattern, "", 0, escape);
            case PyValue.Unknown unknown -> null;
        };
    }

    private static @Nullable String derived(List<String> names, Set set, int index, @Nullable String function, boolean escape) {
        StringBuilder id = new StringBuilder();
        for (int k = 0; k < names.size(); k++) {
            PyValue value = set.values.get(k);
            boolean simple = value instanceof PyValue.Str || value instanceof PyValue.Scalar;
            String part = function != null && !simple ? null : ParameterIds.of(value, names.get(k), index, escape);
            if (part == null) {
                return null;
            }
            id.append(k == 0 ? "" : "-").append(part);
        }
        return id.toString();
    }

    private static @Nullable List<Set> sets(Expr argvalues, boolean single, Values values) {
        List<Expr> elements = values.elements(argvalues);
        if (elements == null) {
            PyValue whole = values.of(argvalues);
            if (!(whole instanceof PyValue.Sequence(List<PyValue> known))) {
                return null;
            }
            List<Set> sets = new ArrayList<>();
            for (PyValue value : known) {
                sets.add(set(value, null, single));
            }
            return sets;
        }
        List<Set> sets = new ArrayList<>();
        for (Expr element : elements) {
            Expr.Call param = values.pytestParam(element);
            if (param == null) {
                sets.add(set(values.of(element), null, single));
                continue;
            }
            if (hasSplat(param)) {
                return null;
            }
            List<PyValue> given = new ArrayList<>();
            for (Expr value : param.arguments()) {
                given.add(values.of(value));
            }
            Expr id = argument(param, Integer.MAX_VALUE, "id");
            PyValue idValue = id == null ? null : values.of(id);
            boolean none = idValue instanceof PyValue.Scalar(String text) && text.equals("None");
            sets.add(new Set(given, none ? null : idValue));
        }
        return sets;
    }

    private static Set set(PyValue value, @Nullable PyValue id, boolean single) {
        if (single) {
            return new Set(List.of(value), id);
        }
        // A set that can't be taken apart has no values, which no number of names fits: its ids are unknown.
        return new Set(value instanceof PyValue.Sequence(List<PyValue> elements) ? elements : List.of(), id);
    }

    private static @Nullable List<String> names(PyValue argnames) {
        List<String> names = new ArrayList<>();
        switch (argnames) {
            case PyValue.Str(String text) -> {
                for (String name : text.split(",", -1)) {
                    if (!name.isBlank()) {
                        names.add(name.strip());
                    }
                }
            }
            case PyValue.Sequence(List<PyValue> elements) -> {
                for (PyValue element : elements) {
                    if (!(element instanceof PyValue.Str(String name))) {
                        return null;
                    }
                    names.add(name);
                }
            }
            default -> {
                return null;
            }
        }
        return names.isEmpty() ? null : names;
    }

    private static boolean isList(PyValue argnames) {
        return argnames instanceof PyValue.Sequence;
    }

    private static boolean hasSplat(Expr.Call call) {
        for (Expr argument : call.arguments()) {
            if (argument instanceof Expr.Starred) {
                return true;
            }
        }
        for (Expr.Keyword keyword : call.keywords()) {
            if (keyword.name() == null) {
                return true;
            }
        }
        return false;
    }

    private static @Nullable Expr argument(Expr.Call call, int position, String name) {
        if (position < call.arguments().size()) {
            return call.arguments().get(position);
        }
        for (Expr.Keyword keyword : call.keywords()) {
            if (name.equals(keyword.name())) {
                return keyword.value();
            }
        }
        return null;
    }
}
