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
        Values.Placed placed = values.placed(argvalues);
        if (placed.values() != values) {
            return read(placed.expr(), single, needsMarks, placed.values());
        }
        List<Expr> elements = values.elements(argvalues);
        List<ParameterSet> sets = new ArrayList<>();
        if (elements == null) {
            List<PyValue> known = values.iterated(argvalues);
            if (known == null) {
                return null;
            }
            for (PyValue value : known) {
                sets.add(of(value, single));
            }
            return sets;
        }
        for (Expr element : elements) {
            Values.Placed each = values.placed(element);
            Expr.Call param = each.values().pytestParam(each.expr());
            ParameterSet set =
                    param == null
                            ? of(values.of(element), single)
                            : ofParam(param, needsMarks, each.values());
            if (set == null) {
                return null;
            }
            // A name may stand for a stored pytest.param: its values are not those of a plain
            // object.
            sets.add(set);
        }
        return sets;
    }

    private static @Nullable ParameterSet ofParam(
            Expr.Call param, boolean needsMarks, Values values) {
        if (Calls.hasSplat(param)) {
            return null;
        }
        List<PyValue> given = new ArrayList<>();
        for (Expr value : param.arguments()) {
            given.add(values.of(value));
        }
        Expr id = Calls.argument(param, Integer.MAX_VALUE, "id");
        Expr marks = Calls.argument(param, Integer.MAX_VALUE, "marks");
        Marks read = marks == null ? Marks.NONE : Marks.ofExpression(marks, values);
        if (read.isUnknown() && needsMarks) {
            return null;
        }
        return new ParameterSet(given, id == null ? null : values.of(id), read.names());
    }

    private static ParameterSet of(PyValue value, boolean single) {
        if (single) {
            return new ParameterSet(List.of(value), null, List.of());
        }
        if (value instanceof PyValue.Sequence sequence) {
            return new ParameterSet(sequence.elements(), null, List.of());
        }
        if (value instanceof PyValue.Str str) {
            return new ParameterSet(Values.characters(str.text()), null, List.of());
        }
        return new ParameterSet(null, null, List.of());
    }
}
