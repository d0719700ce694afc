package org.fastest.report;

import com.google.gson.stream.JsonWriter;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
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
    private final Path file;
    private final Path testsFile;
    private final Instant created;
    private final OutputStream tests;
    private final Map<String, Integer> summary = new LinkedHashMap<>();
    private final List<CollectError> collectors = new ArrayList<>();
    private final List<RunWarning> warnings = new ArrayList<>();
    private @Nullable IOException problem;
    private RunEvent.@Nullable Ready ready;
    private String root = "";
    private int collected;
    private int total;
    private @Nullable RunEnd end;

    /** Creates the folders that are missing; fails at once where the file could not be written. */
    public JsonReport(Path file, Instant created) throws ReportException {
        this.file = file.toAbsolutePath();
        this.created = created;
        this.testsFile = beside("tests");
        try {
            Path folder = this.file.getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            if (Files.isDirectory(this.file)) {
                throw new ReportException("The report " + file + " is a folder.");
            }
            this.tests = new BufferedOutputStream(Files.newOutputStream(testsFile), 1 << 16);
        } catch (IOException e) {
            throw new ReportException("The report " + file + " cannot be written: " + reason(e));
        }
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
                write((total++ == 0 ? "\n" : ",\n") + TestJson.of(finished.result()));
            }
            case RunEvent.Warned warned -> warnings.add(warned.warning());
            case RunEvent.Ended ended -> end = ended.end();
            case RunEvent.Started started -> {}
            case RunEvent.Output output -> {}
            case RunEvent.RawOutput raw -> {}
            case RunEvent.WorkerLost lost -> {}
        }
    }

    /** Puts the report in its place; without a run's end there is none. */
    @Override
    public void close() throws ReportException {
        Path part = beside("part");
        try {
            tests.close();
            if (problem != null) {
                throw problem;
            }
            if (end != null) {
                try (OutputStream out =
                        new BufferedOutputStream(Files.newOutputStream(part), 1 << 16)) {
                    String head = head(end);
                    // Left open, for the tests to stand between head and tail.
                    out.write(Frames.encode(head.substring(0, head.length() - 1)));
                    out.write(",\"tests\":[".getBytes(StandardCharsets.UTF_8));
                    Files.copy(testsFile, out);
                    out.write("\n],".getBytes(StandardCharsets.UTF_8));
                    out.write(Frames.encode(tail().substring(1)));
                    out.write('\n');
                }
                Files.move(
                        part,
                        file,
                        StandardCopyOption.ATOMIC_MOVE,
                        StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new ReportException("The report " + file + " cannot be written: " + reason(e));
        } finally {
            delete(part);
            delete(testsFile);
        }
    }

    private void write(String json) {
        try {
            if (problem == null) {
                tests.write(Frames.encode(json));
            }
        } catch (IOException e) {
            problem = e;
        }
    }

    private String head(RunEnd over) throws IOException {
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

    private String tail() throws IOException {
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

    private Path beside(String suffix) {
        return file.resolveSibling(
                "." + file.getFileName() + "." + UUID.randomUUID() + "." + suffix);
    }

    /** What the system said, without the exception's own name where words say as much. */
    private static String reason(IOException e) {
        return switch (e) {
            case FileAlreadyExistsException file -> file.getMessage() + " is no folder";
            case AccessDeniedException denied -> "no permission to write " + denied.getMessage();
            case FileSystemException other when other.getReason() != null ->
                    String.valueOf(other.getMessage());
            default -> e.toString();
        };
    }

    private static void delete(Path path) throws ReportException {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw new ReportException("The file " + path + " cannot be removed: " + reason(e));
        }
    }
}
