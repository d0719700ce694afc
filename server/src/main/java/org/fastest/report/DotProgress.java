package org.fastest.report;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fastest.model.PhaseReport;
import org.fastest.model.RunItem;
import org.fastest.model.TestId;
import org.fastest.model.TestResult;
import org.jspecify.annotations.Nullable;

/**
 * A letter a test behind the name of its file. Where several workers run, a file's line comes when
 * the file is through, so that lines do not mix.
 */
final class DotProgress implements Progress {
    private static final int PERCENT = 7;

    private final Style style;
    private final Paint paint;
    private final PrintStream out;
    private final boolean several;
    private final Counts counts = new Counts();
    private final Map<String, Integer> left = new HashMap<>();
    private final Map<String, List<TestResult>> held = new LinkedHashMap<>();
    private Names names;
    private @Nullable String current;
    private int column;

    /** What is to be printed at once: a stream takes as long for a letter as for a line. */
    private final StringBuilder line = new StringBuilder();

    DotProgress(Style style, Paint paint, PrintStream out, int workers) {
        this.style = style;
        this.paint = paint;
        this.out = out;
        this.several = workers > 1;
        this.names = new Names(style.cwd(), style.cwd());
    }

    @Override
    public void begin(List<RunItem> items, Names relative) {
        names = relative;
        counts.all = items.size();
        for (RunItem item : items) {
            left.merge(TestId.fileOf(item.id().nodeId()), 1, Integer::sum);
        }
    }

    @Override
    public void start(String nodeId) {}

    @Override
    public void finish(TestResult result) {
        String file = TestId.fileOf(result.id().nodeId());
        if (!several) {
            show(file, List.of(result));
            return;
        }
        held.computeIfAbsent(file, key -> new ArrayList<>()).add(result);
        if (left.merge(file, -1, Integer::sum) == 0) {
            show(file, held.remove(file));
        }
    }

    @Override
    public void pause() {
        if (column > 0) {
            out.println();
            column = 0;
            current = null;
        }
    }

    @Override
    public void end() {
        for (Map.Entry<String, List<TestResult>> file : held.entrySet()) {
            show(file.getKey(), file.getValue());
        }
        held.clear();
        if (column > 0) {
            percent();
            print();
        }
        if (counts.done > 0) {
            out.println();
        }
    }

    private void show(String file, @Nullable List<TestResult> results) {
        if (results == null) {
            return;
        }
        if (style.verbosity() >= 0 && !file.equals(current)) {
            if (column > 0) {
                percent();
            }
            String name = names.relative(file) + " ";
            line.append(name);
            column = Columns.of(name);
        }
        current = file;
        for (TestResult result : results) {
            counts.add(result);
            for (PhaseReport report : result.phases()) {
                letter(report);
            }
        }
        print();
        out.flush();
    }

    private void print() {
        out.print(line);
        line.setLength(0);
    }

    private void letter(PhaseReport report) {
        String letter = Words.letter(report);
        if (letter.isEmpty()) {
            return;
        }
        line.append(paint.mark(letter, Words.ink(report)));
        column++;
        // The last letter's line ends with the whole run's percentage.
        if (column + PERCENT + 1 >= style.width() && counts.done < counts.all) {
            line.append(paint.mark(counts.percent(), counts.color()));
            line.append(System.lineSeparator());
            column = 0;
        }
    }

    private void percent() {
        String percent = counts.percent();
        int fill = Math.max(style.width() - column - 1 - percent.length(), 0);
        line.append(paint.mark(" ".repeat(fill) + percent, counts.color()));
        line.append(System.lineSeparator());
        column = 0;
    }
}
