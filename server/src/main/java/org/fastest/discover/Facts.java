package org.fastest.discover;

import org.jspecify.annotations.Nullable;

/**
 * What is known of the interpreter's pytest, without starting it.
 *
 * @param pytest its version, or null where there is none
 */
public record Facts(@Nullable String pytest) {
    /** Major version, or 0 where there is no pytest. */
    public int major() {
        return part(0);
    }

    /** Whether there is a pytest, and it is this version or a later one. */
    public boolean isAtLeast(int major, int minor) {
        int own = part(0);
        return own > major || (own == major && own > 0 && part(1) >= minor);
    }

    private int part(int index) {
        if (pytest == null) {
            return 0;
        }
        int start = 0;
        for (int i = 0; i < index; i++) {
            start = pytest.indexOf('.', start) + 1;
            if (start == 0) {
                return 0;
            }
        }
        int value = 0;
        for (int i = start; i < pytest.length() && Character.isDigit(pytest.charAt(i)); i++) {
            value = value * 10 + (pytest.charAt(i) - '0');
        }
        return value;
    }
}
