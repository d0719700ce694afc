package org.fastest.syntax;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Asks the interpreters of this machine; CPython is the oracle for what Python means. */
final class Python {
    private static final String VERSION = "import sys; print('%d.%d' % sys.version_info[:2])";

    /** The versions whose grammar has more than 3.11's. */
    private static final Pattern NEWER = Pattern.compile("3\\.(1[2-9]|[2-9][0-9]).*");

    private Python() {}

    /**
     * The interpreters of the PATH and of pyenv by version, each version once, {@code python3}
     * first.
     */
    static Map<String, String> interpreters() {
        List<String> candidates = new ArrayList<>();
        candidates.addAll(List.of("python3", "python3.12", "python3.13", "python3.14"));
        Path pyenv = Path.of(System.getProperty("user.home"), ".pyenv", "versions");
        if (Files.isDirectory(pyenv)) {
            try (Stream<Path> versions = Files.list(pyenv)) {
                versions.sorted()
                        .filter(version ->
                                NEWER.matcher(version.getFileName().toString()).matches())
                        .forEach(version -> candidates.add(version + "/bin/python3"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        Map<String, String> byVersion = new LinkedHashMap<>();
        for (String candidate : candidates) {
            List<String> version = new ArrayList<>();
            try {
                run(List.of(candidate, "-c", VERSION), "", version::add);
            } catch (IllegalStateException | UncheckedIOException missing) {
                continue;
            }
            byVersion.putIfAbsent(version.getFirst(), candidate);
        }
        return byVersion;
    }

    /** Runs a script of the test resources with an input and gives each line of its output. */
    static void run(
            String python,
            String script,
            List<String> arguments,
            String input,
            Consumer<String> line) {
        List<String> command =
                new ArrayList<>(List.of(python, "-X", "utf8", "-c", resource(script)));
        command.addAll(arguments);
        run(command, input, line);
    }

    static void run(List<String> command, String input, Consumer<String> line) {
        try {
            Process process = new ProcessBuilder(command).redirectError(Redirect.DISCARD).start();
            try (OutputStream stdin = process.getOutputStream()) {
                stdin.write(input.getBytes(StandardCharsets.UTF_8));
            }
            try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
                reader.lines().forEach(line);
            }
            int exit = process.waitFor();
            if (exit != 0) {
                throw new IllegalStateException(command.getFirst() + " ended with " + exit);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String resource(String name) {
        try (InputStream in = Python.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("no resource " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
