package org.fastest.run;

import org.fastest.model.TimeLimits;

/**
 * What a session is busy with that may take only so long.
 *
 * @param with what
 * @param seconds how long it may take
 * @param due when that is over, of {@link System#nanoTime}
 */
record Busy(With with, double seconds, long due) {
    /** What a session may be busy with. */
    sealed interface With {
        /** An item, by its place. */
        record Item(int place) implements With {}

        /**
         * The import of a file, or of a folder's conftests.
         *
         * @param id the collector's node id
         * @param path absolute
         */
        record Import(String id, String path) implements With {}

        /** Plugins and initial conftests, before there is anything to collect. */
        record Start() implements With {}

        /** Its own end, which it was told to come to. */
        record End() implements With {}

        /** Whatever: the time of the whole run is over. */
        record Run() implements With {}
    }

    static Busy of(With with, double seconds) {
        return new Busy(with, seconds, System.nanoTime() + (long) (seconds * 1e9));
    }

    /** What is said of it when the time is over. */
    String over() {
        return switch (with) {
            case With.Item item -> TimeLimits.over(seconds);
            case With.Import file -> TimeLimits.over(seconds) + " while importing " + file.id();
            case With.Start start -> TimeLimits.over(seconds) + " while pytest was starting";
            case With.End end -> "its process does not end";
            case With.Run run -> "Run timeout (>" + seconds + "s)";
        };
    }
}
