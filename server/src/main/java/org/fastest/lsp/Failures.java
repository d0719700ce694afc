package org.fastest.lsp;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.File;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import org.fastest.model.Failure;
import org.fastest.model.Frame;
import org.fastest.model.Kind;
import org.fastest.model.Phase;
import org.fastest.model.PhaseReport;
import org.fastest.model.Span;
import org.fastest.model.TestItem;
import org.fastest.model.TestResult;
import org.jspecify.annotations.Nullable;

/** Why tests did not pass, as messages of events and as diagnostics. */
final class Failures {
    private static final int MAX_FRAMES = 100;
    private static final int MAX_MESSAGE = 4_000;

    private final Project project;
    private final Projects projects;
    private final RunTexts texts;

    /**
     * The failures of one project's tests.
     *
     * @param projects whose code may stand in their stacks
     * @param texts what stood in its files when the run began
     */
    Failures(Project project, Projects projects, RunTexts texts) {
        this.project = project;
        this.projects = projects;
        this.texts = texts;
    }

    RunTexts texts() {
        return texts;
    }

    /** One message for each phase that has something to say; attempts are told apart. */
    JsonArray messages(TestResult result, @Nullable TestItem item) {
        JsonArray messages = new JsonArray();
        for (PhaseReport phase : result.phases()) {
            if (!isAttempt(phase)) {
                JsonObject message = message(phase, item);
                if (message != null) {
                    messages.add(message);
                }
            }
        }
        return messages;
    }

    /** Whether a phase belongs to an earlier attempt of a test that was run again. */
    static boolean isAttempt(PhaseReport phase) {
        return phase.category().equals("rerun");
    }

    @Nullable JsonObject message(PhaseReport phase, @Nullable TestItem item) {
        Failure failure = phase.failure();
        String text = failure == null ? phase.reason() : failure.text().strip();
        if (text == null) {
            return null;
        }
        JsonObject message =
                Json.object(
                        "text", text, "phase", phase.phase().word(), "subtest", phase.subtest());
        if (failure != null) {
            addDetails(message, failure, item);
        }
        message.add("stack", stack(failure == null ? List.of() : failure.frames()));
        return message;
    }

    private void addDetails(JsonObject message, Failure failure, @Nullable TestItem item) {
        add(message, "ansi", failure.ansi());
        add(message, "expected", failure.expected());
        add(message, "actual", failure.actual());
        add(message, "exception", failure.exception());
        if (item != null) {
            String path = item.path();
            JsonObject range = project.positions(path).range(place(failure, item));
            message.add("location", ToLsp.location(project.uri(path), range));
        }
    }

    private static void add(JsonObject message, String name, @Nullable String value) {
        if (value != null) {
            message.addProperty(name, value);
        }
    }

    /** A failure of collection or of the engine itself. */
    JsonObject message(String text, @Nullable String ansi, Phase phase) {
        return Json.object(
                "text", text, "ansi", ansi, "phase", phase.word(), "stack", new JsonArray());
    }

    /** Names, places and order of a traceback: deepest last. */
    private JsonArray stack(List<Frame> frames) {
        JsonArray stack = new JsonArray();
        int from = Math.max(0, frames.size() - MAX_FRAMES);
        for (Frame frame : frames.subList(from, frames.size())) {
            int line = Math.max(0, frame.line() - 1);
            stack.add(
                    Json.object(
                            "name", frame.name(),
                            "uri", uri(frame.path()),
                            "range", Positions.UTF16.range(new Span(line, 0, line, 0)),
                            "user", isUsers(frame.path())));
        }
        return stack;
    }

    private JsonArray related(List<Frame> frames) {
        JsonArray related = new JsonArray();
        for (var frame : stack(frames)) {
            JsonObject at = frame.getAsJsonObject();
            related.add(
                    Json.object(
                            "location",
                            ToLsp.location(
                                    at.get("uri").getAsString(), at.getAsJsonObject("range")),
                            "message",
                            at.get("name")));
        }
        return related;
    }

    /** The failure for the editor's problem list. */
    Diagnostics.Failed diagnostic(TestResult result, TestItem item) {
        Failure failure = null;
        for (PhaseReport phase : result.phases()) {
            boolean counts = phase.failure() != null && !isAttempt(phase);
            if (counts && (failure == null || phase.phase() == Phase.CALL)) {
                failure = phase.failure();
            }
        }
        if (failure == null) {
            return new Diagnostics.Failed(name(item), "failed without a report", new JsonArray());
        }
        String label = item.kind() == Kind.CASE ? item.label() + " " : "";
        String message = label + firstLines(failure);
        return new Diagnostics.Failed(place(failure, item), message, related(failure.frames()));
    }

    /** The last line that says something: in a traceback, the exception. */
    static String closing(String text) {
        String stripped = text.strip();
        String last = stripped.substring(stripped.lastIndexOf('\n') + 1);
        String said = last.startsWith("E ") ? last.substring(2).strip() : last;
        return said.isEmpty() ? "could not be collected" : cut(said);
    }

    private static String cut(String text) {
        return text.length() <= MAX_MESSAGE ? text : text.substring(0, MAX_MESSAGE) + "…";
    }

    /** The exception's own words. */
    static String firstLines(Failure failure) {
        String text = failure.crash() == null ? failure.text() : failure.crash().message();
        return text.isBlank() ? "failed" : cut(text.strip());
    }

    /** The deepest line in the test's own file, else the test's name. */
    private Span place(Failure failure, TestItem item) {
        String own = project.file(item.path()).toString();
        List<Frame> frames = failure.frames();
        for (int i = frames.size() - 1; i >= 0; i--) {
            if (frames.get(i).path().equals(own)) {
                return texts.line(item.path(), frames.get(i).line());
            }
        }
        if (failure.crash() != null && failure.crash().path().equals(own)) {
            return texts.line(item.path(), failure.crash().line());
        }
        return name(item);
    }

    static Span name(TestItem item) {
        Span name = item.selection();
        return name == null ? ToLsp.TOP : name;
    }

    private String uri(String path) {
        try {
            ProjectFile own = projects.file(Path.of(path));
            return own == null ? Uris.of(path) : own.uri();
        } catch (InvalidPathException e) {
            return Uris.of(path);
        }
    }

    /** Whether the frame is the person's own code rather than a library's. */
    private boolean isUsers(String path) {
        String root = project.snapshot().rootdir().toString();
        return path.startsWith(root.endsWith(File.separator) ? root : root + File.separator)
                && !path.contains("site-packages");
    }
}
