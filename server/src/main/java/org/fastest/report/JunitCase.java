package org.fastest.report;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.fastest.model.CollectError;
import org.fastest.model.Crash;
import org.fastest.model.Failure;
import org.fastest.model.JunitPart;
import org.fastest.model.Phase;
import org.fastest.model.PhaseReport;
import org.fastest.model.TestResult;
import org.jspecify.annotations.Nullable;

/** The JUnit report's part of a test of which pytest has made none: its worker died, say. */
final class JunitCase {
    private final String names;
    private final StringBuilder content = new StringBuilder();
    private final List<String> cases = new ArrayList<>();
    private double seconds;
    private int errors;
    private int failures;
    private int skipped;
    private int passed;
    private int doubles;

    private JunitCase(String nodeId, @Nullable String prefix) {
        int bracket = nodeId.indexOf('[');
        String plain = bracket < 0 ? nodeId : nodeId.substring(0, bracket);
        int end = plain.lastIndexOf("::");
        String path = end < 0 ? "" : plain.substring(0, end);
        String name = nodeId.substring(end < 0 ? 0 : end + 2);
        int file = path.indexOf("::");
        String module = (file < 0 ? path : path.substring(0, file)).replace('/', '.');
        if (module.endsWith(".py")) {
            module = module.substring(0, module.length() - 3);
        }
        String classes = file < 0 ? "" : path.substring(file).replace("::", ".");
        String classname = module + classes;
        if (prefix != null && !prefix.isEmpty()) {
            classname = classname.isEmpty() ? prefix : prefix + "." + classname;
        }
        names = Xml.attribute("classname", classname) + Xml.attribute("name", name);
    }

    /**
     * Makes it from what is known of the test.
     *
     * @param rootdir what places are relative to, where it is known
     */
    static JunitPart of(TestResult result, @Nullable String prefix, @Nullable Path rootdir) {
        JunitCase made = new JunitCase(result.id().nodeId(), prefix);
        for (PhaseReport report : result.phases()) {
            made.add(report, rootdir);
        }
        return made.part();
    }

    /** What pytest writes of a file that it could not collect. */
    static JunitPart of(CollectError error, @Nullable String prefix) {
        String name = error.nodeId().replace('/', '.');
        JunitCase made =
                new JunitCase(
                        name.endsWith(".py") ? name.substring(0, name.length() - 3) : name, prefix);
        made.errors = 1;
        made.content.append("<error").append(Xml.attribute("message", "collection failure"));
        made.content.append('>').append(Xml.text(error.text())).append("</error>");
        return made.part();
    }

    /** As pytest 9.2 counts: subtests too, and once what passed before its teardown failed. */
    private JunitPart part() {
        close();
        int tests = Math.max(1, passed + failures + errors + skipped - doubles);
        return new JunitPart(cases, errors, failures, skipped, tests, List.of());
    }

    private void add(PhaseReport report, @Nullable Path rootdir) {
        if (report.subtest() == null) {
            seconds += report.seconds();
        }
        switch (report.category()) {
            case "skipped" -> skip("pytest.skip", report, rootdir);
            case "xfailed" -> skip("pytest.xfail", report, null);
            case "failed" -> {
                failures++;
                element("failure", message(report.failure()), report.failure());
            }
            case "error" -> {
                if (failures > 0) {
                    // The schema has room for one of them in a case.
                    close();
                } else if (report.phase() == Phase.TEARDOWN && passed > 0) {
                    doubles++;
                }
                errors++;
                String message = message(report.failure());
                element(
                        "error",
                        report.phase() == Phase.CALL
                                ? message
                                : "failed on "
                                        + report.phase().word()
                                        + " with \""
                                        + message
                                        + "\"",
                        report.failure());
            }
            default ->
                    passed +=
                            report.phase() == Phase.CALL && report.outcome().equals("passed")
                                    ? 1
                                    : 0;
        }
    }

    private void close() {
        String time = String.format(Locale.ROOT, "%.3f", seconds);
        String head = "<testcase" + names + Xml.attribute("time", time);
        cases.add(content.isEmpty() ? head + " />" : head + ">" + content + "</testcase>");
        content.setLength(0);
        seconds = 0;
    }

    private void skip(String type, PhaseReport report, @Nullable Path rootdir) {
        skipped++;
        String reason = report.reason() == null ? "" : report.reason();
        String place = report.place();
        content.append("<skipped").append(Xml.attribute("type", type));
        content.append(Xml.attribute("message", reason));
        if (rootdir == null || place == null) {
            content.append(" />");
        } else {
            String text = rootdir.resolve(place) + ": " + reason;
            content.append('>').append(Xml.text(text)).append("</skipped>");
        }
    }

    private void element(String tag, String message, @Nullable Failure failure) {
        content.append('<').append(tag).append(Xml.attribute("message", message)).append('>');
        // In a terminal an empty line comes before it.
        content.append(Xml.text(failure == null ? "" : failure.text().strip()));
        content.append("</").append(tag).append('>');
    }

    private static String message(@Nullable Failure failure) {
        if (failure == null) {
            return "";
        }
        Crash crash = failure.crash();
        return crash == null ? failure.text() : crash.message();
    }
}
