package org.fastest.engine;

import java.util.Set;
import org.fastest.config.Config;
import org.fastest.config.Options;
import org.jspecify.annotations.Nullable;

/** How many workers a run gets. */
final class Workers {
    /** Options of pytest's that only mean something where one test follows the other. */
    private static final Set<String> ONE_BY_ONE =
            Set.of(
                    "--sw",
                    "--stepwise",
                    "--sw-skip",
                    "--stepwise-skip",
                    "--sw-reset",
                    "--stepwise-reset",
                    "--pdb",
                    "--trace",
                    "--setup-show",
                    "--setupshow",
                    "--setup-only",
                    "--setuponly",
                    "--setup-plan",
                    "--setupplan");

    private Workers() {}

    /** The first of these options that allows one worker only, or null. */
    static @Nullable String oneByOne(Options options) {
        for (String name : options.rest()) {
            if (ONE_BY_ONE.contains(name)) {
                return name;
            }
        }
        return null;
    }

    /**
     * The person's choice, else the project's, else one; never more than one where the project says
     * serial, or an option that one test follows the other.
     *
     * @param asked a number, {@code auto}, or null
     * @param cores what {@code auto} means
     */
    static int count(@Nullable String asked, Config config, int cores) {
        if (config.serial() || oneByOne(config.options()) != null) {
            return 1;
        }
        String choice = asked != null ? asked : config.workers();
        if (choice == null) {
            return 1;
        }
        if (choice.equals("auto")) {
            return Math.max(1, cores);
        }
        try {
            return Math.max(1, Integer.parseInt(choice));
        } catch (NumberFormatException notANumber) {
            return 1;
        }
    }
}
