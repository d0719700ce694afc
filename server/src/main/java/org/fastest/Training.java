package org.fastest;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.fastest.cache.Stamp;
import org.fastest.cli.Cli;
import org.fastest.cli.Console;
import org.fastest.engine.CommandEngine;
import org.fastest.engine.Invocation;
import org.fastest.model.CollectionReport;
import org.fastest.model.Kind;
import org.fastest.model.RunItem;
import org.fastest.model.TestId;
import org.jspecify.annotations.Nullable;

/**
 * Goes the ways of {@code fastest discover} one after the other, for the JVM's start-up cache:
 * pytest, whose answer the usual way begins with, may be missing where the program is built.
 */
public final class Training {
    private Training() {}

    /**
     * Lists the current folder's tests from an answer that is kept for it.
     *
     * @param args the command line, which names its Python
     */
    public static void main(String[] args) throws IOException {
        Path cwd = Path.of("").toAbsolutePath();
        List<String> words = List.of(args);
        PrintStream nowhere =
                new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        try (CommandEngine engine = new CommandEngine(Main.machine(), bug -> {})) {
            Console console = new Console(nowhere, nowhere, 0, System.getenv());
            // What asks pytest, as far as it comes here.
            int _ = Cli.run(words, cwd, Main.VERSION, console, engine, action -> {});
            engine.keep(invocation(cwd, words), answer(cwd));
        }
        Main.main(args);
    }

    private static Invocation invocation(Path cwd, List<String> words) {
        String python = words.get(words.indexOf("--python") + 1);
        return new Invocation(cwd, List.of(), python, null, false, false);
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
