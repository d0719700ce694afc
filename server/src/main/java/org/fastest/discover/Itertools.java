package org.fastest.discover;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The part of {@code itertools} that parametrizations use. */
final class Itertools {
    private static final PyValue UNKNOWN = new PyValue.Unknown();

    private Itertools() {}

    static PyValue call(String name, List<PyValue> arguments) {
        PyValue first = arguments.isEmpty() ? UNKNOWN : arguments.getFirst();
        return switch (name) {
            case "chain" -> chained(arguments);
            case "chain.from_iterable" -> {
                List<PyValue> several = Iteration.of(first);
                yield several == null || arguments.size() != 1 ? UNKNOWN : chained(several);
            }
            case "combinations", "combinations_with_replacement" ->
                    combinations(arguments, name.length() > "combinations".length());
            case "permutations" -> permutations(arguments);
            case "repeat" -> {
                Long times = arguments.size() == 2 ? Operators.integer(arguments.get(1)) : null;
                yield times == null || times > Library.LONGEST
                        ? UNKNOWN
                        : iterator(Collections.nCopies((int) Math.max(0, times), first));
            }
            default -> UNKNOWN;
        };
    }

    /** {@code zip(…)}: as long as the shortest. */
    static PyValue zip(List<PyValue> arguments) {
        List<List<PyValue>> columns = columns(arguments);
        if (columns == null) {
            return UNKNOWN;
        }
        int length = columns.isEmpty() ? 0 : Integer.MAX_VALUE;
        for (List<PyValue> column : columns) {
            length = Math.min(length, column.size());
        }
        List<PyValue> rows = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            List<PyValue> row = new ArrayList<>();
            for (List<PyValue> column : columns) {
                row.add(column.get(i));
            }
            rows.add(new PyValue.Sequence(row, PyValue.Form.TUPLE));
        }
        return iterator(rows);
    }

    /** {@code product(…, repeat=n)}: the last one changes quickest. */
    static PyValue product(List<PyValue> arguments, @Nullable PyValue repeat) {
        List<List<PyValue>> columns = columns(arguments);
        Long times = repeat == null ? Long.valueOf(1) : Operators.integer(repeat);
        if (columns == null || times == null || times < 0 || times > 16) {
            return UNKNOWN;
        }
        List<List<PyValue>> rows = new ArrayList<>();
        rows.add(List.of());
        for (int i = 0; i < times; i++) {
            for (List<PyValue> column : columns) {
                if ((long) rows.size() * column.size() > Library.LONGEST) {
                    return UNKNOWN;
                }
                List<List<PyValue>> longer = new ArrayList<>();
                for (List<PyValue> row : rows) {
                    for (PyValue value : column) {
                        List<PyValue> one = new ArrayList<>(row);
                        one.add(value);
                        longer.add(one);
                    }
                }
                rows = longer;
            }
        }
        return tuples(rows);
    }

    private static PyValue chained(List<PyValue> several) {
        List<List<PyValue>> columns = columns(several);
        if (columns == null) {
            return UNKNOWN;
        }
        List<PyValue> all = new ArrayList<>();
        for (List<PyValue> column : columns) {
            all.addAll(column);
        }
        return iterator(all);
    }

    private static PyValue combinations(List<PyValue> arguments, boolean again) {
        List<PyValue> pool = arguments.size() == 2 ? Iteration.of(arguments.get(0)) : null;
        Long size = arguments.size() == 2 ? Operators.integer(arguments.get(1)) : null;
        if (pool == null || size == null || size < 0 || size > 8 || pool.size() > 40) {
            return UNKNOWN;
        }
        List<List<PyValue>> rows = new ArrayList<>();
        combine(pool, 0, size.intValue(), again, new ArrayList<>(), rows);
        return rows.size() > Library.LONGEST ? UNKNOWN : tuples(rows);
    }

    private static void combine(
            List<PyValue> pool,
            int from,
            int left,
            boolean again,
            List<PyValue> row,
            List<List<PyValue>> into) {
        if (left == 0) {
            into.add(new ArrayList<>(row));
            return;
        }
        for (int i = from; i < pool.size() && into.size() <= Library.LONGEST; i++) {
            row.add(pool.get(i));
            combine(pool, again ? i : i + 1, left - 1, again, row, into);
            row.removeLast();
        }
    }

    private static PyValue permutations(List<PyValue> arguments) {
        List<PyValue> pool = arguments.isEmpty() ? null : Iteration.of(arguments.get(0));
        Long size =
                pool == null
                        ? null
                        : arguments.size() > 1
                                ? Operators.integer(arguments.get(1))
                                : Long.valueOf(pool.size());
        if (pool == null || size == null || size < 0 || size > 7 || pool.size() > 40) {
            return UNKNOWN;
        }
        List<List<PyValue>> rows = new ArrayList<>();
        permute(pool, size.intValue(), new boolean[pool.size()], new ArrayList<>(), rows);
        return rows.size() > Library.LONGEST ? UNKNOWN : tuples(rows);
    }

    private static void permute(
            List<PyValue> pool,
            int left,
            boolean[] used,
            List<PyValue> row,
            List<List<PyValue>> into) {
        if (left == 0) {
            into.add(new ArrayList<>(row));
            return;
        }
        for (int i = 0; i < pool.size() && into.size() <= Library.LONGEST; i++) {
            if (!used[i]) {
                used[i] = true;
                row.add(pool.get(i));
                permute(pool, left - 1, used, row, into);
                row.removeLast();
                used[i] = false;
            }
        }
    }

    private static @Nullable List<List<PyValue>> columns(List<PyValue> values) {
        List<List<PyValue>> columns = new ArrayList<>();
        for (PyValue value : values) {
            List<PyValue> column = Iteration.of(value);
            if (column == null) {
                return null;
            }
            columns.add(column);
        }
        return columns;
    }

    private static PyValue tuples(List<List<PyValue>> rows) {
        List<PyValue> tuples = new ArrayList<>();
        for (List<PyValue> row : rows) {
            tuples.add(new PyValue.Sequence(row, PyValue.Form.TUPLE));
        }
        return iterator(tuples);
    }

    private static PyValue iterator(List<PyValue> elements) {
        return new PyValue.Sequence(elements, PyValue.Form.ITERATOR);
    }
}
