package org.fastest.discover;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.fastest.model.Interpreter;

/**
 * Real pytests, one process for each version, started at the first question and left to the end of
 * the tests.
 */
public final class Oracle {
    /** The versions that the Python side's environments hold, newest first. */
    public static final List<String> VERSIONS = List.of("9.2.0", "8.4.2", "7.4.4");

    private static final Map<String, Oracle> STARTED = new HashMap<>();

    private final BufferedWriter questions;
    private final BufferedReader answers;

    private Oracle(Path python) throws IOException {
        Path script = Files.createTempFile("oracle", ".py");
        script.toFile().deleteOnExit();
        try (InputStream source = Oracle.class.getResourceAsStream("/discovery/oracle.py")) {
            if (source == null) {
                throw new IOException("no oracle.py among the test resources");
            }
            Files.write(script, source.readAllBytes());
        }
        ProcessBuilder builder = new ProcessBuilder(python.toString(), script.toString());
        builder.environment().remove("PYTEST_ADDOPTS");
        builder.environment().put("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1");
        Process process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        questions = process.outputWriter(StandardCharsets.UTF_8);
        answers = process.inputReader(StandardCharsets.UTF_8);
    }

    /**
     * What pytest collects.
     *
     * @param ids in the order in which they would run
     * @param before all that were collected, in the order of collection
     * @param errors node ids of what could not be collected
     * @param said texts of errors and warnings
     */
    public record Collected(
            List<String> ids,
            List<String> before,
            List<String> errors,
            List<String> said,
            int exit) {}

    /** Whether there is an environment with this version. */
    public static boolean has(String version) {
        return Files.isExecutable(python(version));
    }

    /** What is known of the interpreter of a version. */
    public static Facts facts(String version) throws IOException {
        String python = null;
        Path settings = python(version).resolve("../../pyvenv.cfg").normalize();
        for (String line : Files.readAllLines(settings)) {
            if (line.startsWith("version")) {
                python = line.substring(line.indexOf('=') + 1).strip();
            }
        }
        String system = System.getProperty("os.name");
        String platform =
                system.equals("Linux") ? "linux" : system.startsWith("Mac") ? "darwin" : null;
        return new Facts(version, python, platform, "CPython");
    }

    /** The interpreter of a version. */
    public static Interpreter interpreter(String version, Facts facts) {
        Path executable = python(version);
        String minor = String.valueOf(facts.python());
        minor = minor.substring(0, minor.indexOf('.', minor.indexOf('.') + 1));
        Path site = executable.resolve("../../lib/python" + minor + "/site-packages").normalize();
        return new Interpreter(executable, "oracle", facts.python(), version, List.of(site));
    }

    /** The oracle of a version. */
    public static synchronized Oracle of(String version) {
        return STARTED.computeIfAbsent(
                version,
                each -> {
                    try {
                        return new Oracle(python(each));
                    } catch (IOException wrong) {
                        throw new UncheckedIOException(wrong);
                    }
                });
    }

    /** What {@code python -m pytest ARGS} started in a folder collects. */
    public Collected collect(Path cwd, List<String> args) {
        JsonObject answer = ask("collect", cwd, args);
        if (answer.has("error")) {
            throw new IllegalStateException(answer.get("error").getAsString());
        }
        return new Collected(
                strings(answer, "ids"),
                strings(answer, "before"),
                strings(answer, "errors"),
                strings(answer, "said"),
                answer.get("exit").getAsInt());
    }

    /**
     * Which fixtures arguments stand for: {@code file:line name -> file:line}, lines of the first
     * decorators.
     */
    public List<String> fixtures(Path cwd) {
        JsonObject answer = ask("fixtures", cwd, List.of());
        if (answer.has("error")) {
            throw new IllegalStateException(answer.get("error").getAsString());
        }
        return strings(answer, "said");
    }

    /** How it would be configured; a member {@code error} where it refuses. */
    public JsonObject config(Path cwd, List<String> args) {
        return ask("config", cwd, args);
    }

    /** A list of texts in an answer. */
    public static List<String> strings(JsonObject answer, String name) {
        List<String> strings = new ArrayList<>();
        for (JsonElement element : answer.getAsJsonArray(name)) {
            strings.add(element.getAsString());
        }
        return strings;
    }

    private synchronized JsonObject ask(String op, Path cwd, List<String> args) {
        JsonObject question = new JsonObject();
        question.addProperty("op", op);
        question.addProperty("cwd", cwd.toString());
        JsonArray array = new JsonArray();
        args.forEach(array::add);
        question.add("args", array);
        try {
            questions.write(new Gson().toJson(question));
            questions.newLine();
            questions.flush();
            String answer = answers.readLine();
            if (answer == null) {
                throw new IOException("the oracle ended");
            }
            return JsonParser.parseString(answer).getAsJsonObject();
        } catch (IOException wrong) {
            throw new UncheckedIOException(wrong);
        }
    }

    private static Path python(String version) {
        Path newest = Path.of(System.getProperty("fastest.python", "")).normalize();
        String major = version.substring(0, version.indexOf('.'));
        if (version.equals(VERSIONS.getFirst())) {
            return newest;
        }
        // …/target/venv/bin/python → …/target/venvs/pytest8/bin/python
        return newest.resolve("../../../venvs/pytest" + major + "/bin/python").normalize();
    }
}
