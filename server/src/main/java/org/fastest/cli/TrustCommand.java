package org.fastest.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.fastest.engine.TrustedFolders;

/** {@code fastest trust}: the folders whose code editors may run. Runs nothing itself. */
final class TrustCommand {
    private static final int INTERNAL = 3;

    private final List<String> words;
    private final Path cwd;
    private final Console console;
    private final TrustedFolders folders;

    TrustCommand(List<String> words, Path cwd, Console console, TrustedFolders folders) {
        this.words = words;
        this.cwd = cwd;
        this.console = console;
        this.folders = folders;
    }

    int run() throws UsageException {
        try {
            return answer();
        } catch (IOException e) {
            console.err().println("fastest: " + folders.file() + " can't be used: " + e);
            return INTERNAL;
        }
    }

    private int answer() throws IOException, UsageException {
        if (words.isEmpty()) {
            List<Path> all = folders.all();
            for (Path folder : all) {
                console.out().println(folder);
            }
            if (all.isEmpty()) {
                console.err().println("fastest: no folder is trusted");
            }
            return 0;
        }
        if (words.getFirst().equals("--help") || words.getFirst().equals("-h")) {
            console.out().print(Help.TRUST);
            return 0;
        }
        if (words.size() != 2 || words.getLast().startsWith("-")) {
            throw wrongWords();
        }
        Path folder = cwd.resolve(words.getLast()).normalize();
        switch (words.getFirst()) {
            case "add" -> add(folder);
            case "forget" -> forget(folder);
            default -> throw wrongWords();
        }
        return 0;
    }

    private void add(Path folder) throws IOException, UsageException {
        if (!Files.isDirectory(folder)) {
            throw new UsageException("there is no folder " + folder);
        }
        folders.add(folder);
    }

    private void forget(Path folder) throws IOException, UsageException {
        boolean wasThere = folders.forget(folder);
        Path above = folders.holding(folder);
        if (above != null) {
            throw new UsageException(folder + " is still trusted: it lies in " + above);
        }
        if (!wasThere) {
            throw new UsageException(folder + " is not trusted; 'fastest trust' lists what is");
        }
    }

    private static UsageException wrongWords() {
        return new UsageException("'fastest trust' knows: add DIR, forget DIR; alone it lists");
    }
}
