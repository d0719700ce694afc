package org.fastest.bridge;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * One Python process that starts sessions: takes requests at once, even before it has answered, and
 * hands messages to the listener of their session. Thread-safe.
 */
public final class Supervisor implements AutoCloseable {
    static final int PROTOCOL = 1;
    private static final byte[] NOTHING_MORE = {};

    private final Launcher.Place place;
    private final Channel channel;
    private final BlockingQueue<byte[]> outgoing = new LinkedBlockingQueue<>();
    private final Map<Key, SessionListener> sessions = new LinkedHashMap<>();
    private WorkerMessage.@Nullable Hello hello;
    private @Nullable String death;
    private boolean retired;

    private record Key(String run, int worker) {
        // Written out: a record's own are linked when first called.
        @Override
        public boolean equals(Object other) {
            return other instanceof Key key && worker == key.worker && run.equals(key.run);
        }

        @Override
        public int hashCode() {
            return 31 * run.hashCode() + worker;
        }
    }

    /** Speaks through a channel that was just launched for this place. */
    public Supervisor(Launcher.Place place, Channel channel) {
        this.place = place;
        this.channel = channel;
        start(this::read, "fastest-reader");
        // A writer of its own: a caller that blocked here could not read what unblocks it.
        start(this::write, "fastest-writer");
    }

    /** What this supervisor is good for. */
    public Launcher.Place place() {
        return place;
    }

    /**
     * Starts a session and says everything about it to the listener, the end too, whatever happens.
     *
     * @throws WorkerException if the request is longer than the protocol allows
     */
    public void open(WorkerOp.Open open, SessionListener listener) throws WorkerException {
        byte[] body = OpWriter.write(open);
        if (body.length > Frames.LIMIT) {
            throw new WorkerException("The selection is too long: " + body.length + " bytes.");
        }
        @Nullable String dead;
        WorkerMessage.@Nullable Hello greeting;
        synchronized (sessions) {
            dead = death;
            greeting = hello;
            if (dead == null) {
                sessions.put(new Key(open.run(), open.worker()), listener);
                if (greeting != null) {
                    // Before the request goes out, so that nothing can come in front of it.
                    listener.on(greeting, 0);
                }
                outgoing.add(body);
            }
        }
        if (dead != null) {
            listener.on(new WorkerMessage.Lost(dead), 0);
        }
    }

    /** Sends a request; to a dead supervisor it goes nowhere, as its listeners know already. */
    public void send(WorkerOp op) {
        outgoing.add(OpWriter.write(op));
    }

    /** Whether it can still start sessions. */
    public boolean isAlive() {
        synchronized (sessions) {
            return death == null;
        }
    }

    /** Takes no more part in new runs; ends when its last session has. */
    void retire() {
        synchronized (sessions) {
            retired = true;
            if (sessions.isEmpty()) {
                outgoing.add(NOTHING_MORE);
            }
        }
    }

    boolean isIdle() {
        synchronized (sessions) {
            return sessions.isEmpty();
        }
    }

    /** Ends the process and with it every session; their listeners hear of it. */
    @Override
    public void close() {
        outgoing.add(NOTHING_MORE);
        channel.close();
    }

    private static void start(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void read() {
        String why;
        try (BufferedInputStream in = new BufferedInputStream(channel.input(), 1 << 16)) {
            why = "";
            for (byte[] body = Frames.read(in); body.length > 0; body = Frames.read(in)) {
                @Nullable WorkerMessage message = MessageReader.read(body);
                if (message != null) {
                    hear(message, body.length);
                }
            }
        } catch (FrameException e) {
            why = "it broke the protocol: " + e.getMessage() + "; ";
        } catch (IOException e) {
            why = "its channel broke: " + e.getMessage() + "; ";
        }
        outgoing.add(NOTHING_MORE);
        if (!why.isEmpty()) {
            channel.close();
        }
        die(place.python() + " ended: " + why + channel.farewell());
    }

    private void hear(WorkerMessage message, int bytes) throws FrameException {
        // No pattern switch: a cold run would link it first.
        if (message instanceof WorkerMessage.OfSession about) {
            tell(about, bytes);
        } else if (message instanceof WorkerMessage.Hello greeting) {
            greet(greeting);
        } else {
            throw new FrameException("'lost' is no message");
        }
    }

    private void greet(WorkerMessage.Hello greeting) throws FrameException {
        if (greeting.protocol() != PROTOCOL) {
            throw new FrameException(
                    "it speaks version " + greeting.protocol() + " of it, not " + PROTOCOL);
        }
        synchronized (sessions) {
            hello = greeting;
            for (SessionListener listener : sessions.values()) {
                listener.on(greeting, 0);
            }
        }
    }

    private void tell(WorkerMessage.OfSession message, int bytes) {
        boolean last =
                message instanceof WorkerMessage.Exited || message instanceof WorkerMessage.Stale;
        Key key = new Key(message.run(), message.worker());
        @Nullable SessionListener listener;
        synchronized (sessions) {
            listener = last ? sessions.remove(key) : sessions.get(key);
            if (last && retired && sessions.isEmpty()) {
                outgoing.add(NOTHING_MORE);
            }
        }
        // Outside of the lock: a listener may block until its run has taken earlier messages.
        if (listener != null) {
            listener.on(message, bytes);
        }
    }

    private void die(String why) {
        List<SessionListener> orphans;
        synchronized (sessions) {
            death = why;
            orphans = new ArrayList<>(sessions.values());
            sessions.clear();
        }
        for (SessionListener orphan : orphans) {
            orphan.on(new WorkerMessage.Lost(why), 0);
        }
    }

    private void write() {
        try (OutputStream out = new BufferedOutputStream(channel.output(), 1 << 16)) {
            for (byte[] body = outgoing.take(); body.length > 0; body = outgoing.take()) {
                Frames.write(out, body);
                if (outgoing.isEmpty()) {
                    out.flush();
                }
            }
            Frames.write(out, OpWriter.write(new WorkerOp.Exit()));
        } catch (IOException e) {
            // The process has gone; the reader sees its end and tells everybody.
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
