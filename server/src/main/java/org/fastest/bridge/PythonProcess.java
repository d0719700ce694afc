package org.fastest.bridge;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** A running Python; keeps the last of its stderr, which somebody has to read. */
final class PythonProcess implements Channel {
    private static final int TAIL = 8 * 1024;

    private final Process process;
    private final Thread drain;
    private final byte[] tail = new byte[TAIL];
    private long written;

    PythonProcess(Process process) {
        this.process = process;
        this.drain = new Thread(this::drain, "fastest-stderr");
        drain.setDaemon(true);
        drain.start();
    }

    @Override
    public InputStream input() {
        return process.getInputStream();
    }

    @Override
    public OutputStream output() {
        return process.getOutputStream();
    }

    @Override
    public String farewell() {
        String end = "it closed its channel";
        try {
            if (process.waitFor(2, TimeUnit.SECONDS)) {
                end = "exit status " + process.exitValue();
                // A grandchild may hold stderr open longer than anybody should wait.
                drain.join(500);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        String last = tail().strip();
        return last.isEmpty() ? end : end + "; it wrote:\n" + last;
    }

    @Override
    public void close() {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            // A process that is gone already takes no more.
            process.destroy();
        }
        try {
            if (!process.waitFor(2, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private void drain() {
        byte[] buffer = new byte[4096];
        try (InputStream stderr = process.getErrorStream()) {
            for (int n = stderr.read(buffer); n >= 0; n = stderr.read(buffer)) {
                keep(buffer, n);
            }
        } catch (IOException e) {
            // The process is gone; what came until then is kept.
            return;
        }
    }

    private synchronized void keep(byte[] buffer, int count) {
        for (int i = 0; i < count; i++) {
            tail[(int) (written++ % TAIL)] = buffer[i];
        }
    }

    private synchronized String tail() {
        int length = (int) Math.min(written, TAIL);
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = tail[(int) ((written - length + i) % TAIL)];
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
