package org.fastest.run;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.fastest.bridge.WorkerMessage;
import org.jspecify.annotations.Nullable;

/** What a run has still to look at. Who puts more into it than it may keep has to wait. */
final class Inbox {
    private static final long MOST_BYTES = 32L * 1024 * 1024;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition news = lock.newCondition();
    private final Condition room = lock.newCondition();
    private final Queue<Entry> entries = new ArrayDeque<>();
    private long bytes;
    private boolean closed;

    /** One thing to look at. */
    sealed interface Entry {
        /** A session's message and its size. */
        record Message(Session session, WorkerMessage message, int bytes) implements Entry {}

        /** A session may have taken too long for what it was busy with. */
        record Overdue(Session session, Busy busy) implements Entry {}

        /** Somebody wants a soft end. */
        record Cancel() implements Entry {}

        /** Somebody wants the end at once. */
        record Kill() implements Entry {}
    }

    /** Adds an entry; waits while too much lies here, unless the entry weighs nothing. */
    void put(Entry entry, int weight) {
        lock.lock();
        try {
            while (weight > 0 && bytes > 0 && bytes + weight > MOST_BYTES && !closed) {
                room.awaitUninterruptibly();
            }
            if (!closed) {
                entries.add(entry);
                bytes += weight;
                news.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /** The next entry, or null when the time (of {@link System#nanoTime}) has come before it. */
    @Nullable Entry take(long deadline) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (entries.isEmpty()) {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    return null;
                }
                long rest = news.awaitNanos(left);
                if (rest <= 0 && entries.isEmpty()) {
                    return null;
                }
            }
            @Nullable Entry entry = entries.poll();
            if (entry instanceof Entry.Message message) {
                bytes -= message.bytes();
                room.signalAll();
            }
            return entry;
        } finally {
            lock.unlock();
        }
    }

    /** Lets everybody go who waits to put something in; what comes later is dropped. */
    void close() {
        lock.lock();
        try {
            closed = true;
            entries.clear();
            room.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
