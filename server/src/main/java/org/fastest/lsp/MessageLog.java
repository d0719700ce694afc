package org.fastest.lsp;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The messages of both directions in a file, for reports of faults: a line each, with the wall
 * time, the milliseconds since the start and {@code recv} or {@code send}. Threads that send and
 * receive only hand their texts over and never wait: what the disk can't take in time is left out,
 * and counted. {@link Redaction} says what is not written.
 */
final class MessageLog implements AutoCloseable {
    /** Texts that wait for the disk, in characters. */
    private static final long MAX_WAITING = 32L << 20;

    private static final long MAX_FILE = 256L << 20;
    private static final long CLOSING_MILLIS = 2000;

    private final Path file;
    private final Log log;
    private final long started = System.nanoTime();
    private final ArrayDeque<Entry> waiting = new ArrayDeque<>();
    private final Thread writer;
    private long weight;
    private int leftOut;
    private boolean over;

    private record Entry(Instant at, long nanos, String direction, String text) {}

    /**
     * Begins to write.
     *
     * @param file is appended to, and made readable for the person alone where it is new
     * @param greeting the first line, without its mark
     * @param log hears once when the file can't be written
     */
    MessageLog(Path file, String greeting, Log log) {
        this.file = file;
        this.log = log;
        this.writer = new Thread(() -> write(greeting), "message-log");
        writer.setDaemon(true);
        writer.start();
    }

    void received(String body) {
        add("recv", body);
    }

    void sent(String body) {
        add("send", body);
    }

    private void add(String direction, String text) {
        Instant at = Instant.now();
        synchronized (waiting) {
            if (over) {
                return;
            }
            if (weight > MAX_WAITING) {
                leftOut++;
                return;
            }
            weight += text.length();
            waiting.add(new Entry(at, System.nanoTime() - started, direction, text));
            waiting.notifyAll();
        }
    }

    /** Writes what has been handed over, unless that takes too long. */
    @Override
    public void close() {
        synchronized (waiting) {
            over = true;
            waiting.notifyAll();
        }
        try {
            writer.join(CLOSING_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void write(String greeting) {
        try (FileChannel channel = open(file);
                BufferedWriter out =
                        new BufferedWriter(Channels.newWriter(channel, StandardCharsets.UTF_8))) {
            out.write("# " + greeting + "\n");
            Entry next = next(out);
            while (next != null && channel.position() < MAX_FILE) {
                out.write(line(next));
                next = next(out);
            }
            if (next != null) {
                out.write("# this file has become too long: the rest is left out\n");
            }
        } catch (IOException | RuntimeException e) {
            log.say("FASTEST_LOG: cannot write " + file + ", messages are not kept: " + e);
        }
        synchronized (waiting) {
            over = true;
            waiting.clear();
        }
    }

    private static FileChannel open(Path file) throws IOException {
        boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
        FileAttribute<?>[] owned = {
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        };
        return FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND),
                posix ? owned : new FileAttribute<?>[0]);
    }

    /** The next to write, after a flush where it has to be waited for; null at the end. */
    private @Nullable Entry next(BufferedWriter out) throws IOException {
        int lost;
        Entry next;
        synchronized (waiting) {
            next = waiting.poll();
            if (next == null && over) {
                return null;
            }
        }
        if (next == null) {
            out.flush();
        }
        synchronized (waiting) {
            try {
                while (next == null) {
                    next = waiting.poll();
                    if (next == null && over) {
                        return null;
                    }
                    if (next == null) {
                        waiting.wait();
                    }
                }
            } catch (InterruptedException e) {
                return null;
            }
            weight -= next.text().length();
            lost = leftOut;
            leftOut = 0;
        }
        if (lost > 0) {
            out.write(
                    "# "
                            + lost
                            + " messages are left out: they came faster than they could be written\n");
        }
        return next;
    }

    private static String line(Entry entry) {
        return String.format(
                Locale.ROOT,
                "%s %.3f %s %s%n",
                entry.at().truncatedTo(ChronoUnit.MILLIS),
                entry.nanos() / 1e6,
                entry.direction(),
                Redaction.of(entry.text()));
    }
}
