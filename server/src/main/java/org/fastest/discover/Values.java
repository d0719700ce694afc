package org.fastest.discover;

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

    private final Resolver names;
    private final boolean escapesIds;

    private final String text;

    /**
     * Values in a module's own body.
     *
     * @param text the whole module
     */
    Values(Namespace module, boolean escapesIds, String text) {
        this(new Resolver(null, module), escapesIds, text);
    }

    private Values(Resolver names, boolean escapesIds, String text) {
        this.names = names;
        this.escapesIds = escapesIds;
        this.text = text;
    }

    /** Values in the body of a class. */
    Values in(Namespace inner) {
        return new Values(new Resolver(inner, names.module()), escapesIds, text);
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

    /**
     * The element expressions of a list or tuple display, also behind a name; null for anything
     * else.
     */
    @Nullable List<Expr> elements(Expr expr) {
        Expr at = expr;
        for (int depth = 0; depth < DEPTH; depth++) {
            if (at instanceof Expr.Tuple tuple) {
                return withoutStars(tuple.elements());
            }
            if (at instanceof Expr.ListExpr list) {
                return withoutStars(list.elements());
            }
            Code code = at instanceof Expr.Name name ? known(name.id()) : null;
            if (code == null) {
                return null;
            }
            at = Expressions.parse(code);
        }
        return null;
    }

    /** What iterating over the expression gives, or null where that can't be known. */
    @Nullable List<PyValue> iterated(Expr expr) {
        if (expr instanceof Expr.DictExpr dict) {
            List<PyValue> keys = new ArrayList<>();
            for (Expr.Entry entry : dict.entries()) {
                PyValue key = entry.key() == null ? UNKNOWN : of(entry.key());
                if (!(key instanceof PyValue.Str) || keys.contains(key)) {
                    return null;
                }
                keys.add(key);
            }
            return keys;
        }
        Code code = expr instanceof Expr.Name name ? known(name.id()) : null;
        if (code != null && Expressions.parse(code) instanceof Expr.DictExpr dict) {
            return iterated(dict);
        }
        return listed(of(expr));
    }

    private static @Nullable List<PyValue> listed(PyValue value) {
        if (value instanceof PyValue.Sequence sequence) {
            return sequence.elements();
        }
        return value instanceof PyValue.Str str ? characters(str.text()) : null;
    }

    /** A string's characters, as iterating over it gives them. */
    static List<PyValue> characters(String text) {
        List<PyValue> characters = new ArrayList<>();
        for (int i = 0; i < text.length(); ) {
            int size = Character.charCount(text.codePointAt(i));
            characters.add(new PyValue.Str(text.substring(i, i + size)));
            i += size;
        }
        return characters;
    }

    /** The call if the expression is {@code pytest.param(…)}, also behind a name. */
    Expr.@Nullable Call pytestParam(Expr expr) {
        if (expr instanceof Expr.Call call) {
            String written = dottedName(call.function());
            return written != null && "pytest.param".equals(names.dotted(written)) ? call : null;
        }
        Code code = expr instanceof Expr.Name name ? known(name.id()) : null;
        return code != null && Expressions.parse(code) instanceof Expr.Call call
                ? pytestParam(call)
                : null;
    }

    /** What a name was assigned, if that is sure and nothing in the module changes it. */
    private @Nullable Code known(String name) {
        if (!(names.get(name) instanceof Binding.Value value) || value.conditional()) {
            return null;
        }
        return Mutations.isChanged(name, text) ? null : value.code();
    }

    /** A name with its attributes as written, or null for anything else. */
    static @Nullable String dottedName(Expr expr) {
        if (expr instanceof Expr.Name name) {
            return name.id();
        }
        if (expr instanceof Expr.Attribute attribute) {
            String value = dottedName(attribute.value());
            return value == null ? null : value + "." + attribute.name();
        }
        return null;
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
        // Not a pattern switch: its bootstrap costs 20 ms at the start.
        if (expr instanceof Expr.Str str) {
            return new PyValue.Str(str.value());
        }
        if (expr instanceof Expr.Bytes bytes) {
            return new PyValue.Bytes(bytes.value());
        }
        if (expr instanceof Expr.Int number) {
            return new PyValue.Scalar(number.value().toString());
        }
        if (expr instanceof Expr.Constant constant) {
            return constant(constant);
        }
        if (expr instanceof Expr.Tuple tuple) {
            return sequence(tuple.elements(), depth);
        }
        if (expr instanceof Expr.ListExpr list) {
            return sequence(list.elements(), depth);
        }
        if (expr instanceof Expr.Name name) {
            return name(name.id(), depth);
        }
        if (expr instanceof Expr.Attribute attribute) {
            return attribute(attribute);
        }
        if (expr instanceof Expr.Call call) {
            return call(call, depth);
        }
        return ofRarer(expr, depth);
    }

    private PyValue ofRarer(Expr expr, int depth) {
        if (expr instanceof Expr.Real number) {
            return new PyValue.Scalar(Numbers.text(number.value()));
        }
        if (expr instanceof Expr.Imaginary number) {
            return new PyValue.Scalar(Numbers.imaginary(number.value()));
        }
        if (expr instanceof Expr.SetExpr || expr instanceof Expr.DictExpr) {
            return PLAIN;
        }
        if (expr instanceof Expr.Lambda) {
            return new PyValue.Named("<lambda>");
        }
        if (expr instanceof Expr.Unary unary) {
            return unary(unary, depth);
        }
        return expr instanceof Expr.Binary binary ? binary(binary, depth) : UNKNOWN;
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
                if (!(of(starred.value(), depth + 1)
                        instanceof PyValue.Sequence(List<PyValue> inner))) {
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
        return operand instanceof PyValue.Scalar scalar
                ? Arithmetic.unary(unary.operator(), scalar.text())
                : UNKNOWN;
    }

    private PyValue binary(Expr.Binary binary, int depth) {
        PyValue left = of(binary.left(), depth + 1);
        PyValue right = of(binary.right(), depth + 1);
        if (left instanceof PyValue.Scalar a && right instanceof PyValue.Scalar b) {
            return Arithmetic.binary(a.text(), binary.operator(), b.text());
        }
        if (binary.operator().equals("*")) {
            Long times = integer(right);
            return times == null ? UNKNOWN : repeated(left, times);
        }
        return binary.operator().equals("+") ? joined(left, right) : UNKNOWN;
    }

    private static PyValue joined(PyValue left, PyValue right) {
        if (left instanceof PyValue.Str a && right instanceof PyValue.Str b) {
            return new PyValue.Str(a.text() + b.text());
        }
        if (left instanceof PyValue.Bytes a && right instanceof PyValue.Bytes b) {
            return new PyValue.Bytes(a.bytes() + b.bytes());
        }
        if (left instanceof PyValue.Sequence a && right instanceof PyValue.Sequence b) {
            List<PyValue> both = new ArrayList<>(a.elements());
            both.addAll(b.elements());
            return new PyValue.Sequence(both);
        }
        return UNKNOWN;
    }

    private static PyValue repeated(PyValue left, long times) {
        int count = (int) Math.max(0, Math.min(times, LONGEST + 1L));
        if (left instanceof PyValue.Str text && (long) text.text().length() * count <= LONGEST) {
            return new PyValue.Str(text.text().repeat(count));
        }
        if (left instanceof PyValue.Bytes bytes
                && (long) bytes.bytes().length() * count <= LONGEST) {
            return new PyValue.Bytes(bytes.bytes().repeat(count));
        }
        if (left instanceof PyValue.Sequence sequence
                && (long) sequence.elements().size() * count <= LONGEST) {
            List<PyValue> all = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                all.addAll(sequence.elements());
            }
            return new PyValue.Sequence(all);
        }
        return UNKNOWN;
    }

    private PyValue name(String name, int depth) {
        Binding binding = names.get(name);
        if (binding == null) {
            return BUILTIN_CLASSES.contains(name) ? new PyValue.Named(name) : UNKNOWN;
        }
        if (binding instanceof Binding.Value) {
            Code code = known(name);
            return code == null ? UNKNOWN : of(Expressions.parse(code), depth + 1);
        }
        if (binding instanceof Binding.Definition definition) {
            Stmt.ClassDef def = definition.def();
            boolean plain =
                    !definition.conditional()
                            && def.decorators().isEmpty()
                            && def.keywords().isEmpty();
            return plain ? new PyValue.Named(name) : UNKNOWN;
        }
        boolean plain =
                binding instanceof Binding.Function function
                        && !function.conditional()
                        && function.def().decorators().isEmpty();
        return plain ? new PyValue.Named(name) : UNKNOWN;
    }

    /**
     * Members of an enum of this module, whose {@code str()} is {@code Class.MEMBER} where nothing
     * else is mixed in.
     */
    private PyValue attribute(Expr.Attribute attribute) {
        if (attribute.value() instanceof Expr.Name owner
                && names.get(owner.id()) instanceof Binding.Definition definition
                && !definition.conditional()
                && definition.def().bases().size() == 1
                && definition.def().decorators().isEmpty()
                && "enum.Enum".equals(names.dotted(definition.def().bases().getFirst().text()))) {
            Namespace members = Namespace.of(definition.def().body());
            boolean own = members.get("__str__") != null || members.get("__format__") != null;
            if (!own
                    && members.get(attribute.name()) instanceof Binding.Value value
                    && isOnlyOne(members, value)) {
                return new PyValue.Named(definition.def().name() + "." + attribute.name());
            }
        }
        return UNKNOWN;
    }

    /**
     * Whether no other member may have the same value, which would make one an alias of the other.
     */
    private static boolean isOnlyOne(Namespace members, Binding.Value value) {
        String text = value.code().text();
        boolean literal = !value.code().isDottedName() && text.indexOf('(') < 0;
        int same = 0;
        for (Binding other : members.bindings().values()) {
            if (other instanceof Binding.Value each) {
                same += each.code().text().equals(text) ? 1 : 0;
                literal &=
                        !each.code().isDottedName()
                                || text.startsWith("\"")
                                || text.startsWith("'");
            }
        }
        return text.endsWith("auto()") || (literal && same == 1);
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
            return of(call.arguments().getFirst(), depth + 1) instanceof PyValue.Sequence sequence
                    ? sequence
                    : UNKNOWN;
        }
        if (name.equals("re.compile") && !call.arguments().isEmpty()) {
            return of(call.arguments().getFirst(), depth + 1) instanceof PyValue.Str(String text)
                    ? new PyValue.Pattern(text)
                    : UNKNOWN;
        }
        if (name.equals("float")
                && call.arguments().size() == 1
                && of(call.arguments().getFirst(), depth + 1) instanceof PyValue.Str(String text)) {
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
        if (bounds.length == 0
                || bounds.length > 3
                || step == 0
                || Math.abs((stop - start) / step) > LONGEST) {
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
}
