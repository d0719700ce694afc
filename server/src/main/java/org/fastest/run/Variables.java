package org.fastest.run;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Variables of processes. */
public final class Variables {
    private Variables() {}

    /** An environment with some of its variables set otherwise; null removes one. */
    public static Map<String, String> over(
            Map<String, String> environment, Map<String, @Nullable String> others) {
        if (others.isEmpty()) {
            return environment;
        }
        Map<String, String> all = new HashMap<>(environment);
        others.forEach((name, value) -> {
            all.remove(name);
            if (value != null) {
                all.put(name, value);
            }
        });
        return all;
    }

    /**
     * The environment in which a run's processes are started: those of its variables among it that
     * an interpreter or the system reads only once. The others are set in each session.
     */
    public static Map<String, String> atStart(
            Map<String, String> environment, Map<String, @Nullable String> others) {
        Map<String, @Nullable String> early = new HashMap<>();
        others.forEach((name, value) -> {
            if (isEarly(name)) {
                early.put(name, value);
            }
        });
        return over(environment, early);
    }

    private static boolean isEarly(String name) {
        return name.startsWith("PYTHON")
                || name.startsWith("LD_")
                || name.startsWith("DYLD_")
                || name.startsWith("LC_")
                || name.equals("LANG");
    }
}
