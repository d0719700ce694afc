package org.fastest.discover;

import java.util.ArrayList;
import java.util.List;
import org.fastest.syntax.Code;
import org.fastest.syntax.Expr;
import org.fastest.syntax.Expressions;

/**
 * The marks on a function, a class or a module, nearest first, as pytest's {@code iter_markers} gives them.
 *
 * @param names names of all marks
 * @param parametrizations calls of {@code parametrize}
 * @param usefixtures names of fixtures asked for
 * @param isUnknown whether there is something that may be a mark of any kind
 */
record Marks(List<String> names, List<Expr.Call> parametrizations, List<String> usefixtures, boolean isUnknown) {
    static final Marks NONE = new Marks(List.of(), List.of(), List.of(), false);

    Marks {
        names = List.copyOf(names);
        parametrizations = List.copyOf(parametrizations);
        usefixtures = List.copyOf(usefixtures);
    }

    /** These marks and then those of what is around. */
    Marks and(Marks outer) {
        if (outer.equals(NONE)) {
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
        return switch (namespace.get("pytestmark")) {
            case null -> NONE;
            case Binding.Value(Code code, boolean conditional) -> conditional ? unknown() : ofCode(code, values);
            case Binding.Function function -> unknown();
            case Binding.Definition klass -> unknown();
            case Binding.Imported imported -> unknown();
            case Binding.Other other -> unknown();
        };
    }

    private static Marks ofCode(Code code, Values values) {
        List<Expr> elements = code.isDottedName() ? null : values.elements(Expressions.parse(code));
        if (elements == null) {
            return of(Decorator.read(code, values.names()), values);
        }
        Marks marks = NONE;
        for (Expr element : elements) {
            String text = code.text().substring(element.extent().start() - code.start(), element.extent().end() - code.start());
            marks = marks.and(of(Decorator.read(new Code(text, element.extent().start()), values.names()), values));
        }
        return marks;
    }

    private static Marks of(Decorator decorator, Values values) {
        return switch (decorator) {
            case Decorator.Parametrize(Expr.Call call) -> new Marks(List.of("parametrize"), List.of(call), List.of(), false);
            case Decorator.Mark(String name, Expr.Call call) -> {
                List<String> fixtures = new ArrayList<>();
                boolean unknown = false;
                if (name.equals("usefixtures") && call != null) {
                    for (Expr argument : call.arguments()) {
                        if (values.of(argument) instanceof PyValue.Str(String fixture)) {
                            fixtures.add(fixture);
                        } else {
                            unknown = true;
                        }
                    }
                }
                yield new Marks(List.of(name), List.of(), fixtures, unknown);
            }
            case Decorator.Unknown unknown -> unknown();
            case Decorator.Fixture fixture -> NONE;
            case Decorator.Patch patch -> NONE;
            case Decorator.Given given -> NONE;
            case Decorator.Keeps keeps -> NONE;
            case Decorator.Hides hides -> NONE;
        };
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
