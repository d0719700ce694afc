package org.fastest.lsp;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.fastest.report.KeptRun;
import org.fastest.report.ReportException;
import org.jspecify.annotations.Nullable;

/**
 * What the last runs have told, for {@code tests/results}. Used by the session's thread; reports
 * are written on another.
 */
final class RunResults {
    /** Runs that are remembered. */
    private static final int MOST = 3;

    /** Bytes of a report that are sent as they are; longer ones stay in a file. */
    private static final long LONGEST = 4L << 20;

    /** Of files with long reports, before the number of the process that wrote one. */
    private static final String NAME = "results-";

    private final Map<String, List<Part>> runs = new LinkedHashMap<>();

    /**
     * One project's part of a run.
     *
     * @param project the project's identity
     */
    record Part(String project, KeptRun kept) {}

    /** A run has ended. */
    void add(String runId, List<Part> parts) {
        runs.remove(runId);
        runs.put(runId, List.copyOf(parts));
        while (runs.size() > MOST) {
            runs.remove(runs.keySet().iterator().next());
        }
    }

    /**
     * Answers {@code tests/results}.
     *
     * @param isActive tells the runs that go on
     * @param folder for reports that are too long for a message
     * @throws RpcError where there is no such report
     */
    CompletableFuture<@Nullable JsonElement> answer(
            JsonObject params, Predicate<String> isActive, Path folder) {
        KeptRun.Format format = format(Json.needString(params, "format"));
        String asked = Json.string(params, "runId");
        String runId = asked == null ? last() : asked;
        if (isActive.test(runId)) {
            throw RpcError.params(
                    "the run " + runId + " goes on: its results are there at its end");
        }
        List<Part> parts = runs.get(runId);
        if (parts == null) {
            throw RpcError.params(
                    "nothing is known of a run "
                            + runId
                            + ": the last "
                            + MOST
                            + " are remembered");
        }
        KeptRun kept = part(runId, parts, Json.string(params, "project"));
        if (kept.isTooLong()) {
            throw RpcError.params(
                    "the run "
                            + runId
                            + " had too much to say to be remembered: let it write a file, with"
                            + " --report=json=FILE or --junit-xml=FILE among its args");
        }
        return CompletableFuture.supplyAsync(() -> report(runId, kept, format, folder));
    }

    private static KeptRun.Format format(String word) {
        return switch (word) {
            case "json" -> KeptRun.Format.JSON;
            case "junit" -> KeptRun.Format.JUNIT;
            default ->
                    throw RpcError.params(
                            "format " + word + " is not supported: only json and junit are");
        };
    }

    private String last() {
        String last = null;
        for (String runId : runs.keySet()) {
            last = runId;
        }
        if (last == null) {
            throw RpcError.params("no run has ended yet");
        }
        return last;
    }

    private static KeptRun part(String runId, List<Part> parts, @Nullable String project) {
        List<String> known = new ArrayList<>();
        for (Part part : parts) {
            if (part.project.equals(project) || (project == null && parts.size() == 1)) {
                return part.kept;
            }
            known.add(part.project);
        }
        throw RpcError.params(
                "each project of the run "
                        + runId
                        + " has a report of its own: say which project, of "
                        + String.join(", ", known));
    }

    private static JsonElement report(
            String runId, KeptRun kept, KeptRun.Format format, Path folder) {
        String ending = format == KeptRun.Format.JSON ? ".json" : ".xml";
        String name = NAME + ProcessHandle.current().pid() + ending;
        try {
            Path scratch = Files.createTempDirectory("fastest-results");
            Path file = scratch.resolve(name);
            try {
                kept.write(format, file);
                if (!Files.exists(file)) {
                    throw RpcError.params(
                            "the run "
                                    + runId
                                    + " has collected nothing: of that there is no such report");
                }
                if (Files.size(file) <= LONGEST) {
                    return Json.object("runId", runId, "text", Files.readString(file));
                }
                Files.createDirectories(folder);
                tidy(folder);
                Path there = folder.resolve(name);
                Files.move(file, there, StandardCopyOption.REPLACE_EXISTING);
                return Json.object("runId", runId, "uri", Uris.of(there));
            } finally {
                Files.deleteIfExists(file);
                Files.deleteIfExists(scratch);
            }
        } catch (IOException wrong) {
            throw new UncheckedIOException(wrong);
        } catch (ReportException unwritable) {
            throw new UncheckedIOException(new IOException(unwritable.getMessage()));
        }
    }

    /** Removes the reports of servers that are no more. */
    private static void tidy(Path folder) throws IOException {
        try (DirectoryStream<Path> reports = Files.newDirectoryStream(folder, NAME + "*")) {
            for (Path report : reports) {
                String rest = report.getFileName().toString().substring(NAME.length());
                String number = rest.substring(0, Math.max(0, rest.indexOf('.')));
                if (number.matches("\\d{1,18}")
                        && ProcessHandle.of(Long.parseLong(number)).isEmpty()) {
                    Files.deleteIfExists(report);
                }
            }
        }
    }
}
