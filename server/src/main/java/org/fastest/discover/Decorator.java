package org.fastest.discover;

import java.util.List;
import org.fastest.syntax.Code;
import org.fastest.syntax.Expr;
import org.fastest.syntax.Expressions;
import org.jspecify.annotations.Nullable;

/** What a decorator means to pytest. */
sealed interface Decorator {
    /**
     * {@code @pytest.mark.parametrize(…)}.
     *
     * @param home where the call stands, or null where the decorator does
     */
    record Parametrize(Expr.Call call, @Nullable Resolver home) implements Decorator {}

    /**
     * Another mark.
     *
     * @param call its call, or null where it is not called
     * @param home where the call stands, or null where the decorator does
     */
    record Mark(String name, Expr.@Nullable Call call, @Nullable Resolver home)
            implements Decorator {}

    /** Makes a fixture of the function. */
    record Fixture(Expr.@Nullable Call call) implements Decorator {}

    /**
     * {@code mock.patch} and its kin: keeps the function and gives it {@code arguments} more
     * positional arguments.
     */
    record Patch(int arguments) implements Decorator {}

    /** {@code hypothesis.given}: keeps the function and fills some of its arguments. */
    record Given(Expr.Call call) implements Decorator {}

    /** Keeps the function as it is: {@code staticmethod}, {@code unittest.skip} … */
    record Keeps(String name) implements Decorator {}

    /** Puts a function around it that {@code functools.wraps} it: to pytest the same. */
    record Wraps() implements Decorator {}

    /** Makes something that can't be called: {@code property}. */
    record Hides() implements Decorator {}

    /**
     * Anything else: there will be something of this name, and what cases it has only running code
     * tells.
     */
    record Unknown() implements Decorator {}

    /**
     * Decorators of the standard library and well-known packages that hand back the function, or
     * one just like it.
     */
    List<String> KEEPERS =
            List.of(
                    "staticmethod",
                    "classmethod",
                    "unittest.skip",
                    "unittest.skipIf",
                    "unittest.skipUnless",
                    "unittest.expectedFailure",
                    "unittest.case.skip",
                    "hypothesis.settings",
                    "hypothesis.example",
                    "hypothesis.seed",
                    "hypothesis.reproduce_failure",
                    "typing.no_type_check",
                    "typing.final",
                    "abc.abstractmethod",
                    "contextlib.suppress",
                    "dataclasses.dataclass",
                    "typing.override");

    /** Reads a decorator. */
    static Decorator read(Code code, Resolver names) {
        if (code.isDottedName()) {
            return read(code.text(), null, names);
        }
        return read(Expressions.parse(code), names);
    }

    /** Reads a decorator, or a mark in a list. */
    static Decorator read(Expr expr, Resolver names) {
        if (expr instanceof Expr.Call call) {
            String written = Values.dottedName(call.function());
            return written == null ? new Unknown() : read(written, call, names);
        }
        String written = Values.dottedName(expr);
        return written == null ? new Unknown() : read(written, null, names);
    }

    private static Decorator read(String written, Expr.@Nullable Call call, Resolver names) {
        String name = names.dotted(written);
        Decorator known = name == null ? null : known(name, call);
        if (known != null) {
            return known;
        }
        Meaning meaning = names.meaning(written, Decorator::isKnown);
        if (meaning instanceof Meaning.Named named && !named.conditional()) {
            known = known(named.dotted(), call);
        } else if (meaning instanceof Meaning.Bound bound && !bound.conditional()) {
            known = bound(bound, call);
        }
        return known == null ? new Unknown() : known;
    }

    private static boolean isKnown(String name) {
        return StandardLibrary.has(name) || known(name, null) != null;
    }

    /** What a name of the standard library or of a well-known package means, or null. */
    private static @Nullable Decorator known(String name, Expr.@Nullable Call call) {
        if (name.startsWith("pytest.mark.")) {
            String mark = name.substring("pytest.mark.".length());
            if (mark.equals("parametrize")) {
                return call == null ? new Unknown() : new Parametrize(call, null);
            }
            return new Mark(mark, call, null);
        }
        if (name.equals("pytest.fixture")
                || name.equals("_pytest.fixtures.fixture")
                || name.equals("pytest.yield_fixture")
                || name.equals("pytest_asyncio.fixture")) {
            return new Fixture(call);
        }
        if (name.startsWith("unittest.mock.patch") || name.startsWith("mock.patch")) {
            return patch(name, call);
        }
        if (name.equals("hypothesis.given")) {
            return call == null ? new Unknown() : new Given(call);
        }
        if (name.equals("freezegun.freeze_time")) {
            boolean gives =
                    call == null || hasKeyword(call, "as_arg") || hasKeyword(call, "as_kwarg");
            return gives ? new Unknown() : new Keeps(name);
        }
        if (name.equals("property") || name.equals("functools.cached_property")) {
            return new Hides();
        }
        return KEEPERS.contains(name) ? new Keeps(name) : null;
    }

    /** What the workspace's own code made: a stored mark, a function. */
    private static @Nullable Decorator bound(Meaning.Bound bound, Expr.@Nullable Call call) {
        if (bound.binding() instanceof Binding.Function function) {
            return DecoratorFunction.read(function, bound.names(), call != null);
        }
        if (call == null
                && bound.binding() instanceof Binding.Value value
                && Expressions.parse(value.code()) instanceof Expr.Call) {
            Decorator stored = read(value.code(), bound.names());
            Resolver home = bound.names();
            if (stored instanceof Parametrize parametrize) {
                return parametrize.home() == null
                        ? new Parametrize(parametrize.call(), home)
                        : parametrize;
            }
            if (stored instanceof Mark mark) {
                return mark.home() == null ? new Mark(mark.name(), mark.call(), home) : mark;
            }
            return stored instanceof Keeps || stored instanceof Patch ? stored : null;
        }
        return null;
    }

    private static boolean hasKeyword(Expr.Call call, String name) {
        for (Expr.Keyword keyword : call.keywords()) {
            if (keyword.name() == null || keyword.name().equals(name)) {
                return true;
            }
        }
        return false;
    }

    private static Decorator patch(String name, Expr.@Nullable Call call) {
        if (call == null) {
            return new Unknown();
        }
        if (name.endsWith(".dict") || name.endsWith(".multiple")) {
            return name.endsWith(".dict") ? new Keeps(name) : new Unknown();
        }
        int target = name.endsWith(".object") ? 2 : 1;
        boolean replaced = call.arguments().size() > target;
        for (Expr.Keyword keyword : call.keywords()) {
            replaced |= "new".equals(keyword.name());
        }
        return new Patch(replaced ? 0 : 1);
    }
}
