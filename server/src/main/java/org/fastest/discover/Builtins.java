package org.fastest.discover;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the names that Python and its library bring along stand for, and which calls only make
 * objects without an id of their own.
 */
final class Builtins {
    private static final PyValue UNKNOWN = new PyValue.Unknown();
    private static final PyValue PLAIN = new PyValue.Plain();

    /** Classes and functions whose own name is their id. */
    private static final Set<String> NAMED =
            Set.of(
                    "ArithmeticError",
                    "AssertionError",
                    "AttributeError",
                    "BaseException",
                    "BlockingIOError",
                    "BrokenPipeError",
                    "BufferError",
                    "BytesWarning",
                    "ChildProcessError",
                    "ConnectionAbortedError",
                    "ConnectionError",
                    "ConnectionRefusedError",
                    "ConnectionResetError",
                    "DeprecationWarning",
                    "EOFError",
                    "Exception",
                    "FileExistsError",
                    "FileNotFoundError",
                    "FloatingPointError",
                    "FutureWarning",
                    "GeneratorExit",
                    "ImportError",
                    "ImportWarning",
                    "IndentationError",
                    "IndexError",
                    "InterruptedError",
                    "IsADirectoryError",
                    "KeyError",
                    "KeyboardInterrupt",
                    "LookupError",
                    "MemoryError",
                    "ModuleNotFoundError",
                    "NameError",
                    "NotADirectoryError",
                    "NotImplementedError",
                    "OSError",
                    "OverflowError",
                    "PendingDeprecationWarning",
                    "PermissionError",
                    "ProcessLookupError",
                    "RecursionError",
                    "ReferenceError",
                    "ResourceWarning",
                    "RuntimeError",
                    "RuntimeWarning",
                    "StopAsyncIteration",
                    "StopIteration",
                    "SyntaxError",
                    "SyntaxWarning",
                    "SystemError",
                    "SystemExit",
                    "TabError",
                    "TimeoutError",
                    "TypeError",
                    "UnboundLocalError",
                    "UnicodeDecodeError",
                    "UnicodeEncodeError",
                    "UnicodeError",
                    "UnicodeTranslateError",
                    "UnicodeWarning",
                    "UserWarning",
                    "ValueError",
                    "Warning",
                    "ZeroDivisionError",
                    "abs",
                    "all",
                    "any",
                    "bin",
                    "bool",
                    "bytearray",
                    "bytes",
                    "callable",
                    "chr",
                    "classmethod",
                    "complex",
                    "delattr",
                    "dict",
                    "dir",
                    "divmod",
                    "enumerate",
                    "eval",
                    "filter",
                    "float",
                    "format",
                    "frozenset",
                    "getattr",
                    "hasattr",
                    "hash",
                    "hex",
                    "id",
                    "input",
                    "int",
                    "isinstance",
                    "issubclass",
                    "iter",
                    "len",
                    "list",
                    "map",
                    "max",
                    "memoryview",
                    "min",
                    "next",
                    "object",
                    "oct",
                    "open",
                    "ord",
                    "pow",
                    "print",
                    "property",
                    "range",
                    "repr",
                    "reversed",
                    "round",
                    "set",
                    "setattr",
                    "slice",
                    "sorted",
                    "staticmethod",
                    "str",
                    "sum",
                    "super",
                    "tuple",
                    "type",
                    "vars",
                    "zip");

    /** Functions and classes of the standard library that are named in cases more often. */
    private static final Set<String> LIBRARY =
            Set.of(
                    "collections.Counter",
                    "collections.OrderedDict",
                    "collections.UserDict",
                    "collections.UserList",
                    "collections.UserString",
                    "collections.defaultdict",
                    "collections.deque",
                    "copy.copy",
                    "copy.deepcopy",
                    "datetime.date",
                    "datetime.datetime",
                    "datetime.time",
                    "datetime.timedelta",
                    "decimal.Decimal",
                    "enum.Enum",
                    "enum.IntEnum",
                    "fractions.Fraction",
                    "io.BytesIO",
                    "io.StringIO",
                    "json.dumps",
                    "json.loads",
                    "math.ceil",
                    "math.cos",
                    "math.exp",
                    "math.floor",
                    "math.log",
                    "math.sin",
                    "math.sqrt",
                    "math.tan",
                    "operator.add",
                    "operator.and_",
                    "operator.eq",
                    "operator.floordiv",
                    "operator.ge",
                    "operator.gt",
                    "operator.invert",
                    "operator.le",
                    "operator.lshift",
                    "operator.lt",
                    "operator.mod",
                    "operator.mul",
                    "operator.ne",
                    "operator.neg",
                    "operator.not_",
                    "operator.or_",
                    "operator.pos",
                    "operator.rshift",
                    "operator.sub",
                    "operator.truediv",
                    "operator.xor",
                    "pathlib.Path",
                    "pathlib.PosixPath",
                    "pathlib.PurePath",
                    "pathlib.PurePosixPath",
                    "pathlib.PureWindowsPath",
                    "pathlib.WindowsPath",
                    "pickle.dumps",
                    "pickle.loads",
                    "types.SimpleNamespace",
                    "uuid.UUID");

    /** Classes whose instances are neither named nor of a type that pytest makes ids of. */
    private static final Set<String> PLAIN_CLASSES =
            Set.of(
                    "AssertionError",
                    "AttributeError",
                    "BaseException",
                    "Exception",
                    "IndexError",
                    "KeyError",
                    "LookupError",
                    "NotImplementedError",
                    "OSError",
                    "RuntimeError",
                    "StopIteration",
                    "TypeError",
                    "ValueError",
                    "ZeroDivisionError",
                    "array.array",
                    "bytearray",
                    "collections.ChainMap",
                    "collections.Counter",
                    "collections.OrderedDict",
                    "collections.defaultdict",
                    "collections.deque",
                    "datetime.date",
                    "datetime.datetime",
                    "datetime.time",
                    "datetime.timedelta",
                    "datetime.timezone",
                    "decimal.Decimal",
                    "dict",
                    "fractions.Fraction",
                    "frozenset",
                    "io.BytesIO",
                    "io.StringIO",
                    "ipaddress.IPv4Address",
                    "ipaddress.IPv4Network",
                    "ipaddress.IPv6Address",
                    "ipaddress.IPv6Network",
                    "ipaddress.ip_address",
                    "ipaddress.ip_network",
                    "memoryview",
                    "object",
                    "pathlib.Path",
                    "pathlib.PosixPath",
                    "pathlib.PurePath",
                    "pathlib.PurePosixPath",
                    "pathlib.PureWindowsPath",
                    "set",
                    "slice",
                    "types.SimpleNamespace",
                    "uuid.UUID");

    private Builtins() {}

    /** The value of a name that the module does not bind. */
    static PyValue named(String name) {
        return NAMED.contains(name) ? new PyValue.Builtin(name) : UNKNOWN;
    }

    /** The value of a dotted name behind imports; unknown where it is none of the library's. */
    static PyValue imported(String path, Facts facts) {
        return switch (path) {
            case "math.pi" -> new PyValue.Scalar("3.141592653589793");
            case "math.e" -> new PyValue.Scalar("2.718281828459045");
            case "math.inf" -> new PyValue.Scalar("inf");
            case "math.nan" -> new PyValue.Scalar("nan");
            case "string.ascii_lowercase" -> new PyValue.Str("abcdefghijklmnopqrstuvwxyz");
            case "string.ascii_uppercase" -> new PyValue.Str("ABCDEFGHIJKLMNOPQRSTUVWXYZ");
            case "string.digits" -> new PyValue.Str("0123456789");
            case "pytest.HIDDEN_PARAM" -> new PyValue.Hidden();
            // What pytest puts in their place while it collects has no name either.
            case "sys.stdin", "sys.stdout", "sys.stderr" -> PLAIN;
            default ->
                    LIBRARY.contains(path)
                            ? new PyValue.Builtin(path)
                            : Conditions.interpreter(path, facts);
        };
    }

    /** Whether a name is that of a built-in exception. */
    static boolean isException(String name) {
        boolean ends =
                name.endsWith("Error") || name.endsWith("Exception") || name.endsWith("Warning");
        return ends && NAMED.contains(name);
    }

    /** What an import binds, as far as Python's library is concerned. */
    static PyValue imported(Binding.Imported imported, Facts facts) {
        PyValue known = imported(imported.path(), facts);
        boolean module =
                !imported.isFrom()
                        && imported.path().indexOf('.') < 0
                        && StandardLibrary.has(imported.path());
        return known instanceof PyValue.Unknown && module
                ? new PyValue.Named(imported.path())
                : known;
    }

    /** What a call gives whose arguments are not known. */
    static PyValue plain(String path) {
        return PLAIN_CLASSES.contains(path) ? PLAIN : UNKNOWN;
    }

    /**
     * The value of a call.
     *
     * @param path the full name of what is called
     * @param depth how many expressions it is in
     */
    static PyValue call(
            String path, List<PyValue> arguments, Map<String, PyValue> keywords, int depth) {
        PyValue known = Library.call(path, arguments, keywords, depth);
        return known instanceof PyValue.Unknown ? plain(path) : known;
    }
}
