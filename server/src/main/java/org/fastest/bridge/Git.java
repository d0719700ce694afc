package org.fastest.bridge;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Asks the person's own git; nothing is written, and nothing of the folder's is run. */
public final class Git {
    private static final int SECONDS = 30;

    private final Map<String, String> env;

    /** git does not tell; the message says why, in its own words where it has some. */
    public static final class Silent extends Exception {
        private static final long serialVersionUID = 1;

        Silent(String message) {
            super(message);
        }
    }

    /**
     * The git on PATH.
     *
     * @param env the environment that it runs with
     */
    public Git(Map<String, String> env) {
        this.env = env;
    }

    /**
     * The files of the working tree around a folder that are others than in a revision: changed,
     * new (unless they are ignored), renamed (by both names) and deleted.
     *
     * @param folder absolute
     * @param revision as {@code git diff} takes one
     * @return absolute paths
     */
    public List<Path> changedSince(Path folder, String revision) throws Silent {
        if (revision.isBlank() || revision.startsWith("-")) {
            throw new Silent("'" + revision + "' is no revision");
        }
        String top = ask(folder, List.of("rev-parse", "--show-toplevel")).strip();
        Path tree = Path.of(top);
        Set<Path> files = new LinkedHashSet<>();
        List<List<String>> questions =
                List.of(
                        List.of(
                                "diff",
                                "--name-only",
                                "--no-renames",
                                "--no-ext-diff",
                                "-z",
                                revision,
                                "--"),
                        List.of("ls-files", "--others", "--exclude-standard", "-z"));
        for (List<String> question : questions) {
            String names = ask(tree, question);
            int start = 0;
            for (int end = names.indexOf('\0'); end >= 0; end = names.indexOf('\0', start)) {
                files.add(tree.resolve(names.substring(start, end)));
                start = end + 1;
            }
        }
        return new ArrayList<>(files);
    }

    private String ask(Path folder, List<String> question) throws Silent {
        // A repository's own configuration may name a program that watches its files.
        List<String> argv = new ArrayList<>(List.of("git", "-c", "core.fsmonitor=false"));
        argv.addAll(question);
        ProcessBuilder builder = new ProcessBuilder(argv).directory(folder.toFile());
        builder.environment().clear();
        builder.environment().putAll(env);
        builder.environment().put("GIT_OPTIONAL_LOCKS", "0");
        builder.environment().put("LC_ALL", "C.UTF-8");
        try {
            Process process = builder.start();
            try {
                process.getOutputStream().close();
                CompletableFuture<String> said = reading(process.getErrorStream());
                CompletableFuture<String> told = reading(process.getInputStream());
                if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                    throw new Silent("git did not answer within " + SECONDS + " seconds");
                }
                if (process.exitValue() != 0) {
                    throw new Silent(why(said.join(), process.exitValue()));
                }
                return told.join();
            } finally {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            throw new Silent("git can't be started: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Silent("git was interrupted");
        }
    }

    private static CompletableFuture<String> reading(InputStream stream) {
        CompletableFuture<String> text = new CompletableFuture<>();
        Thread reader =
                new Thread(
                        () -> {
                            try (stream) {
                                text.complete(
                                        new String(stream.readAllBytes(), StandardCharsets.UTF_8));
                            } catch (IOException e) {
                                text.completeExceptionally(new UncheckedIOException(e));
                            }
                        },
                        "git-reader");
        reader.setDaemon(true);
        reader.start();
        return text;
    }

    private static String why(String said, int status) {
        String first = said.strip().lines().findFirst().orElse("ended with status " + status);
        return "git: "
                + (first.startsWith("fatal: ") ? first.substring("fatal: ".length()) : first);
    }
}
