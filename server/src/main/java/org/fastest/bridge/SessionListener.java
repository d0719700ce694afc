package org.fastest.bridge;

/** Hears what is said about one session, on the supervisor's reading thread. */
@FunctionalInterface
public interface SessionListener {
    /**
     * Called in order. {@link WorkerMessage.Hello} comes first; {@link WorkerMessage.Exited},
     * {@link WorkerMessage.Stale} or {@link WorkerMessage.Lost} last and once. May block, which
     * makes the Python side wait.
     *
     * @param bytes how long the message was on the wire, so that a listener can bound what it keeps
     */
    void on(WorkerMessage message, int bytes);
}
