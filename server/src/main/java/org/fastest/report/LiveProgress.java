package org.fastest.report;

import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.fastest.model.RunItem;
import org.fastest.model.TestId;
import org.fastest.model.TestResult;

/** One line, rewritten in place: how far, the counts, and what runs. */
final class LiveProgress implements Progress {
    /** Nobody reads faster, and a terminal is slow to write to. */
    private static final long PAUSE = 50_000_000;

    private final Style style;
    private final Paint paint;
    private final PrintStream out;
    private final LongSupplier nanos;
    private final Counts counts = new Counts();
    private Names names;
    private String current = "";
    private boolean shown;
    private long next;

    LiveProgress(Style style, Paint paint, PrintStream out, LongSupplier nanos) {
        this.style = style;
        this.paint = paint;
        this.out = out;
        this.nanos = nanos;
        this.names = new Names(style.cwd(), style.cwd());
        this.next = nanos.getAsLong();
    }

    @Override
    public void begin(List<RunItem> items, Names relative) {
        names = relative;
        counts.all = items.size();
        draw();
    }

    @Override
    public void start(String nodeId) {
        current = names.relative(TestId.fileOf(nodeId));
        drawSometimes();
    }

    @Override
    public void finish(TestResult result) {
        counts.add(result);
        drawSometimes();
    }

    @Override
    public void pause() {
        if (shown) {
            out.print("\r\u001b[K");
            out.flush();
            shown = false;
        }
    }

    @Override
    public void end() {
        pause();
    }

    private void drawSometimes() {
        if (nanos.getAsLong() - next >= 0) {
            draw();
        }
    }

    private void draw() {
        next = nanos.getAsLong() + PAUSE;
        StringBuilder line = new StringBuilder(counts.done + "/" + counts.all);
        for (Map.Entry<String, Integer> count : counts.stats.entrySet()) {
            line.append(", ").append(count.getValue()).append(' ').append(count.getKey());
        }
        line.append(current.isEmpty() ? "" : " · " + current);
        String text = line.toString();
        // A line that wraps could not be taken back.
        while (!text.isEmpty() && Columns.of(text) >= style.width()) {
            text = text.substring(0, text.length() - 1);
        }
        out.print("\r\u001b[K" + paint.mark(text, counts.color()));
        out.flush();
        shown = true;
    }
}
