package org.fastest.discover;

import java.util.List;
import java.util.Set;
import org.fastest.syntax.Expr;

/**
 * What the names that Python and its library bring along stand for, and what calling them gives.
 */
final class Builtins {
    private static final PyValue UNKNOWN = new PyValue.Unknown();
    private static final PyValue PLAIN = new PyValue.Plain();

    /** Classes and functions whose own name is their id. */
    private static final Set<String> NAMED =
            Set.of(
                    "int",
                    "str",
                    "float",
                    "bool",
                    "bytes",
                    "list",
                    "tuple",
                    "dict",
                    "set",
                    "frozenset",
                    "object",
                    "complex",
                    "type",
                    "bytearray",
                    "Exception",
                    "ValueError",
                    "TypeError",
                    "KeyError",
                    "IndexError",
                    "RuntimeError",
                    "AttributeError",
                    "OSError",
                    "ImportError",
                    "NotImplementedError",
                    "StopIteration",
                    "ZeroDivisionError",
                    "AssertionError",
                    "BaseException",
                    "KeyboardInterrupt",
                    "SystemExit",
                    "LookupError",
                    "ArithmeticError",
                    "FileNotFoundError",
                    "PermissionError",
                    "TimeoutError",
                    "UnicodeError",
                    "len",
                    "sorted",
                    "repr",
                    "abs",
                    "sum",
                    "min",
                    "max",
                    "print",
                    "isinstance");

    /** Classes whose instances are neither named nor of a type that pytest makes ids of. */
    private static final Set<String> PLAIN_CLASSES =
            Set.of(
                    "dict",
                    "set",
                    "frozenset",
                    "object",
                    "bytearray",
                    "decimal.Decimal",
                    "fractions.Fraction",
                    "datetime.datetime",
                    "datetime.date",
                    "datetime.time",
                    "datetime.timedelta",
                    "pathlib.Path",
                    "pathlib.PurePath",
                    "uuid.UUID",
                    "collections.OrderedDict",
                    "collections.defaultdict",
                    "collections.Counter",
                    "collections.deque",
                    "io.StringIO",
                    "io.BytesIO",
                    "types.SimpleNamespace");

    private Builtins() {}

    /** The value of a name that the module does not bind. */
    static PyValue named(String name) {
        return NAMED.contains(name) ? new PyValue.Named(name) : UNKNOWN;
    }

    /**
     * The value of a call.
     *
     * @param values evaluates its arguments
     * @param depth how many expressions it is in
     */
    static PyValue call(Expr.Call call, Values values, int depth) {
        String written = Values.dottedName(call.function());
        String name = written == null ? null : values.names().dotted(written);
        if (name == null) {
            return UNKNOWN;
        }
        if (name.equals("range") && call.keywords().isEmpty()) {
            return range(call.arguments(), values, depth);
        }
        if ((name.equals("list") || name.equals("tuple")) && call.arguments().size() == 1) {
            return values.of(call.arguments().getFirst(), depth + 1)
                            instanceof PyValue.Sequence sequence
                    ? sequence
                    : UNKNOWN;
        }
        if (name.equals("re.compile") && !call.arguments().isEmpty()) {
            return values.of(call.arguments().getFirst(), depth + 1)
                            instanceof PyValue.Str(String text)
                    ? new PyValue.Pattern(text)
                    : UNKNOWN;
        }
        if (name.equals("float")
                && call.arguments().size() == 1
                && values.of(call.arguments().getFirst(), depth + 1)
                        instanceof PyValue.Str(String text)) {
            return switch (text) {
                case "nan" -> new PyValue.Scalar("nan");
                case "inf", "infinity" -> new PyValue.Scalar("inf");
                case "-inf" -> new PyValue.Scalar("-inf");
                default -> UNKNOWN;
            };
        }
        return PLAIN_CLASSES.contains(name) ? PLAIN : UNKNOWN;
    }

    private static PyValue range(List<Expr> arguments, Values values, int depth) {
        long[] bounds = new long[arguments.size()];
        for (int i = 0; i < bounds.length; i++) {
            Long bound = Operators.integer(values.of(arguments.get(i), depth + 1));
            if (bound == null) {
                return UNKNOWN;
            }
            bounds[i] = bound;
        }
        return Operators.range(bounds);
    }
}
