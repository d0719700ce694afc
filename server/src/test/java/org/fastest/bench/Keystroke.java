package org.fastest.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.fastest.discover.Facts;
import org.fastest.index.Delta;
import org.fastest.index.FileTests;
import org.fastest.index.Project;
import org.fastest.index.ProjectWorkspace;
import org.fastest.index.Territory;
import org.fastest.text.SourceText;
import org.fastest.text.TextChange;

/**
 * How long a keystroke takes until the file's new items are there, in a generated file and for each
 * state in which a text can be while somebody types. Arguments: how many tests stand in other files
 * beside it, and how often each state is gone through.
 *
 * <p>Before the clock is looked at, each state is gone through once more, and the items after each
 * keystroke are compared with those that a workspace finds in the whole text.
 */
public final class Keystroke {
    private static final String PATH = "test_big.py";
    private static final int CLASSES = 31;
    private static final int METHODS = 30;
    private static final int OTHERS_IN_A_FILE = 20;

    /** What is typed, one character after the other, and taken back in the same way. */
    private enum State {
        BODY("inside a body", "        value = [", 8, "longer"),
        LINE("a new line in a body", "        value = [", 0, "        more = 1\n"),
        HEADER("a def line", "    def test_", 13, "ab"),
        BRACKET("an unclosed bracket", "        if value:", 11, "call(1, "),
        STRING("an unclosed string", "            assert value", 19, "'open, "),
        QUOTES("an unclosed triple quote", "        assert len", 15, "\"\"\"text"),
        HEADER_BRACKET("an unclosed bracket in a def line", "    def test_", 17, "x=(1, "),
        DECORATOR("a decorator", "    def test_", 0, "    @pytest.mark.slow\n"),
        CASES("the cases of a parametrization", "    @pytest.mark.parametrize", 38, "7, 8, "),
        FUNCTION("a new test", "    def test_", 0, "    def test_new(self):\n        pass\n\n"),
        CONSTANT("a constant of the module", "LIMIT = ", 8, "12");

        private final String title;
        private final String line;
        private final int column;
        private final String typed;

        State(String title, String line, int column, String typed) {
            this.title = title;
            this.line = line;
            this.column = column;
            this.typed = typed;
        }
    }

    private final ProjectWorkspace workspace;

    /** Hears of no edit, but of whole texts. */
    private final ProjectWorkspace fresh;

    private final Path file;
    private final Random random = new Random(20261123);
    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private SourceText text;
    private int version = 1;

    private Keystroke(Path folder) {
        this.file = folder.resolve(PATH);
        this.workspace = open(folder);
        this.fresh = open(folder);
        this.text = SourceText.of(source());
        workspace.edit(file, TextChange.whole(text), version);
    }

    public static void main(String[] args) throws IOException {
        int others = Integer.parseInt(args[0]);
        int rounds = Integer.parseInt(args[1]);
        Path folder = Files.createTempDirectory("keystroke").toRealPath();
        try {
            write(folder, others);
            new Keystroke(folder).run(rounds, System.out);
        } finally {
            delete(folder);
        }
    }

    private void run(int rounds, PrintStream out) {
        for (State state : State.values()) {
            check(state);
        }
        // The JVM compiles what is hot: by then an editor's server has seen as many keystrokes.
        for (int i = 0; i < Math.max(1, rounds / 4); i++) {
            for (State state : State.values()) {
                typed(state, new Samples(64));
            }
        }
        Map<State, Samples> all = new LinkedHashMap<>();
        for (int i = 0; i < rounds; i++) {
            for (State state : State.values()) {
                typed(state, all.computeIfAbsent(state, none -> new Samples(rounds * 64)));
            }
        }
        int items = workspace.snapshot().items().size();
        out.printf("%,d lines, %,d items in the workspace%n%n", text.lineCount(), items);
        out.println("| keystrokes in | p50 ms | p99 ms | most ms | CPU p50 ms | CPU p99 ms |");
        out.println("|---|---:|---:|---:|---:|---:|");
        Samples whole = new Samples(16);
        all.forEach((state, samples) -> {
            row(state.title, samples, out);
            whole.addAll(samples);
        });
        row("**all**", whole, out);
    }

    private static void row(String title, Samples samples, PrintStream out) {
        out.printf(
                "| %s | %.3f | %.3f | %.3f | %.3f | %.3f |%n",
                title,
                samples.wall(0.5),
                samples.wall(0.99),
                samples.wall(1),
                samples.cpu(0.5),
                samples.cpu(0.99));
    }

    /** Types something and takes it back. */
    private void typed(State state, Samples samples) {
        int at = place(state);
        int end = at;
        for (char c : state.typed.toCharArray()) {
            replace(end, end, String.valueOf(c), samples);
            end++;
        }
        while (end > at) {
            replace(end - 1, end, "", samples);
            end--;
        }
    }

    private void check(State state) {
        int at = place(state);
        int end = at;
        for (char c : state.typed.toCharArray()) {
            replace(end, end, String.valueOf(c), new Samples(1));
            end++;
            compare(state, end);
        }
        while (end > at) {
            replace(end - 1, end, "", new Samples(1));
            end--;
            compare(state, end);
        }
    }

    private void compare(State state, int at) {
        fresh.close(file);
        fresh.edit(file, source(), 1);
        fresh.edit(file, text.text(), 2);
        FileTests expected = fresh.snapshot().file(PATH);
        FileTests found = workspace.snapshot().file(PATH);
        boolean isSame =
                expected != null
                        && found != null
                        && found.stale() == expected.stale()
                        && (expected.stale() || expected.equals(found));
        if (!isSame) {
            throw new IllegalStateException(state.title + ": other items at " + at);
        }
    }

    /** Somewhere in the file, the same in each run. */
    private int place(State state) {
        int from = random.nextInt(text.length());
        int line = text.text().indexOf("\n" + state.line, from);
        if (line < 0) {
            line = text.text().indexOf("\n" + state.line);
        }
        return line + 1 + state.column;
    }

    private void replace(int from, int to, String by, Samples samples) {
        // As a client does it: what is replaced is known, the new text is not.
        long cpu = threads.getCurrentThreadCpuTime();
        long start = System.nanoTime();
        TextChange change = TextChange.replace(text, from, to, by);
        Delta delta = workspace.edit(file, change, ++version);
        long took = System.nanoTime() - start;
        samples.add(took, threads.getCurrentThreadCpuTime() - cpu);
        text = change.after();
        if (delta.generation() < delta.base()) {
            throw new IllegalStateException("a delta backwards");
        }
    }

    private static ProjectWorkspace open(Path folder) {
        Territory territory = Territory.whole(folder);
        return ProjectWorkspace.open(
                territory,
                now -> Project.at(now.folder(), List.of(), Map.of(), new Facts("9.0.0")));
    }

    private static void write(Path folder, int others) throws IOException {
        Files.writeString(folder.resolve("pytest.ini"), "[pytest]\n");
        Files.writeString(folder.resolve(PATH), source());
        for (int i = 0; i < others / OTHERS_IN_A_FILE; i++) {
            Path package_ = Files.createDirectories(folder.resolve("part" + i / 100));
            StringBuilder out = new StringBuilder();
            for (int j = 0; j < OTHERS_IN_A_FILE; j++) {
                out.append("def test_").append(j).append("():\n    assert ").append(j);
                out.append(" == ").append(j).append("\n\n\n");
            }
            Files.writeString(package_.resolve("test_" + i + ".py"), out);
        }
    }

    private static String source() {
        StringBuilder out = new StringBuilder("import pytest\n\nLIMIT = 3\n\n\n");
        out.append("@pytest.fixture(params=[1, 2])\ndef side(request):\n");
        out.append("    return request.param\n\n\n");
        for (int i = 0; i < CLASSES; i++) {
            out.append("class Test").append(i).append(":\n");
            for (int j = 0; j < METHODS; j++) {
                String name = "test_" + i + "_" + j;
                if (j % 10 == 3) {
                    out.append("    @pytest.mark.parametrize('n', [1, 2, LIMIT])\n");
                    out.append("    def ").append(name).append("(self, n):\n");
                } else if (j % 10 == 7) {
                    out.append("    def ").append(name).append("(self, side):\n");
                } else {
                    out.append("    def ").append(name).append("(self):\n");
                }
                out.append("        value = [").append(j).append(", ").append(j).append(" + 1]\n");
                out.append("        if value:\n");
                out.append("            assert value[0] == ").append(j).append("\n");
                out.append("        assert len(value) == 2\n\n");
            }
            out.append("\n");
        }
        return out.toString();
    }

    private static void delete(Path folder) throws IOException {
        try (var walk = Files.walk(folder)) {
            for (Path path : walk.toList().reversed()) {
                Files.delete(path);
            }
        }
    }

    /** Times in nanoseconds. */
    private static final class Samples {
        private long[] wall;
        private long[] cpu;
        private int count;

        Samples(int capacity) {
            wall = new long[capacity];
            cpu = new long[capacity];
        }

        void add(long wallNanos, long cpuNanos) {
            if (count == wall.length) {
                wall = Arrays.copyOf(wall, count * 2);
                cpu = Arrays.copyOf(cpu, count * 2);
            }
            wall[count] = wallNanos;
            cpu[count++] = cpuNanos;
        }

        void addAll(Samples other) {
            for (int i = 0; i < other.count; i++) {
                add(other.wall[i], other.cpu[i]);
            }
        }

        /** In milliseconds. */
        double wall(double share) {
            return at(wall, share);
        }

        /** The thread's own time: what another program on the machine does not add to. */
        double cpu(double share) {
            return at(cpu, share);
        }

        private double at(long[] times, double share) {
            long[] sorted = Arrays.copyOf(times, count);
            Arrays.sort(sorted);
            return sorted[Math.min(count - 1, (int) (count * share))] / 1e6;
        }
    }
}
