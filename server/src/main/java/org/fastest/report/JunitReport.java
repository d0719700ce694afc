package org.fastest.report;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.fastest.model.JunitPart;
import org.fastest.model.ReportOptions;
import org.fastest.model.RunEvent;
import org.fastest.run.RunListener;
import org.jspecify.annotations.Nullable;

/**
 * A run as a JUnit XML file, where one was asked for. Each test's element is pytest's own, and so
 * is the frame around all of them; here they are put together for all workers. The file appears at
 * once and whole, at the run's end.
 */
public final class JunitReport implements RunListener, AutoCloseable {
    private static final String CLOSING = "</testsuites>";

    private final Asked asked;
    private final Instant created;
    private final Set<Map.Entry<String, String>> properties = new LinkedHashSet<>();

    /** Files that could not be collected, told before the rest. */
    private final List<JunitPart> uncollected = new ArrayList<>();

    private @Nullable Path rootdir;
    private @Nullable ReportFile file;
    private @Nullable ReportException problem;
    private String frame = "";

    /** Whether pytest has said what the person wants. */
    private boolean isTold;

    private int errors;
    private int failures;
    private int skipped;
    private int tests;

    /**
     * What the command line says of the report, for runs in which no pytest says it.
     *
     * @param file absolute, or null where none was asked for
     * @param prefix {@code --junit-prefix}, or null
     */
    public record Asked(@Nullable Path file, @Nullable String prefix) {}

    /** Writes nothing before a run says where. */
    public JunitReport(Asked asked, Instant created) {
        this.asked = asked;
        this.created = created;
    }

    @Override
    public void on(RunEvent event) {
        // No pattern switch: every run has this listener, and few have a report.
        if (event instanceof RunEvent.Finished finished) {
            if (file != null) {
                JunitPart part = finished.result().junit();
                add(part != null ? part : JunitCase.of(finished.result(), asked.prefix(), rootdir));
            }
        } else if (event instanceof RunEvent.Configured configured) {
            isTold = true;
            ReportOptions.Junit junit = configured.options().junit();
            if (junit != null) {
                open(Path.of(junit.file()), junit.frame());
            }
        } else if (event instanceof RunEvent.Collected collected) {
            rootdir = Path.of(collected.report().rootdir());
            if (!isTold && asked.file() != null) {
                open(asked.file(), ownFrame());
                uncollected.forEach(this::add);
            }
        } else if (event instanceof RunEvent.CollectFailed failed) {
            // Of a report that pytest makes this is a part of its own.
            if (!isTold && asked.file() != null) {
                JunitPart part = JunitCase.of(failed.error(), asked.prefix());
                if (file == null) {
                    uncollected.add(part);
                } else {
                    add(part);
                }
            }
        } else if (event instanceof RunEvent.Junit junit) {
            add(junit.part());
        } else if (event instanceof RunEvent.Ended ended) {
            finish(ended.end().seconds());
        }
    }

    /** Says what went wrong while the file was written, if anything did. */
    @Override
    public void close() throws ReportException {
        if (file != null) {
            file.close();
        }
        if (problem != null) {
            throw problem;
        }
    }

    private void open(Path path, String whole) {
        frame = whole;
        try {
            file = new ReportFile(path);
        } catch (ReportException unwritable) {
            problem = unwritable;
        }
    }

    private void add(JunitPart part) {
        errors += part.errors();
        failures += part.failures();
        skipped += part.skipped();
        tests += part.tests();
        // What a fixture of the whole session says comes from each worker.
        properties.addAll(part.properties());
        if (file != null) {
            for (String element : part.cases()) {
                file.add(element.getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    private void finish(double seconds) {
        ReportFile target = file;
        if (target == null) {
            return;
        }
        int start = frame.indexOf("<testsuite ");
        int end = frame.indexOf('>', start);
        String tag = frame.substring(start, frame.charAt(end - 1) == '/' ? end - 1 : end).strip();
        tag = with(tag, "errors", String.valueOf(errors));
        tag = with(tag, "failures", String.valueOf(failures));
        tag = with(tag, "skipped", String.valueOf(skipped));
        tag = with(tag, "tests", String.valueOf(tests));
        tag = with(tag, "time", String.format(Locale.ROOT, "%.3f", seconds));
        StringBuilder head = new StringBuilder(frame.substring(0, start)).append(tag).append('>');
        if (!properties.isEmpty()) {
            head.append("<properties>");
            for (Map.Entry<String, String> property : properties) {
                head.append("<property").append(Xml.attribute("name", property.getKey()));
                head.append(Xml.attribute("value", property.getValue())).append(" />");
            }
            head.append("</properties>");
        }
        try {
            target.finish(
                    head.toString().getBytes(StandardCharsets.UTF_8),
                    ("</testsuite>" + CLOSING).getBytes(StandardCharsets.UTF_8));
        } catch (ReportException unwritable) {
            problem = unwritable;
        }
    }

    /** The tag with another value of one of its attributes. */
    private static String with(String tag, String name, String value) {
        String before = " " + name + "=\"";
        int start = tag.indexOf(before);
        if (start < 0) {
            return tag;
        }
        int end = tag.indexOf('"', start + before.length());
        return tag.substring(0, start + before.length()) + value + tag.substring(end);
    }

    /** The frame where there is no pytest to make one. */
    private String ownFrame() {
        return "<?xml version=\"1.0\" encoding=\"utf-8\"?><testsuites name=\"pytest tests\">"
                + "<testsuite name=\"pytest\" errors=\"0\" failures=\"0\" skipped=\"0\" tests=\"0\""
                + " time=\"0.000\""
                + Xml.attribute("timestamp", created.toString())
                + Xml.attribute("hostname", hostname())
                + " />"
                + CLOSING;
    }

    private static String hostname() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException nameless) {
            return "localhost";
        }
    }
}
