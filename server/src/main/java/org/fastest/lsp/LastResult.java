package org.fastest.lsp;

import com.google.gson.JsonObject;
import java.time.Instant;
import org.fastest.model.Outcome;

/**
 * How a test last ended.
 *
 * @param outcome how
 * @param millis duration of all phases
 * @param at when it was heard of
 * @param runId in which run
 */
record LastResult(Outcome outcome, double millis, Instant at, String runId) {
    JsonObject json() {
        return Json.object(
                "outcome",
                word(outcome),
                "durationMs",
                millis,
                "at",
                at.toString(),
                "runId",
                runId);
    }

    /** The outcome's name on the wire, where pytest's {@code error} is {@code errored}. */
    static String word(Outcome outcome) {
        return outcome == Outcome.ERROR ? "errored" : outcome.word();
    }

    /** Seconds as milliseconds, to the microsecond. */
    static double millis(double seconds) {
        return Math.round(seconds * 1e6) / 1e3;
    }
}
