package org.fastest.lsp;

import java.io.PrintStream;

/** What people look at when the server misbehaves; in editors the stderr of the server. */
final class Log {
    private final PrintStream out;

    Log(PrintStream out) {
        this.out = out;
    }

    void say(String text) {
        out.println("fastest: " + text);
    }

    void bug(String where, Throwable bug) {
        synchronized (out) {
            out.println("fastest: " + where + " failed");
            bug.printStackTrace(out);
        }
    }
}
