package org.fastest.lsp;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.fastest.model.PhaseReport;
import org.fastest.model.RunEvent;
import org.fastest.model.Section;
import org.fastest.model.TestResult;

/**
 * What the run that was started last had to say, as a text for people whose editor shows no events:
 * output, failures, how it ended. Used by the session's thread.
 */
final class RunOutput {
    /** Characters that are kept; what follows is counted. */
    private static final int MOST = 4 << 20;

    private String runId = "";
    private StringBuilder text = new StringBuilder();
    private long dropped;

    /** A run begins: what was kept of another goes. */
    void begin(String run) {
        runId = run;
        text = new StringBuilder();
        dropped = 0;
    }

    boolean isEmpty() {
        return runId.isEmpty();
    }

    /** Takes what happened in a run. */
    void on(String run, RunEvent event) {
        if (!run.equals(runId)) {
            return;
        }
        if (event instanceof RunEvent.RawOutput output) {
            add(output.text());
        } else if (event instanceof RunEvent.Concluded concluded) {
            add(concluded.text());
        } else if (event instanceof RunEvent.CollectFailed failed) {
            titled("ERROR " + failed.error().path());
            lines(failed.error().text());
        } else if (event instanceof RunEvent.Finished finished) {
            finished(finished.result());
        }
    }

    /** The run is over. */
    void ended(String run, String summary) {
        if (run.equals(runId)) {
            titled(summary);
        }
    }

    private void finished(TestResult result) {
        if (!result.outcome().isBad() && result.output().isEmpty()) {
            return;
        }
        titled(LastResult.word(result.outcome()) + " " + result.id().nodeId());
        for (PhaseReport phase : result.phases()) {
            if (phase.failure() != null) {
                lines(phase.failure().text());
            }
        }
        for (Section section : result.output()) {
            lines("--- " + section.stream() + " of " + section.phase().word());
            lines(section.text());
        }
    }

    private void titled(String title) {
        if (!text.isEmpty() && text.charAt(text.length() - 1) != '\n') {
            add("\n");
        }
        lines("=== " + title);
    }

    private void lines(String some) {
        add(some.endsWith("\n") ? some : some + "\n");
    }

    private void add(String some) {
        int room = Math.min(some.length(), MOST - text.length());
        text.append(some, 0, room);
        dropped += some.length() - room;
    }

    /** Writes it into a file, over what that held. */
    void write(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        String end = dropped == 0 ? "" : "\n… " + dropped + " characters left out …\n";
        Files.writeString(file, text + end);
    }
}
