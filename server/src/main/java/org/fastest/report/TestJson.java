package org.fastest.report;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import org.fastest.model.CollectError;
import org.fastest.model.Crash;
import org.fastest.model.Failure;
import org.fastest.model.Phase;
import org.fastest.model.PhaseReport;
import org.fastest.model.RunWarning;
import org.fastest.model.Section;
import org.fastest.model.TestResult;
import org.jspecify.annotations.Nullable;

/** Values as pytest-json-report writes them. */
final class TestJson {
    private static final Phase[] STAGES = {Phase.SETUP, Phase.CALL, Phase.TEARDOWN};

    private TestJson() {}

    /** Writes the fields of an object. */
    interface Fields {
        void write(JsonWriter json) throws IOException;
    }

    /** An object as text. */
    static String object(Fields fields) {
        StringWriter text = new StringWriter();
        try (JsonWriter json = new JsonWriter(text)) {
            json.beginObject();
            fields.write(json);
            json.endObject();
            json.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("A StringWriter does not fail", e);
        }
        return text.toString();
    }

    static String of(TestResult result) {
        return object(json -> {
            json.name("nodeid").value(result.id().nodeId());
            json.name("outcome").value(result.outcome().word());
            json.name("duration").value(result.seconds());
            for (Phase phase : STAGES) {
                stage(result, phase, json);
            }
            subtests(result, json);
        });
    }

    static void collector(CollectError error, JsonWriter json) throws IOException {
        json.beginObject().name("nodeid").value(error.nodeId());
        json.name("outcome")
                .value("failed")
                .name("longrepr")
                .value(error.text().strip())
                .endObject();
    }

    static void warning(RunWarning warning, JsonWriter json) throws IOException {
        json.beginObject().name("message").value(warning.message());
        json.name("category").value(warning.category()).name("when").value(warning.when());
        json.name("filename").value(warning.path()).name("lineno").value(warning.line());
        json.endObject();
    }

    /** Where a plugin ran a test again, the last attempt of a stage is the one that counts. */
    private static void stage(TestResult result, Phase phase, JsonWriter json) throws IOException {
        @Nullable PhaseReport last = null;
        for (PhaseReport report : result.phases()) {
            last = report.phase() == phase && report.subtest() == null ? report : last;
        }
        if (last == null) {
            return;
        }
        json.name(phase.word()).beginObject();
        json.name("duration").value(last.seconds()).name("outcome").value(last.outcome());
        failure(last.failure(), json);
        for (String stream : new String[] {"stdout", "stderr", "log"}) {
            StringBuilder text = new StringBuilder();
            for (Section section : result.output()) {
                if (section.phase() == phase && section.stream().equals(stream)) {
                    text.append(section.text());
                }
            }
            if (!text.isEmpty()) {
                json.name(stream).value(text.toString());
            }
        }
        json.endObject();
    }

    private static void subtests(TestResult result, JsonWriter json) throws IOException {
        boolean any = false;
        for (PhaseReport report : result.phases()) {
            if (report.subtest() != null) {
                if (!any) {
                    json.name("subtests").beginArray();
                    any = true;
                }
                json.beginObject().name("name").value(report.subtest());
                json.name("duration").value(report.seconds());
                json.name("outcome").value(report.outcome());
                failure(report.failure(), json);
                json.endObject();
            }
        }
        if (any) {
            json.endArray();
        }
    }

    private static void failure(@Nullable Failure failure, JsonWriter json) throws IOException {
        if (failure == null) {
            return;
        }
        @Nullable Crash crash = failure.crash();
        if (crash != null) {
            json.name("crash").beginObject().name("path").value(crash.path());
            json.name("lineno").value(crash.line()).name("message").value(crash.message());
            json.endObject();
        }
        // Stripped as pytest-json-report has it.
        json.name("longrepr").value(failure.text().strip());
    }
}
