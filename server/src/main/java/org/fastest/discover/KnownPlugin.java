package org.fastest.discover;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A plugin whose source was read: its fixtures have no parameters, and its hooks leave collection
 * alone unless its own options or marks are used. Versions outside the checked ones are read like
 * any other module.
 *
 * @param name of the entry point
 * @param distribution it comes with, normalized
 * @param from first major version that was checked
 * @param to last one
 * @param effect what it does all the same
 * @param option that makes it drop items, or null
 */
public record KnownPlugin(
        String name,
        String distribution,
        int from,
        int to,
        Effect effect,
        @Nullable String option) {
    /** What a known plugin does without being asked. */
    public enum Effect {
        NOTHING,
        /** Sorts or shuffles items; drops none. */
        REORDERS,
        /** Runs marked coroutines once for each backend. */
        ANYIO
    }

    private static final List<KnownPlugin> ALL =
            List.of(
                    harmless("xdist", "pytest_xdist", 2, 3),
                    harmless("xdist.looponfail", "pytest_xdist", 2, 3),
                    harmless("pytest_cov", "pytest_cov", 4, 7),
                    harmless("pytest_mock", "pytest_mock", 3, 3),
                    harmless("timeout", "pytest_timeout", 2, 2),
                    harmless("benchmark", "pytest_benchmark", 4, 5),
                    harmless("hypothesispytest", "hypothesis", 6, 6),
                    harmless("trio", "pytest_trio", 0, 0),
                    harmless("socket", "pytest_socket", 0, 0),
                    harmless("typeguard", "typeguard", 4, 4),
                    harmless("inline_snapshot", "inline_snapshot", 0, 0),
                    harmless("pytest-subprocess", "pytest_subprocess", 1, 1),
                    // Parametrizes only where a hook of its own name is written.
                    harmless("asyncio", "pytest_asyncio", 1, 1),
                    new KnownPlugin(
                            "codspeed", "pytest_codspeed", 2, 5, Effect.NOTHING, "--codspeed"),
                    new KnownPlugin("django", "pytest_django", 4, 4, Effect.REORDERS, null),
                    new KnownPlugin("randomly", "pytest_randomly", 3, 4, Effect.REORDERS, null),
                    new KnownPlugin("anyio", "anyio", 3, 4, Effect.ANYIO, null));

    private static KnownPlugin harmless(String name, String distribution, int from, int to) {
        return new KnownPlugin(name, distribution, from, to, Effect.NOTHING, null);
    }

    /**
     * The known plugin of an entry point, or null.
     *
     * @param distribution as its folder is named, before the version
     */
    public static @Nullable KnownPlugin of(String name, String distribution, String version) {
        int dot = version.indexOf('.');
        String first = dot < 0 ? version : version.substring(0, dot);
        for (int i = 0; i < ALL.size(); i++) {
            KnownPlugin known = ALL.get(i);
            if (known.name.equals(name)
                    && known.distribution.equals(distribution.replace('-', '_'))
                    && first.length() < 9
                    && isNumber(first)
                    && Integer.parseInt(first) >= known.from
                    && Integer.parseInt(first) <= known.to) {
                return known;
            }
        }
        return null;
    }

    private static boolean isNumber(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!Character.isDigit(text.charAt(i))) {
                return false;
            }
        }
        return !text.isEmpty();
    }
}
