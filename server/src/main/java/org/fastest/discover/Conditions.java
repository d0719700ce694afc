package org.fastest.discover;

import java.util.List;
import org.fastest.syntax.Code;
import org.fastest.syntax.Expressions;
import org.jspecify.annotations.Nullable;

/** What conditions in the bodies of modules and classes are while pytest imports the module. */
final class Conditions {
    private Conditions() {}

    /**
     * Whether it holds, or null where only running code tells.
     *
     * @param names what names mean where it stands, as far as the body was gone through
     */
    static @Nullable Boolean holds(Code head, Resolver names) {
        Boolean known = known(head.text());
        if (known != null) {
            return known;
        }
        return Logic.truth(Values.midway(names).of(Expressions.parse(head)));
    }

    private static @Nullable Boolean known(String head) {
        if (head.equals("TYPE_CHECKING")
                || head.endsWith(".TYPE_CHECKING")
                || head.equals("False")
                || head.equals("0")) {
            return head.startsWith("not ") ? Boolean.TRUE : Boolean.FALSE;
        }
        if (head.startsWith("__name__ == ") || head.startsWith("__name__==")) {
            return head.indexOf(" or ") < 0 ? Boolean.FALSE : null;
        }
        if (head.equals("True") || head.equals("1") || head.equals("not TYPE_CHECKING")) {
            return Boolean.TRUE;
        }
        return null;
    }

    /** What the interpreter says of itself, as far as its version and system are known. */
    static PyValue interpreter(String path, Facts facts) {
        int[] version = facts.pythonVersion();
        String platform = facts.platform();
        PyValue unknown = new PyValue.Unknown();
        return switch (path) {
            case "sys.version_info" ->
                    version.length == 0
                            ? unknown
                            : new PyValue.Sequence(
                                    // An environment's own file is not mended when a system
                                    // moves to the next micro version.
                                    List.of(
                                            number(version, 0),
                                            number(version, 1),
                                            unknown,
                                            unknown,
                                            unknown),
                                    PyValue.Form.TUPLE);
            case "sys.version_info.major" -> number(version, 0);
            case "sys.version_info.minor" -> number(version, 1);
            case "sys.platform" -> platform == null ? unknown : new PyValue.Str(platform);
            case "os.name" ->
                    platform == null
                            ? unknown
                            : new PyValue.Str(platform.equals("win32") ? "nt" : "posix");
            case "typing.TYPE_CHECKING" -> new PyValue.Scalar("False");
            default -> unknown;
        };
    }

    /** What a call gives that asks for the system or the interpreter. */
    static PyValue asked(String path, Facts facts) {
        String platform = facts.platform();
        String answer = null;
        if (path.equals("platform.python_implementation")) {
            answer = facts.implementation();
        } else if (path.equals("platform.system") && platform != null) {
            answer =
                    switch (platform) {
                        case "linux" -> "Linux";
                        case "darwin" -> "Darwin";
                        default -> "Windows";
                    };
        }
        return answer == null ? new PyValue.Unknown() : new PyValue.Str(answer);
    }

    private static PyValue number(int[] version, int index) {
        return index < version.length
                ? new PyValue.Scalar(Integer.toString(version[index]))
                : new PyValue.Unknown();
    }
}
