package org.fastest.engine;

import org.fastest.config.Config;
import org.jspecify.annotations.Nullable;

/** How many workers a run gets. */
final class Workers {
    private Workers() {}

    /**
     * The person's choice, else the project's, else one; never more than one where the project says
     * serial.
     *
     * @param asked a number, {@code auto}, or null
     * @param cores what {@code auto} means
     */
    static int count(@Nullable String asked, Config config, int cores) {
        if (config.serial()) {
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
