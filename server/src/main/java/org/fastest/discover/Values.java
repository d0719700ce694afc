package org.fastest.discover;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.fastest.syntax.Code;
import org.fastest.syntax.Expr;
import org.fastest.syntax.Expressions;
import org.fastest.syntax.Stmt;
import org.jspecify.annotations.Nullable;

/** Evaluates a module's expressions as far as the text alone decides them. */
final class Values {
    private static final int DEPTH = 32;

    /** Sequences longer than this stay unknown, so that {@code range(10**9)} costs nothing. */
    private static final int LONGEST = 100_000;

    private static final PyValue UNKNOWN = new PyValue.Unknown();
    private static final PyValue PLAIN = new PyValue.Plain();

    private static final Set<String> BUILTIN_CLASSES =
            Set.of(
                    "int", "str", "float", "bool", "bytes", "list", "tuple", "dict", "set", "frozenset", "object", "complex",
                    "type", "bytearray", "Exception", "ValueError", "TypeError", "KeyError", "IndexError", "RuntimeError",
                    "AttributeError", "OSError", "ImportError", "NotImplementedError", "StopIteration",
                    "ZeroDivisionError", "AssertionError", "BaseException", "KeyboardInterrupt", "SystemExit", "LookupError",
                    "ArithmeticError", "FileNotFoundError", "PermissionError", "TimeoutError", "UnicodeError",
                    "len", "sorted", "repr", "abs", "sum", "min", "max", "print", "isinstance");

    /** Classes whose instances are neither named nor of a type that pytest makes ids of. */
    private static final Set<String> PLAIN_CLASSES =
            Set.of(
                    "dict", "set", "frozenset", "object", "bytearray", "decimal.Decimal", "fractions.Fraction", "datetime.datetime",
                    "datetime.date", "datetime.time", "datetime.timedelta", "pathlib.Path", "pathlib.PurePath",
                    "uuid.UUID", "collections.OrderedDict", "collections.defaultdict", "collections.Counter", "collections.deque",
                    "io.StringIO", "io.BytesIO", "types.SimpleNamespace");

    private final Resolver names;
    private final boolean escapesIds;

    Values(Namespace module, boolean escapesIds) {
        this.names = new Resolver(module);
        this.escapesIds = escapesIds;
    }

    Resolver names() {
        return names;
    }

    boolean escapesIds() {
        return escapesIds;
    }

    PyValue of(Expr expr) {
        return of(expr, 0);
    }

    /** The element expressions of a list or tuple display, also behind a name; null for anything else. */
    @Nullable List<Expr> elements(Expr expr) {
        Expr at = expr;
        for (int depth = 0; depth < DEPTH; depth++) {
            switch (at) {
                case Expr.Tuple tuple -> {
                    return withoutStars(tuple.elements());
                }
                case Expr.ListExpr list -> {
                    return withoutStars(list.elements());
                }
                case Expr.Name name when names.module().get(name.id()) instanceof Binding.Value(Code code, boolean conditional)
                                && !conditional ->
                        at = Expressions.parse(code);
                default -> {
                    return null;
                }
            }
        }
        return null;
    }

    /** The call if the expression is {@code pytest.param(…)}. */
    Expr.@Nullable Call pytestParam(Expr expr) {
        if (expr instanceof Expr.Call call) {
            String written = dottedName(call.function());
            return written != null && "pytest.param".equals(names.dotted(written)) ? call : null;
        }
        return null;
    }

    /** A name with its attributes as written, or null for anything else. */
    static @Nullable String dottedName(Expr expr) {
        return switch (expr) {
            case Expr.Name name -> name.id();
            case Expr.Attribute attribute -> {
                String value = dottedName(attribute.value());
                yield value == null ? null : value + "." + attribute.name();
            }
            default -> null;
        };
    }

    private static @Nullable List<Expr> withoutStars(List<Expr> elements) {
        for (Expr element : elements) {
            if (element instanceof Expr.Starred) {
                return null;
            }
        }
        return elements;
    }

    private PyValue of(Expr expr, int depth) {
        if (depth > DEPTH) {
            return UNKNOWN;
        }
        return switch (expr) {
            case Expr.Str str -> new PyValue.Str(str.value());
            case Expr.Bytes bytes -> new PyValue.Bytes(bytes.value());
            case Expr.Int number -> new PyValue.Scalar(number.value().toString());
            case Expr.Real number -> new PyValue.Scalar(Numbers.text(number.value()));
            case Expr.Imaginary number -> new PyValue.Scalar(Numbers.imaginary(number.value()));
            case Expr.Constant constant -> constant(constant);
            case Expr.Tuple tuple -> sequence(tuple.elements(), depth);
            case Expr.ListExpr list -> sequence(list.elements(), depth);
            case Expr.SetExpr set -> PLAIN;
            case Expr.DictExpr dict -> PLAIN;
            case Expr.Lambda lambda -> new PyValue.Named("<lambda>");
            case Expr.Unary unary -> unary(unary, depth);
            case Expr.Binary binary -> binary(binary, depth);
            case Expr.Name name -> name(name.id(), depth);
            case Expr.Attribute attribute -> attribute(attribute);
            case Expr.Call call -> call(call, depth);
            default -> UNKNOWN;
        };
    }

    private static PyValue constant(Expr.Constant constant) {
        return switch (constant.kind()) {
            case TRUE -> new PyValue.Scalar("True");
            case FALSE -> new PyValue.Scalar("False");
            case NONE -> new PyValue.Scalar("None");
            case ELLIPSIS -> PLAIN;
        };
    }

    private PyValue sequence(List<Expr> elements, int depth) {
        List<PyValue> values = new ArrayList<>(elements.size());
        for (Expr element : elements) {
            if (element instanceof Expr.Starred starred) {
                if (!(of(starred.value(), depth + 1) instanceof PyValue.Sequence(List<PyValue> inner))) {
                    return UNKNOWN;
                }
                values.addAll(inner);
            } else {
                values.add(of(element, depth + 1));
            }
        }
        return new PyValue.Sequence(values);
    }

    private PyValue unary(Expr.Unary unary, int depth) {
        PyValue operand = of(unary.operand(), depth + 1);
        if (unary.operator().equals("-") && operand instanceof PyValue.Scalar(String text) && isNumber(text)) {
            if (text.equals("0")) {
                return operand;
            }
            return text.endsWith("j") ? UNKNOWN : new PyValue.Scalar(text.startsWith("-") ? text.substring(1) : "-" + text);
        }
        return UNKNOWN;
    }

    private PyValue binary(Expr.Binary binary, int depth) {
        PyValue left = of(binary.left(), depth + 1);
        PyValue right = of(binary.right(), depth + 1);
        if (binary.operator().equals("+")) {
            if (left instanceof PyValue.Str(String a) && right instanceof PyValue.Str(String b)) {
                return new PyValue.Str(a + b);
            }
            if (left instanceof PyValue.Sequence(List<PyValue> a) && right instanceof PyValue.Sequence(List<PyValue> b)) {
                List<PyValue> both = new ArrayList<>(a);
                both.addAll(b);
                return new PyValue.Sequence(both);
            }
        }
        Long a = integer(left);
        Long b = integer(right);
        if (binary.operator().equals("*") && b != null && b >= 0 && b < LONGEST) {
            if (left instanceof PyValue.Str(String text) && text.length() * b <= LONGEST) {
                return new PyValue.Str(text.repeat(b.intValue()));
            }
        }
        if (a == null || b == null) {
            return UNKNOWN;
        }
        BigInteger x = BigInteger.valueOf(a);
        BigInteger y = BigInteger.valueOf(b);
        return switch (binary.operator()) {
            case "+" -> new PyValue.Scalar(x.add(y).toString());
            case "-" -> new PyValue.Scalar(x.subtract(y).toString());
            case "*" -> new PyValue.Scalar(x.multiply(y).toString());
            case "**" -> b >= 0 && b < 256 ? new PyValue.Scalar(x.pow(b.intValue()).toString()) : UNKNOWN;
            default -> UNKNOWN;
        };
    }

    private PyValue name(String name, int depth) {
        return switch (names.module().get(name)) {
            case null -> BUILTIN_CLASSES.contains(name) ? new PyValue.Named(name) : UNKNOWN;
            case Binding.Value(Code code, boolean conditional) -> conditional ? UNKNOWN : of(Expressions.parse(code), depth + 1);
            case Binding.Definition(Stmt.ClassDef def, boolean conditional) ->
                    conditional || !def.decorators().isEmpty() || !def.keywords().isEmpty() ? UNKNOWN : new PyValue.Named(name);
            case Binding.Function(Stmt.FunctionDef def, boolean conditional) ->
                    conditional || !def.decorators().isEmpty() ? UNKNOWN : new PyValue.Named(name);
            case Binding.Imported imported -> UNKNOWN;
            case Binding.Other other -> UNKNOWN;
        };
    }

    /** Members of an enum of this module, whose {@code str()} is {@code Class.MEMBER} where nothing else is mixed in. */
    private PyValue attribute(Expr.Attribute attribute) {
        if (attribute.value() instanceof Expr.Name owner
                && names.module().get(owner.id()) instanceof Binding.Definition(Stmt.ClassDef def, boolean conditional)
                && !conditional
                && def.bases().size() == 1
                && def.decorators().isEmpty()
                && "enum.Enum".equals(names.dotted(def.bases().getFirst().text()))) {
            Namespace members = Namespace.of(def.body());
            boolean own = members.get("__str__") != null || members.get("__format__") != null;
            if (!own && members.get(attribute.name()) instanceof Binding.Value) {
                return new PyValue.Named(def.name() + "." + attribute.name());
            }
        }
        return UNKNOWN;
    }

    private PyValue call(Expr.Call call, int depth) {
        String written = dottedName(call.function());
        String name = written == null ? null : names.dotted(written);
        if (name == null) {
            return UNKNOWN;
        }
        if (name.equals("range") && call.keywords().isEmpty()) {
            return range(call.arguments(), depth);
        }
        if ((name.equals("list") || name.equals("tuple")) && call.arguments().size() == 1) {
            return of(call.arguments().getFirst(), depth + 1) instanceof PyValue.Sequence sequence ? sequence : UNKNOWN;
        }
        if (name.equals("re.compile") && !call.arguments().isEmpty()) {
            return of(call.arguments().getFirst(), depth + 1) instanceof PyValue.Str(String text) ? new PyValue.Pattern(text) : UNKNOWN;
        }
        if (name.equals("float") && call.arguments().size() == 1 && of(call.arguments().getFirst(), depth + 1) instanceof PyValue.Str(String text)) {
            return switch (text) {
                case "nan" -> new PyValue.Scalar("nan");
                case "inf", "infinity" -> new PyValue.Scalar("inf");
                case "-inf" -> new PyValue.Scalar("-inf");
                default -> UNKNOWN;
            };
        }
        return PLAIN_CLASSES.contains(name) ? PLAIN : UNKNOWN;
    }

    private PyValue range(List<Expr> arguments, int depth) {
        long[] bounds = new long[arguments.size()];
        for (int i = 0; i < bounds.length; i++) {
            Long bound = integer(of(arguments.get(i), depth + 1));
            if (bound == null) {
                return UNKNOWN;
            }
            bounds[i] = bound;
        }
        long start = bounds.length > 1 ? bounds[0] : 0;
        long stop = bounds.length > 1 ? bounds[1] : bounds.length == 1 ? bounds[0] : 0;
        long step = bounds.length > 2 ? bounds[2] : 1;
        if (bounds.length == 0 || bounds.length > 3 || step == 0 || Math.abs((stop - start) / step) > LONGEST) {
            return UNKNOWN;
        }
        List<PyValue> values = new ArrayList<>();
        for (long i = start; step > 0 ? i < stop : i > stop; i += step) {
            values.add(new PyValue.Scalar(Long.toString(i)));
        }
        return new PyValue.Sequence(values);
    }

    private static @Nullable Long integer(PyValue value) {
        if (value instanceof PyValue.Scalar(String text) && text.length() < 16) {
            try {
                return Long.valueOf(text);
            } catch (NumberFormatException notAnInteger) {
                return null;
            }
        }
        return null;
    }

    private static boolean isNumber(String text) {
        char first = text.charAt(0);
        return Character.isDigit(first) || first == '-' || text.equals("inf") || text.equals("nan");
    }
}
