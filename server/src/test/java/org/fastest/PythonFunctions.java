package org.fastest;

import com.google.gson.Gson;
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
import java.util.Arrays;
import java.util.List;

/**
 * Python's and pytest's own functions, for properties that say "ours gives the same". One process
 * for all of them, left to the end of the tests.
 */
public final class PythonFunctions {
    private static final PythonFunctions STARTED = start();

    private final BufferedWriter questions;
    private final BufferedReader answers;

    private PythonFunctions(Process process) {
        questions = process.outputWriter(StandardCharsets.UTF_8);
        answers = process.inputReader(StandardCharsets.UTF_8);
    }

    /**
     * Calls a function of {@code properties/functions.py}.
     *
     * @return an object with {@code value}, or {@code error} where the function refuses
     */
    public static JsonObject call(String function, Object... arguments) {
        List<Object> question = new ArrayList<>();
        question.add(function);
        question.addAll(Arrays.asList(arguments));
        return STARTED.ask(new Gson().toJson(question));
    }

    /** What a function that never refuses gives. */
    public static JsonElement value(String function, Object... arguments) {
        return call(function, arguments).get("value");
    }

    private synchronized JsonObject ask(String question) {
        try {
            questions.write(question);
            questions.newLine();
            questions.flush();
            String answer = answers.readLine();
            if (answer == null) {
                throw new IOException("functions.py ended at " + question);
            }
            return JsonParser.parseString(answer).getAsJsonObject();
        } catch (IOException wrong) {
            throw new UncheckedIOException(wrong);
        }
    }

    private static PythonFunctions start() {
        try (InputStream source =
                PythonFunctions.class.getResourceAsStream("/properties/functions.py")) {
            if (source == null) {
                throw new IOException("no functions.py among the test resources");
            }
            Path script = Files.createTempFile("functions", ".py");
            script.toFile().deleteOnExit();
            Files.write(script, source.readAllBytes());
            String python = System.getProperty("fastest.python", "");
            Process process =
                    new ProcessBuilder(python, "-X", "utf8", script.toString())
                            .redirectError(ProcessBuilder.Redirect.INHERIT)
                            .start();
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
            return new PythonFunctions(process);
        } catch (IOException wrong) {
            throw new UncheckedIOException(wrong);
        }
    }
}
