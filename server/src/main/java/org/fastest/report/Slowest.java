package org.fastest.report;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.fastest.model.PhaseReport;
import org.fastest.model.ReportOptions;
import org.fastest.model.TestResult;

/** The slowest phases of all workers, as {@code --durations} has them. */
final class Slowest {
    private final List<One> all = new ArrayList<>();

    private record One(double seconds, String phase, String nodeId) {}

    void add(TestResult result) {
        for (PhaseReport report : result.phases()) {
            String nodeId = result.id().nodeId();
            all.add(new One(report.seconds(), report.phase().word(), nodeId));
        }
    }

    /**
     * Prints them.
     *
     * @param most how many, 0 for all
     */
    void print(ReportOptions options, int most, Style style, PrintStream out) {
        if (all.isEmpty()) {
            return;
        }
        String title = most == 0 ? "slowest durations" : "slowest " + most + " durations";
        out.println(Paint.fill('=', title, Columns.of(title), style.width()));
        all.sort(Comparator.comparingDouble(One::seconds).reversed());
        int count = most == 0 ? all.size() : Math.min(most, all.size());
        Double asked = options.durationsMin();
        double least = asked != null ? asked : options.verbosity() < 2 ? 0.005 : 0;
        for (int i = 0; i < count; i++) {
            One one = all.get(i);
            if (one.seconds < least) {
                out.println();
                out.println(
                        "("
                                + (count - i)
                                + " durations < "
                                + shortest(least)
                                + "s hidden."
                                + (asked == null ? "  Use -vv to show these durations." : "")
                                + ")");
                return;
            }
            out.println(
                    String.format(
                            Locale.ROOT, "%.2fs %-8s %s", one.seconds, one.phase, one.nodeId));
        }
    }

    /** {@code 0.005}, {@code 2}: without zeros that say nothing. */
    private static String shortest(double seconds) {
        return seconds == Math.rint(seconds)
                ? String.valueOf((long) seconds)
                : String.valueOf(seconds);
    }
}
