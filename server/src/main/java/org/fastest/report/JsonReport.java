package org.fastest.report;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fastest.bridge.Frames;
import org.fastest.model.CollectError;
import org.fastest.model.RunEnd;
import org.fastest.model.RunEvent;
import org.fastest.model.RunWarning;
import org.fastest.run.RunListener;
import org.jspecify.annotations.Nullable;

/**
 * A run as a JSON file with the names of pytest-json-report. Results go to a file beside it as they
 * come; the report itself appears at once and whole, when it is closed after the run's end.
 */
public final class JsonReport implements RunListener, AutoCloseable {
    private final Instant created;
    private final ReportFile file;
    private final Map<String, Integer> summary = new LinkedHashMap<>();
    private final List<CollectError> collectors = new ArrayList<>();
    private final List<RunWarning> warnings = new ArrayList<>();
    private RunEvent.@Nullable Ready ready;
    private String root = "";
    private int collected;
    private int total;
    private @Nullable RunEnd end;

    /** Creates the folders that are missing; fails at once where the file could not be written. */
    public JsonReport(Path file, Instant created) throws ReportException {
        this.created = created;
        this.file = new ReportFile(file);
    }

    @Override
    public void on(RunEvent event) {
        switch (event) {
            case RunEvent.Ready told -> ready = told;
            case RunEvent.Collected told -> {
                root = told.report().rootdir();
                collected = told.report().items().size();
            }
            case RunEvent.CollectFailed failed -> collectors.add(failed.error());
            case RunEvent.Finished finished -> {
                summary.merge(finished.result().outcome().word(), 1, Integer::sum);
                file.add(
                        Frames.encode(
                                (total++ == 0 ? "\n" : ",\n") + TestJson.of(finished.result())));
            }
            case RunEvent.Warned warned -> warnings.add(warned.warning());
            case RunEvent.Ended ended -> end = ended.end();
            case RunEvent.Configured configured -> {}
            case RunEvent.Junit junit -> {}
            case RunEvent.Started started -> {}
            case RunEvent.Output output -> {}
            case RunEvent.RawOutput raw -> {}
            case RunEvent.Covered covered -> {}
            case RunEvent.DebuggerAwaited awaited -> {}
            case RunEvent.Concluded concluded -> {}
            case RunEvent.Quick quick -> {}
            case RunEvent.WorkerLost lost -> {}
        }
    }

    /** Puts the report in its place; without a run's end there is none. */
    @Override
    public void close() throws ReportException {
        try (file) {
            RunEnd over = end;
            if (over != null) {
                String head = head(over);
                // Left open, for the tests to stand between head and tail.
                String open = head.substring(0, head.length() - 1) + ",\"tests\":[";
                file.finish(
                        Frames.encode(open), Frames.encode("\n]," + tail().substring(1) + "\n"));
            }
        }
    }

    private String head(RunEnd over) {
        return TestJson.object(json -> {
            json.name("created").value(created.toEpochMilli() / 1000.0);
            json.name("duration").value(over.seconds());
            json.name("exitcode").value(over.exitCode());
            json.name("root").value(root);
            json.name("environment").beginObject();
            RunEvent.Ready told = ready;
            if (told != null) {
                json.name("Python").value(told.python());
                if (told.pytest() != null) {
                    json.name("Packages").beginObject();
                    json.name("pytest").value(told.pytest()).endObject();
                }
            }
            json.endObject();
            summary(over, json);
        });
    }

    private void summary(RunEnd over, JsonWriter json) throws IOException {
        json.name("summary").beginObject();
        for (Map.Entry<String, Integer> count : summary.entrySet()) {
            json.name(count.getKey()).value(count.getValue());
        }
        int deselected = over.stats().getOrDefault("deselected", 0);
        if (deselected > 0) {
            json.name("deselected").value(deselected);
        }
        json.name("total").value(total).name("collected").value(collected).endObject();
    }

    private String tail() {
        return TestJson.object(json -> {
            if (!collectors.isEmpty()) {
                json.name("collectors").beginArray();
                for (CollectError error : collectors) {
                    TestJson.collector(error, json);
                }
                json.endArray();
            }
            json.name("warnings").beginArray();
            for (RunWarning warning : warnings) {
                TestJson.warning(warning, json);
            }
            json.endArray();
        });
    }
}
