package org.fastest.model;

import org.jspecify.annotations.Nullable;

/**
 * How long tests may take, in seconds; 0 for as long as they like.
 *
 * @param test each test, with its setup and teardown, and each import while collecting
 * @param run all of them together, from the start of the run to its end
 */
public record TimeLimits(double test, double run) {
    /** For as long as they like. */
    public static final TimeLimits NONE = new TimeLimits(0, 0);

    /** Ten years: what is longer is no limit, and no number that a clock could be asked for. */
    private static final double LONGEST = 10 * 365 * 86_400.0;

    /** Whether there is a limit at all. */
    public boolean isAny() {
        return test > 0 || run > 0;
    }

    /** The same with another limit for each test. */
    public TimeLimits withTest(double seconds) {
        return new TimeLimits(seconds, run);
    }

    /** The same with another limit for the run. */
    public TimeLimits withRun(double seconds) {
        return new TimeLimits(test, seconds);
    }

    /** The seconds that a text says, at least 0, or null where it says none. */
    public static @Nullable Double seconds(String text) {
        try {
            double seconds = Double.parseDouble(text.strip());
            boolean isTime = seconds >= 0 && seconds <= LONGEST;
            // Java reads more than people write: "1d", "0x1p3".
            return isTime && text.strip().chars().allMatch(TimeLimits::isWritten) ? seconds : null;
        } catch (NumberFormatException noNumber) {
            return null;
        }
    }

    /** What is wrong with a value of this option. */
    public static String wrong(String option, String value) {
        return option + " takes seconds, 0 for no limit, not '" + value + "'";
    }

    /** What a test says whose time was over, as pytest-timeout writes it. */
    public static String over(double seconds) {
        return "Timeout (>" + seconds + "s)";
    }

    private static boolean isWritten(int character) {
        return (character >= '0' && character <= '9') || character == '.';
    }
}
