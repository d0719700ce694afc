package org.fastest.bridge;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The terminal that a command was typed at. */
public final class Terminal {
    private Terminal() {}

    /** Its device, such as {@code /dev/pts/3}; null where standard input is none. */
    public static @Nullable String device() {
        ProcessBuilder builder =
                new ProcessBuilder("tty").redirectInput(ProcessBuilder.Redirect.INHERIT);
        try {
            Process tty = builder.start();
            String said = new String(tty.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            boolean ended = tty.waitFor(10, TimeUnit.SECONDS);
            return ended && tty.exitValue() == 0 ? said.strip() : null;
        } catch (IOException missing) {
            return null;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return null;
        }
    }
}
