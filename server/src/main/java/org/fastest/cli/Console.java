package org.fastest.cli;

import java.io.PrintStream;
import java.util.Map;

/**
 * Where a command reads from and writes to.
 *
 * @param out the asked-for output alone
 * @param err everything else
 * @param columns width of the terminal that {@code out} is, or 0 where it is none
 * @param environment the process's variables
 */
public record Console(
        PrintStream out, PrintStream err, int columns, Map<String, String> environment) {
    private static final int PLAIN_WIDTH = 80;

    /** How wide lines are: as pytest has it, {@code COLUMNS} holds, then the terminal, then 80. */
    int width() {
        String said = environment.getOrDefault("COLUMNS", "");
        if (said.matches("[1-9][0-9]{0,3}")) {
            return Math.max(20, Integer.parseInt(said));
        }
        return columns > 0 ? columns : PLAIN_WIDTH;
    }

    /** Whether {@code out} is a terminal that a person watches. */
    boolean isLive() {
        return columns > 0
                && !"true".equals(environment.get("CI"))
                && !"dumb".equals(environment.get("TERM"));
    }

    /**
     * Whether to colour the output.
     *
     * @param choice {@code auto}, {@code always} or {@code never}
     */
    boolean isColored(String choice) {
        return switch (choice) {
            case "always" -> true;
            case "never" -> false;
            default ->
                    columns > 0
                            && environment.getOrDefault("NO_COLOR", "").isEmpty()
                            && !"dumb".equals(environment.get("TERM"));
        };
    }
}
