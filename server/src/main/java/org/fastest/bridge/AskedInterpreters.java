package org.fastest.bridge;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.fastest.model.Interpreter;
import org.jspecify.annotations.Nullable;

/**
 * What interpreters outside the workspace answered about themselves, kept on disk. pytest's version
 * is read anew each time, since it comes and goes without the interpreter changing.
 */
final class AskedInterpreters {
    /** Runs with -I: neither the current folder nor PYTHON* variables take part. */
    private static final String QUESTION =
            """
            import json, os, site, sys
            folders = [p for p in sys.path if p.endswith(('site-packages', 'dist-packages'))]
            plain = sys.prefix == sys.base_prefix
            if plain and site.ENABLE_USER_SITE is not None and not os.environ.get('PYTHONNOUSERSITE'):
                user = site.getusersitepackages()
                if os.path.isdir(user) and user not in folders:
                    folders.insert(0, user)
            print(json.dumps({'version': sys.version.split()[0], 'site': folders}))
            """;

    private static final long SECONDS = 20;

    private final Host host;
    private final Path folder;

    AskedInterpreters(Host host, Path folder) {
        this.host = host;
        this.folder = folder;
    }

    Interpreter ask(Interpreter interpreter, Path cwd) throws NoInterpreterException {
        Path file = folder.resolve(nameOf(interpreter.executable(), cwd) + ".json");
        @Nullable Interpreter known = read(interpreter, file);
        if (known != null) {
            return known;
        }
        String answer = answerOf(interpreter.executable(), cwd);
        @Nullable Interpreter told = parse(interpreter, answer);
        if (told == null || told.version() == null) {
            throw new NoInterpreterException(
                    interpreter.executable() + " does not answer as a Python does: " + answer);
        }
        write(told, told.version(), file);
        return told;
    }

    private @Nullable Interpreter read(Interpreter interpreter, Path file) {
        try {
            return parse(interpreter, Files.readString(file, StandardCharsets.UTF_8));
        } catch (IOException e) {
            return null;
        }
    }

    private static @Nullable Interpreter parse(Interpreter interpreter, String json) {
        @Nullable String version = null;
        List<Path> site = new ArrayList<>();
        try (JsonReader reader = new JsonReader(new StringReader(json))) {
            reader.beginObject();
            while (reader.hasNext()) {
                String name = reader.nextName();
                if (name.equals("version")) {
                    version = reader.nextString();
                } else if (name.equals("site")) {
                    reader.beginArray();
                    while (reader.hasNext()) {
                        site.add(Path.of(reader.nextString()));
                    }
                    reader.endArray();
                } else {
                    reader.skipValue();
                }
            }
            reader.endObject();
        } catch (IOException | IllegalStateException | IllegalArgumentException e) {
            return null;
        }
        return new Interpreter(
                interpreter.executable(), interpreter.why(), version, Venvs.pytest(site), site);
    }

    private void write(Interpreter told, String version, Path file) {
        StringWriter text = new StringWriter();
        try (JsonWriter json = new JsonWriter(text)) {
            json.beginObject().name("version").value(version).name("site").beginArray();
            for (Path site : told.sitePackages()) {
                json.value(site.toString());
            }
            json.endArray().endObject();
            json.flush();
            Files.createDirectories(folder);
            Path part = folder.resolve(UUID.randomUUID() + ".part");
            Files.writeString(part, text.toString(), StandardCharsets.UTF_8);
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            // Without a cache the interpreter is asked again the next time, nothing worse.
            return;
        }
    }

    private String answerOf(Path executable, Path cwd) throws NoInterpreterException {
        ProcessBuilder builder =
                new ProcessBuilder(executable.toString(), "-I", "-c", QUESTION)
                        .directory(cwd.toFile())
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .redirectInput(ProcessBuilder.Redirect.PIPE);
        builder.environment().clear();
        builder.environment().putAll(host.env());
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            try {
                // The answer is far shorter than a pipe holds, so waiting first cannot block it.
                if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                    throw new NoInterpreterException(
                            executable + " did not answer within " + SECONDS + " seconds.");
                }
                try (InputStream output = process.getInputStream()) {
                    String text = new String(output.readAllBytes(), StandardCharsets.UTF_8).strip();
                    if (process.exitValue() != 0) {
                        throw new NoInterpreterException(
                                executable + " ended with status " + process.exitValue() + ".");
                    }
                    return text.substring(text.lastIndexOf('\n') + 1);
                }
            } finally {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            throw new NoInterpreterException(executable + " cannot be started: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NoInterpreterException(executable + " was not waited for.");
        }
    }

    private String nameOf(Path executable, Path cwd) throws NoInterpreterException {
        try {
            Path file = executable.toRealPath();
            Map<String, Object> stat = Files.readAttributes(file, "*");
            StringBuilder key = new StringBuilder();
            key.append(executable).append('\n').append(file).append('\n');
            key.append(Files.getLastModifiedTime(file).to(TimeUnit.NANOSECONDS)).append('\n');
            key.append(Files.size(file)).append('\n').append(stat.get("fileKey")).append('\n');
            key.append(host.variable("PYTHONNOUSERSITE")).append('\n').append(host.home());
            if (isScript(file)) {
                // A shim asks the folder and this variable which Python it stands for.
                key.append('\n').append(cwd).append('\n').append(host.variable("PYENV_VERSION"));
            }
            byte[] bytes = key.toString().getBytes(StandardCharsets.UTF_8);
            return UUID.nameUUIDFromBytes(bytes).toString();
        } catch (IOException e) {
            throw new NoInterpreterException(executable + " cannot be read: " + e.getMessage());
        }
    }

    private static boolean isScript(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] head = in.readNBytes(2);
            return head.length == 2 && head[0] == '#' && head[1] == '!';
        }
    }
}
