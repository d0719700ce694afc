package org.fastest.discover;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.fastest.syntax.Expr;
import org.jspecify.annotations.Nullable;

/** Works out comprehensions, generator expressions, and the displays of dictionaries and sets. */
final class Comprehensions {
    private static final PyValue UNKNOWN = new PyValue.Unknown();

    private final Expr.Comprehension comprehension;
    private final int depth;
    private final List<PyValue> keys = new ArrayList<>();
    private final List<PyValue> values = new ArrayList<>();

    private Comprehensions(Expr.Comprehension comprehension, int depth) {
        this.comprehension = comprehension;
        this.depth = depth;
    }

    static PyValue of(Expr.Comprehension comprehension, Values outside, int depth) {
        Comprehensions run = new Comprehensions(comprehension, depth + 1);
        // Only the first iterable is worked out in the body of a class; the rest does not see it.
        PyValue first = outside.of(comprehension.clauses().getFirst().iterable(), depth + 1);
        if (!run.clause(0, Iteration.of(first), outside.inFunction(), outside.locals())) {
            return UNKNOWN;
        }
        return switch (comprehension.kind()) {
            case LIST -> new PyValue.Sequence(run.keys, PyValue.Form.LIST);
            case GENERATOR -> new PyValue.Sequence(run.keys, PyValue.Form.GENERATOR);
            case SET -> set(run.keys);
            case DICT -> dict(run.keys, run.values);
        };
    }

    /** The value of {@code {k: v, **more}}. */
    static PyValue display(Expr.DictExpr dict, Values scope, int depth) {
        List<PyValue> keys = new ArrayList<>();
        List<PyValue> values = new ArrayList<>();
        for (Expr.Entry entry : dict.entries()) {
            PyValue value = scope.of(entry.value(), depth + 1);
            if (entry.key() != null) {
                keys.add(scope.of(entry.key(), depth + 1));
                values.add(value);
            } else if (value instanceof PyValue.Dict more) {
                keys.addAll(more.keys());
                values.addAll(more.values());
            } else {
                return new PyValue.Plain();
            }
        }
        PyValue known = dict(keys, values);
        // It is a dictionary for sure, even where its keys are not known.
        return known instanceof PyValue.Unknown ? new PyValue.Plain() : known;
    }

    /** A dictionary of such pairs, where a later one takes the place of an equal earlier one. */
    static PyValue dict(List<PyValue> keys, List<PyValue> values) {
        Map<String, Integer> places = new HashMap<>();
        List<PyValue> once = new ArrayList<>();
        List<PyValue> last = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            String key = hashed(keys.get(i));
            if (key == null) {
                return UNKNOWN;
            }
            Integer place = places.putIfAbsent(key, once.size());
            if (place == null) {
                once.add(keys.get(i));
                last.add(values.get(i));
            } else {
                last.set(place, values.get(i));
            }
        }
        return new PyValue.Dict(once, last);
    }

    /** A set of such elements. */
    static PyValue set(List<PyValue> elements) {
        return dict(elements, elements) instanceof PyValue.Dict dict
                ? new PyValue.SetOf(dict.keys())
                : new PyValue.Plain();
    }

    private static @Nullable String hashed(PyValue key) {
        if (key instanceof PyValue.Named named) {
            return "t" + named.name();
        }
        if (key instanceof PyValue.EnumClass type) {
            return "t" + type.name();
        }
        String text = Logic.key(key);
        return (text == null || text.startsWith("[")) ? null : text;
    }

    private boolean clause(
            int index, @Nullable List<PyValue> elements, Values scope, @Nullable Locals locals) {
        if (elements == null) {
            return false;
        }
        Expr.ComprehensionFor clause = comprehension.clauses().get(index);
        for (PyValue element : elements) {
            Locals bound = Locals.bind(clause.target(), element, locals);
            if (bound == null || clause.isAsync()) {
                return false;
            }
            Values inside = scope.with(bound);
            Boolean stays = holds(clause.conditions(), inside);
            if (stays == null || inside.isSpent()) {
                return false;
            }
            if (stays && !body(index, inside, bound)) {
                return false;
            }
        }
        return true;
    }

    private boolean body(int index, Values inside, Locals bound) {
        if (index + 1 < comprehension.clauses().size()) {
            Expr next = comprehension.clauses().get(index + 1).iterable();
            return clause(index + 1, Iteration.of(inside.of(next, depth)), inside, bound);
        }
        keys.add(inside.of(comprehension.element(), depth));
        Expr value = comprehension.value();
        if (value != null) {
            values.add(inside.of(value, depth));
        }
        return true;
    }

    private @Nullable Boolean holds(List<Expr> conditions, Values inside) {
        for (Expr condition : conditions) {
            Boolean holds = Logic.truth(inside.of(condition, depth));
            if (holds == null || !holds) {
                return holds;
            }
        }
        return true;
    }
}
