package org.fastest.model;

import org.jspecify.annotations.Nullable;

/**
 * What pytest reported of one phase (or one subtest) of a test.
 *
 * @param phase which part
 * @param outcome {@code passed}, {@code failed} or {@code skipped}, pytest's word for this phase
 *     alone
 * @param category how the closing line counts it ({@code pytest_report_teststatus}); empty: not at
 *     all
 * @param seconds duration
 * @param failure why it did not pass
 * @param reason of a skip or an expected failure
 * @param subtest the subtest's description, where this is one
 * @param place where a skip arose, as pytest's summary tells it, or null
 */
public record PhaseReport(
        Phase phase,
        String outcome,
        String category,
        double seconds,
        @Nullable Failure failure,
        @Nullable String reason,
        @Nullable String subtest,
        @Nullable String place) {
    /** A report without the place of a skip. */
    public PhaseReport(
            Phase phase,
            String outcome,
            String category,
            double seconds,
            @Nullable Failure failure,
            @Nullable String reason,
            @Nullable String subtest) {
        this(phase, outcome, category, seconds, failure, reason, subtest, null);
    }
}
