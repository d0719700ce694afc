package org.fastest;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.fastest.cache.Stamp;
import org.fastest.cli.Cli;
import org.fastest.cli.Console;
import org.fastest.engine.CommandEngine;
import org.fastest.engine.Invocation;
import org.fastest.engine.Machine;
import org.fastest.model.CollectionReport;
import org.fastest.model.Kind;
import org.fastest.model.RunItem;
import org.fastest.model.TestId;
import org.fastest.model.TimeLimits;
import org.jspecify.annotations.Nullable;

/**
 * Goes the ways of {@code fastest discover} or {@code run} one after the other, for the JVM's
 * start-up cache: pytest, whose answer the usual way begins with, may be missing where the program
 * is built, and the index of {@code --static} is empty there.
 */
public final class Training {
    private Training() {}

    /**
     * Lists the current folder's tests from an answer that is kept for it, or runs them.
     *
     * @param args the command line, which names its Python
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        Path cwd = Path.of("").toAbsolutePath();
        List<String> words = List.of(args);
        PrintStream nowhere =
                new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        if (words.contains("run")) {
            Path report = Files.createTempFile("training", ".json");
            run(words, cwd, new Console(nowhere, nowhere, 0, System.getenv()));
            List<String> named = new ArrayList<>(words);
            named.addAll(List.of("-q", "test_other.py", "."));
            run(named, other(cwd), new Console(nowhere, nowhere, 0, System.getenv()));
            List<String> more = new ArrayList<>(words);
            more.addAll(
                    List.of("-n", "2", "-v", "--color", "always", "--report", "json=" + report));
            run(more, cwd, new Console(nowhere, nowhere, 80, System.getenv()));
            Files.delete(report);
            // The one that runs tests in truth, with the Python that is there.
            Main.main(new String[] {"run"});
            return;
        }
        try (CommandEngine engine = new CommandEngine(Main.machine(), bug -> {})) {
            Console console = new Console(nowhere, nowhere, 0, System.getenv());
            // What asks pytest, as far as it comes here; of static listings, all.
            int _ = Cli.run(words, cwd, Main.VERSION, console, engine, action -> {});
            List<String> named = new ArrayList<>(words);
            named.addAll(List.of("test_other.py", "."));
            int _ = Cli.run(named, other(cwd), Main.VERSION, console, engine, action -> {});
            if (words.contains("--static")) {
                changed(words, cwd, console, engine);
            } else {
                engine.keep(invocation(cwd, words), answer(cwd));
            }
        }
        Main.main(args);
    }

    /** A project with the other kinds of settings, in a folder of this one. */
    private static Path other(Path cwd) throws IOException {
        Path other = Files.createDirectories(cwd.resolve("other"));
        Files.writeString(other.resolve("setup.cfg"), "[metadata]\nname = other\n");
        Files.writeString(
                other.resolve("tox.ini"), "[tox]\nenvlist = py\n[pytest]\naddopts =\n  -r a\n");
        Files.writeString(other.resolve("test_other.py"), "def test_other(): pass\n");
        return other;
    }

    /** Hears and shows what {@code training/fastest_bridge} says in the place of a pytest. */
    private static void run(List<String> words, Path cwd, Console console) {
        Machine machine = Main.machine();
        Machine speaking =
                new Machine(
                        machine.build(),
                        machine.environment(),
                        machine.system(),
                        machine.home(),
                        Path.of(System.getenv().getOrDefault("FASTEST_AOT_BRIDGE", "")),
                        machine.cores());
        try (CommandEngine engine = new CommandEngine(speaking, bug -> {})) {
            int _ = Cli.run(words, cwd, Main.VERSION, console, engine, action -> {});
        }
    }

    /** Lists from the index after a file was changed, after one was touched, and in other forms. */
    private static void changed(List<String> words, Path cwd, Console console, CommandEngine engine)
            throws IOException, InterruptedException {
        Path file = cwd.resolve("tests/test_typical.py");
        Files.writeString(file, Files.readString(file) + "\n");
        int _ = Cli.run(words, cwd, Main.VERSION, console, engine, action -> {});
        Files.setLastModifiedTime(file, FileTime.fromMillis(1));
        int _ = Cli.run(words, cwd, Main.VERSION, console, engine, action -> {});
        for (List<String> more : List.of(List.of("--format", "json"), List.of("-k", "values"))) {
            List<String> all = new ArrayList<>(words);
            all.addAll(more);
            int _ = Cli.run(all, cwd, Main.VERSION, console, engine, action -> {});
        }
        // Older files are known by their stamps alone.
        Thread.sleep(Duration.ofNanos(Stamp.GRANULARITY + 100_000_000));
        int _ = Cli.run(words, cwd, Main.VERSION, console, engine, action -> {});
    }

    private static Invocation invocation(Path cwd, List<String> words) {
        String python = words.get(words.indexOf("--python") + 1);
        return new Invocation(cwd, List.of(), python, null, false, false, TimeLimits.NONE);
    }

    /** A test for each of the folder's files. */
    private static CollectionReport answer(Path cwd) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(cwd)) {
            files = all.filter(Files::isRegularFile).sorted().toList();
        }
        List<@Nullable Stamp> stamps = Stamp.of(files);
        StringBuilder world = new StringBuilder();
        List<RunItem> items = new ArrayList<>();
        for (int i = 0; i < files.size(); i++) {
            Stamp stamp = stamps.get(i);
            if (stamp != null) {
                world.append('F').append(stamp.modified()).append(' ').append(stamp.changed());
                world.append(' ').append(stamp.size()).append(' ').append(stamp.inode());
                world.append(" - ").append(files.get(i)).append('\0');
                String path = cwd.relativize(files.get(i)).toString();
                TestId id = TestId.of(".", path + "::test");
                items.add(new RunItem(id, path, 0, Kind.FUNCTION, List.of()));
            }
        }
        world.append("A0 0 0 0 - ").append(cwd.resolve("pytest.toml")).append('\0');
        return new CollectionReport(
                cwd.toString(), null, items, 0, List.of(), List.of(), null, world.toString());
    }
}
