package org.fastest.report;

import java.io.PrintStream;
import java.util.List;
import org.fastest.model.PhaseReport;
import org.fastest.model.RunItem;
import org.fastest.model.TestResult;
import org.jspecify.annotations.Nullable;

/** A line a test, as {@code -v} has it. */
final class LineProgress implements Progress {
    private static final int PERCENT = 7;

    private final Style style;
    private final Paint paint;
    private final PrintStream out;
    private final Counts counts = new Counts();
    private Names names;

    LineProgress(Style style, Paint paint, PrintStream out) {
        this.style = style;
        this.paint = paint;
        this.out = out;
        this.names = new Names(style.cwd(), style.cwd());
    }

    @Override
    public void begin(List<RunItem> items, Names relative) {
        names = relative;
        counts.all = items.size();
    }

    @Override
    public void start(String nodeId) {}

    @Override
    public void finish(TestResult result) {
        counts.add(result);
        String name = names.relative(result.id().nodeId());
        for (PhaseReport report : result.phases()) {
            if (!report.category().isEmpty()) {
                line(name, report);
            }
        }
        out.flush();
    }

    @Override
    public void pause() {}

    @Override
    public void end() {
        if (counts.done > 0) {
            out.println();
        }
    }

    private void line(String name, PhaseReport report) {
        String word = Words.word(report);
        int column = Columns.of(name) + 1 + Columns.of(word);
        String behind = reason(report, style.width() - column - PERCENT - 1);
        column += Columns.of(behind);
        String percent = counts.percent();
        int fill = Math.max(style.width() - column - 1 - percent.length(), 0);
        out.println(
                name
                        + " "
                        + paint.mark(word, Words.ink(report))
                        + behind
                        + paint.mark(" ".repeat(fill) + percent, counts.color()));
    }

    private String reason(PhaseReport report, int columns) {
        @Nullable String reason = report.reason();
        if (reason == null || reason.isEmpty() || !Words.showsReason(report)) {
            return "";
        }
        if (style.verbosity() >= 2) {
            return " (" + reason + ")";
        }
        @Nullable String trimmed = Columns.trimmed(" (", reason, ")", columns);
        return trimmed == null ? "" : trimmed;
    }
}
