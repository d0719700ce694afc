package org.fastest.run;

import org.jspecify.annotations.Nullable;

/**
 * Why a run is over, beside what its sessions say.
 *
 * @param failure why it could not go on, or null
 * @param cancelled whether somebody stopped it
 * @param stopped whether pytest stopped it, as by {@code -x}
 */
record Verdict(@Nullable String failure, boolean cancelled, boolean stopped) {
    /** Whether an item may be without a result: else that is an error. */
    boolean excusesUnfinished() {
        return cancelled || stopped;
    }
}
