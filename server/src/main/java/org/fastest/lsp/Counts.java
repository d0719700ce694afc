package org.fastest.lsp;

import com.google.gson.JsonObject;
import java.util.EnumMap;
import java.util.Map;
import org.fastest.model.Outcome;

/** How many tests of a run ended how. */
final class Counts {
    private final Map<Outcome, Integer> byOutcome = new EnumMap<>(Outcome.class);
    private int selected;

    void select() {
        selected++;
    }

    void add(Outcome outcome) {
        byOutcome.merge(outcome, 1, Integer::sum);
    }

    int total() {
        return selected;
    }

    int done() {
        int done = 0;
        for (int count : byOutcome.values()) {
            done += count;
        }
        return done;
    }

    boolean isBad() {
        return of(Outcome.FAILED) + of(Outcome.ERROR) > 0;
    }

    JsonObject json() {
        return Json.object(
                "passed", of(Outcome.PASSED),
                "failed", of(Outcome.FAILED),
                "errored", of(Outcome.ERROR),
                "skipped", of(Outcome.SKIPPED),
                "xfailed", of(Outcome.XFAILED),
                "xpassed", of(Outcome.XPASSED),
                "total", selected);
    }

    /** For people: {@code 2 failed, 38 passed}. */
    String summary() {
        StringBuilder text = new StringBuilder();
        for (Outcome outcome : Outcome.values()) {
            if (of(outcome) > 0) {
                text.append(text.isEmpty() ? "" : ", ");
                text.append(of(outcome)).append(' ').append(LastResult.word(outcome));
            }
        }
        return text.isEmpty() ? "no tests ran" : text.toString();
    }

    private int of(Outcome outcome) {
        return byOutcome.getOrDefault(outcome, 0);
    }
}
