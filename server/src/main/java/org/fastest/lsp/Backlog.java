package org.fastest.lsp;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What the session's thread has still to do, in order. It may be held up by a client that does not
 * read; then what that client sends is bounded, too: who brings it has to wait. Thread-safe.
 */
final class Backlog implements Executor {
    /** Bytes of messages that wait: far more than people type while a client is held up. */
    static final long MOST = 64L << 20;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition news = lock.newCondition();
    private final Condition room = lock.newCondition();
    private final ArrayDeque<Task> tasks = new ArrayDeque<>();
    private long weight;

    private record Task(Runnable body, long weight) {}

    /** Adds what the server itself has to do; never waits. */
    @Override
    public void execute(Runnable task) {
        lock.lock();
        try {
            put(task, 0);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Adds what the client wants, once there is room for it; a single task always has room.
     *
     * @param bytes that it keeps alive
     */
    void add(Runnable task, long bytes) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (weight > 0 && weight + bytes > MOST) {
                room.await();
            }
            put(task, bytes);
        } finally {
            lock.unlock();
        }
    }

    private void put(Runnable task, long bytes) {
        tasks.add(new Task(task, bytes));
        weight += bytes;
        news.signal();
    }

    /** The next task; waits for one. */
    Runnable take() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (tasks.isEmpty()) {
                news.await();
            }
            return first();
        } finally {
            lock.unlock();
        }
    }

    /** The next task; null where none comes for so long. */
    @Nullable Runnable take(Duration longest) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = longest.toNanos();
            while (tasks.isEmpty()) {
                if (left <= 0) {
                    return null;
                }
                left = news.awaitNanos(left);
            }
            return first();
        } finally {
            lock.unlock();
        }
    }

    private Runnable first() {
        Task task = tasks.remove();
        weight -= task.weight();
        room.signalAll();
        return task.body();
    }
}
