package org.fastest.cli;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fastest.engine.Machine;
import org.fastest.model.NativeLibrary;
import org.fastest.model.Places;
import org.fastest.syntax.Grammar;
import org.jspecify.annotations.Nullable;

/**
 * What a report of a bug needs to know of this installation: by name, what it is. Holds no value of
 * the environment but the names of files.
 */
final class Installation {
    private static final List<String> STARTS = List.of("discover", "static", "run", "serve");

    private final Machine machine;
    private final Shown shown;

    Installation(Machine machine) {
        this.machine = machine;
        this.shown = new Shown(machine.home());
    }

    Map<String, String> facts(String version) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("fastest", version + ", in " + shown.path(Path.of(property("fastest.home"))));
        facts.put(
                "java",
                property("java.runtime.version")
                        + ", "
                        + property("java.vendor")
                        + ", in "
                        + shown.path(Path.of(property("java.home"))));
        facts.put(
                "system",
                property("os.name")
                        + " "
                        + property("os.version")
                        + ", "
                        + property("os.arch")
                        + ", "
                        + machine.cores()
                        + " cores");
        facts.put("tree-sitter", library());
        facts.put("start caches", caches());
        Places places = Places.of(machine.environment(), machine.system(), machine.home());
        facts.put("cache", folder(places.cache()));
        facts.put("state", folder(places.state()));
        facts.put("message log", log());
        return facts;
    }

    private static String property(String name) {
        return System.getProperty(name, "");
    }

    /** What keeps the native library from working; null where it works. */
    @Nullable String problem() {
        return Grammar.problem();
    }

    private String library() {
        Path path = NativeLibrary.path();
        if (path == null) {
            return "nobody says where it is";
        }
        String wrong = problem();
        return wrong == null
                ? "works, in " + shown.path(path)
                : "BROKEN, in " + shown.path(path) + ": " + wrong;
    }

    /**
     * Of each way of starting whether it has a cache: only of this one, whether the JVM took it.
     */
    private String caches() {
        Path built = Path.of(property("fastest.home"), "server", "target");
        String build = property("java.runtime.version") + "_-";
        String given = "-XX:AOTCache=";
        String own = "";
        for (String argument : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
            own = argument.startsWith(given) ? argument.substring(given.length()) : own;
        }
        boolean isTaken = property("java.vm.info").contains("sharing");
        List<String> told = new ArrayList<>();
        for (String start : STARTS) {
            Path cache = built.resolve("aot").resolve(build + start + ".aot");
            String how =
                    own.equals(cache.toString())
                            ? isTaken ? "used" : "refused by this JVM"
                            : state(cache, built.resolve("fastest.jar"));
            told.add(start + " " + how);
        }
        return String.join(", ", told);
    }

    private static String state(Path cache, Path program) {
        try {
            return Files.getLastModifiedTime(cache).compareTo(Files.getLastModifiedTime(program))
                            < 0
                    ? "stale"
                    : "ready";
        } catch (IOException none) {
            return "none";
        }
    }

    private String folder(Path folder) {
        if (!Files.isDirectory(folder)) {
            return shown.path(folder) + ", not there yet";
        }
        long[] sum = new long[2];
        try {
            Files.walkFileTree(
                    folder,
                    new SimpleFileVisitor<>() {
                        @Override
                        public FileVisitResult visitFile(
                                Path file, BasicFileAttributes attributes) {
                            sum[0]++;
                            sum[1] += attributes.size();
                            return FileVisitResult.CONTINUE;
                        }

                        @Override
                        public FileVisitResult visitFileFailed(Path file, IOException gone) {
                            return FileVisitResult.CONTINUE;
                        }
                    });
        } catch (IOException unreadable) {
            return shown.path(folder) + ", can't be read: " + unreadable.getMessage();
        }
        return "%s, %,d files, %,d KB%s"
                .formatted(
                        shown.path(folder),
                        sum[0],
                        sum[1] / 1000,
                        Files.isWritable(folder) ? "" : ", not writable");
    }

    private String log() {
        @Nullable String file = machine.environment().get("FASTEST_LOG");
        return file == null || file.isEmpty()
                ? "start the editor with FASTEST_LOG=FILE: every message, without the values of"
                        + " environment variables and of options named like secrets"
                : shown.path(Path.of(file));
    }

    /** Paths as people show them to others: without the name of their home. */
    record Shown(Path home) {
        String path(Path path) {
            return path.startsWith(home) && home.getNameCount() > 0
                    ? Path.of("~").resolve(home.relativize(path)).toString()
                    : path.toString();
        }
    }
}
