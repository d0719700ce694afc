package org.fastest.discover;

import java.util.ArrayList;
import java.util.List;
import org.fastest.syntax.Expr;
import org.jspecify.annotations.Nullable;

/**
 * The values of one case.
 *
 * @param values one for each argument, or null where they can't be taken apart
 * @param id what {@code pytest.param} gives, or null
 * @param marks names of the marks it gives
 */
record ParameterSet(@Nullable List<PyValue> values, @Nullable PyValue id, List<String> marks) {
    /**
     * Reads what is given as values.
     *
     * @param single whether each element is one value, rather than a sequence of them
     * @param needsMarks whether marks matter, so that sets whose marks can't be read make all
     *     unknown
     * @return null where even their number can't be known
     */
    static @Nullable List<ParameterSet> read(
            Expr argvalues, boolean single, boolean needsMarks, Values values) {
        List<PyValue> known = Iteration.of(values.of(argvalues));
        if (known == null) {
            return null;
        }
        List<ParameterSet> sets = new ArrayList<>(known.size());
        for (PyValue value : known) {
            if (!(value instanceof PyValue.Param param)) {
                sets.add(of(value, single));
            } else if (param.marks().isUnknown() && needsMarks) {
                return null;
            } else {
                sets.add(new ParameterSet(param.values(), param.id(), param.marks().names()));
            }
        }
        return sets;
    }

    private static ParameterSet of(PyValue value, boolean single) {
        // An unknown value may be a pytest.param.
        if (value instanceof PyValue.Unknown) {
            return new ParameterSet(null, null, List.of());
        }
        if (single) {
            return new ParameterSet(List.of(value), null, List.of());
        }
        List<PyValue> parts = Iteration.of(value);
        if (parts != null) {
            return new ParameterSet(parts, null, List.of());
        }
        return new ParameterSet(null, null, List.of());
    }
}
