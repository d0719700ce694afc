package org.fastest.report;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.fastest.model.CollectError;
import org.fastest.model.PhaseReport;
import org.fastest.model.ReportOptions;
import org.fastest.model.TestResult;

/** What is kept of a run for the sections behind the tests: what is bad or was asked for. */
final class Reported {
    private final List<CollectError> collectErrors = new ArrayList<>();
    private final Map<String, List<One>> byCategory = new HashMap<>();
    private ReportOptions options;

    /**
     * A report of a test.
     *
     * @param doctest whether the test is a doctest
     */
    record One(TestResult test, PhaseReport report, boolean doctest) {
        /** What stands above its section. */
        String name() {
            String name = Names.heading(test.id().nodeId());
            String subtest = report.subtest();
            return (doctest ? "[doctest] " : "") + name + (subtest == null ? "" : " " + subtest);
        }
    }

    Reported(ReportOptions options) {
        this.options = options;
    }

    void configure(ReportOptions told) {
        options = told;
    }

    void add(CollectError error) {
        collectErrors.add(error);
    }

    void add(TestResult result, boolean doctest) {
        for (PhaseReport report : result.phases()) {
            if (isWanted(report.category())) {
                byCategory
                        .computeIfAbsent(report.category(), key -> new ArrayList<>())
                        .add(new One(result, report, doctest));
            }
        }
    }

    List<CollectError> collectErrors() {
        return collectErrors;
    }

    /** The reports of a category, in the order they came. */
    List<One> of(String category) {
        return byCategory.getOrDefault(category, List.of());
    }

    private boolean isWanted(String category) {
        String chars = options.chars();
        return switch (category) {
            case "error", "failed" -> true;
            case "skipped" -> chars.indexOf('s') >= 0;
            case "passed" -> chars.indexOf('p') >= 0 || chars.indexOf('P') >= 0;
            case "xfailed" -> chars.indexOf('x') >= 0 || options.expectedTracebacks();
            case "xpassed" -> chars.indexOf('X') >= 0;
            default -> false;
        };
    }
}
