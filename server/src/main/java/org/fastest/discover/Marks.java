package org.fastest.discover;

import java.util.ArrayList;
import java.util.List;
import org.fastest.syntax.Code;
import org.fastest.syntax.Expr;
import org.fastest.syntax.Expressions;

/**
 * The marks on a function, a class or a module, nearest first, as pytest's {@code iter_markers}
 * gives them.
 *
 * @param names names of all marks
 * @param parametrizations of {@code parametrize}
 * @param usefixtures names of fixtures asked for
 * @param isUnknown whether there is something that may be a mark of any kind
 */
record Marks(
        List<String> names,
        List<Parametrize> parametrizations,
        List<String> usefixtures,
        boolean isUnknown) {
    static final Marks NONE = new Marks(List.of(), List.of(), List.of(), false);

    Marks {
        names = List.copyOf(names);
        parametrizations = List.copyOf(parametrizations);
        usefixtures = List.copyOf(usefixtures);
    }

    /** A call of {@code parametrize}, with what names mean where it stands. */
    record Parametrize(Expr.Call call, Values values) {}

    /**
     * Whether there are none; asked field by field, since a record's own equals is linked only when
     * first called, which takes 15 ms.
     */
    private boolean isNone() {
        return names.isEmpty() && parametrizations.isEmpty() && usefixtures.isEmpty() && !isUnknown;
    }

    /** These marks and then those of what is around. */
    Marks and(Marks outer) {
        if (outer.isNone()) {
            return this;
        }
        return new Marks(
                joined(names, outer.names),
                joined(parametrizations, outer.parametrizations),
                joined(usefixtures, outer.usefixtures),
                isUnknown || outer.isUnknown);
    }

    /** The marks among decorators: the lowest one is the nearest. */
    static Marks ofDecorators(List<Decorator> decorators, Values values) {
        Marks marks = NONE;
        for (Decorator decorator : decorators) {
            marks = of(decorator, values).and(marks);
        }
        return marks;
    }

    /** What {@code pytestmark = …} says in a module or class. */
    static Marks ofPytestmark(Namespace namespace, Values values) {
        Binding binding = namespace.get("pytestmark");
        if (binding == null) {
            return NONE;
        }
        return binding instanceof Binding.Value value && !value.conditional()
                ? ofCode(value.code(), values)
                : unknown();
    }

    /** The marks that {@code marks=…} of {@code pytest.param} gives. */
    static Marks ofExpression(Expr expr, Values values) {
        Values.Placed placed = values.placed(expr);
        if (placed.values() != values) {
            return ofExpression(placed.expr(), placed.values());
        }
        List<Expr> elements = values.elements(expr);
        Marks marks = NONE;
        for (Expr element : elements == null ? List.of(expr) : elements) {
            marks = marks.and(of(Decorator.read(element, values.names()), values));
        }
        return marks;
    }

    private static Marks ofCode(Code code, Values values) {
        if (code.isDottedName()) {
            return ofExpression(Expressions.parse(code), values);
        }
        List<Expr> elements = values.elements(Expressions.parse(code));
        if (elements == null) {
            return of(Decorator.read(code, values.names()), values);
        }
        Marks marks = NONE;
        for (Expr element : elements) {
            marks = marks.and(of(Decorator.read(element, values.names()), values));
        }
        return marks;
    }

    private static Marks of(Decorator decorator, Values values) {
        if (decorator instanceof Decorator.Parametrize parametrize) {
            Resolver home = parametrize.home();
            return new Marks(
                    List.of("parametrize"),
                    List.of(
                            new Parametrize(
                                    parametrize.call(), home == null ? values : values.at(home))),
                    List.of(),
                    false);
        }
        if (decorator instanceof Decorator.Mark mark) {
            Resolver home = mark.home();
            return ofMark(mark, home == null ? values : values.at(home));
        }
        return decorator instanceof Decorator.Unknown ? unknown() : NONE;
    }

    private static Marks ofMark(Decorator.Mark mark, Values values) {
        List<String> fixtures = new ArrayList<>();
        boolean unknown = false;
        if (mark.name().equals("usefixtures") && mark.call() != null) {
            for (Expr argument : mark.call().arguments()) {
                if (values.of(argument) instanceof PyValue.Str fixture) {
                    fixtures.add(fixture.text());
                } else {
                    unknown = true;
                }
            }
        }
        return new Marks(List.of(mark.name()), List.of(), fixtures, unknown);
    }

    /** One that asks for a fixture, without a name of its own. */
    static Marks usefixtures(String fixture) {
        return new Marks(List.of(), List.of(), List.of(fixture), false);
    }

    private static Marks unknown() {
        return new Marks(List.of(), List.of(), List.of(), true);
    }

    private static <T> List<T> joined(List<T> first, List<T> second) {
        List<T> both = new ArrayList<>(first);
        both.addAll(second);
        return both;
    }
}
