package org.fastest.discover;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the interpreter, without starting it.
 *
 * @param pytest the installed pytest's version, or null where there is none
 * @param python the interpreter's own version such as {@code 3.11.7}, or null where not known
 * @param platform what {@code sys.platform} is, or null where not known
 * @param implementation what {@code platform.python_implementation()} gives, or null where not
 *     known
 */
public record Facts(
        @Nullable String pytest,
        @Nullable String python,
        @Nullable String platform,
        @Nullable String implementation) {
    // Written out: a record's own are linked when first called, before a client's first list.
    @Override
    public boolean equals(Object other) {
        return other instanceof Facts that
                && Objects.equals(pytest, that.pytest)
                && Objects.equals(python, that.python)
                && Objects.equals(platform, that.platform)
                && Objects.equals(implementation, that.implementation);
    }

    @Override
    public int hashCode() {
        return 31 * Objects.hashCode(pytest) + Objects.hashCode(python);
    }

    /** Facts of pytest alone. */
    public Facts(@Nullable String pytest) {
        this(pytest, null, null, null);
    }

    /** pytest's major version, or 0 where there is none. */
    public int major() {
        return part(pytest, 0);
    }

    /** Whether there is a pytest, and it is this version or a later one. */
    public boolean isAtLeast(int major, int minor) {
        int own = part(pytest, 0);
        return own > major || (own == major && own > 0 && part(pytest, 1) >= minor);
    }

    /** Whether the interpreter is this version or a later one; null where that is not known. */
    public @Nullable Boolean pythonIsAtLeast(int major, int minor) {
        int own = part(python, 0);
        return own == 0
                ? null
                : Boolean.valueOf(own > major || (own == major && part(python, 1) >= minor));
    }

    /** The interpreter's version as far as it is known: major and minor, or fewer. */
    int[] pythonVersion() {
        int count = 0;
        for (int i = 0; python != null && i < python.length() && count < 2; i++) {
            boolean starts = i == 0 || python.charAt(i - 1) == '.';
            count += starts && Character.isDigit(python.charAt(i)) ? 1 : 0;
        }
        int[] version = new int[count];
        for (int i = 0; i < count; i++) {
            version[i] = part(python, i);
        }
        return version;
    }

    private static int part(@Nullable String version, int index) {
        if (version == null) {
            return 0;
        }
        int start = 0;
        for (int i = 0; i < index; i++) {
            start = version.indexOf('.', start) + 1;
            if (start == 0) {
                return 0;
            }
        }
        int value = 0;
        for (int i = start; i < version.length() && Character.isDigit(version.charAt(i)); i++) {
            value = value * 10 + (version.charAt(i) - '0');
        }
        return value;
    }
}
