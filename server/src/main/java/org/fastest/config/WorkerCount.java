package org.fastest.config;

import org.jspecify.annotations.Nullable;

/** How many workers a setting asks for. */
public final class WorkerCount {
    private static final long MOST = 10_000;

    private WorkerCount() {}

    /**
     * A number of at least 1 as text, or {@code auto}; null for what is neither.
     *
     * @param value as a settings file has it
     */
    public static @Nullable String of(@Nullable Object value) {
        if (value instanceof Number number) {
            double count = number.doubleValue();
            boolean isCount = count == Math.rint(count) && count >= 1 && count <= MOST;
            return isCount ? String.valueOf((long) count) : null;
        }
        return "auto".equals(value) ? "auto" : null;
    }
}
