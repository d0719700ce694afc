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
        if (pytest == null) {
            return 0;
        }
        int dot = pytest.indexOf('.');
        try {
            return Integer.parseInt(dot < 0 ? pytest : pytest.substring(0, dot));
        } catch (NumberFormatException odd) {
            return 0;
        }
    }
}
