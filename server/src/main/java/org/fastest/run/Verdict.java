package org.fastest.run;

import org.jspecify.annotations.Nullable;

/**
 * Why a run is over, beside what its sessions say.
 *
 * @param failure why it could not go on, or null
 * @param cancelled whether somebody stopped it
 * @param stopped whether it ended early for a reason of pytest's, as by {@code -x}
 * @param reached which reason that was where no single session had it, or null
 * @param over what took too long for the run to go on, or null
 */
record Verdict(
        @Nullable String failure,
        boolean cancelled,
        boolean stopped,
        @Nullable String reached,
        Busy.@Nullable With over) {
    /** Whether an item may be without a result: else that is an error. */
    boolean excusesUnfinished() {
        return cancelled || stopped || over != null;
    }

    /** Whether the time of the whole run was over. */
    boolean isRunOver() {
        return over instanceof Busy.With.Run;
    }
}
