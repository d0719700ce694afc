package org.fastest.report;

/** Durations in pytest's words. */
final class Durations {
    private Durations() {}

    /** {@code 1.23s}, from a minute on {@code 61.23s (0:01:01)}. */
    static String ofSession(double seconds) {
        String plain = hundredths(seconds) + "s";
        if (seconds < 60) {
            return plain;
        }
        long whole = (long) seconds;
        long days = whole / 86400;
        String clock =
                (whole % 86400) / 3600 + ":" + two(whole % 3600 / 60) + ":" + two(whole % 60);
        String time = days == 0 ? clock : days + (days == 1 ? " day, " : " days, ") + clock;
        return plain + " (" + time + ")";
    }

    private static String hundredths(double seconds) {
        long hundredths = Math.round(seconds * 100);
        return hundredths / 100 + "." + two(hundredths % 100);
    }

    private static String two(long number) {
        return number < 10 ? "0" + number : String.valueOf(number);
    }
}
