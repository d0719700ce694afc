package org.fastest.lsp;

import java.time.Duration;

/** Does things later, on the session's thread. */
interface Delay {
    /** Does {@code task} after {@code time}, or a little later. */
    void after(Duration time, Runnable task);
}
