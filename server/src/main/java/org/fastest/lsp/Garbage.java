package org.fastest.lsp;

/**
 * Has the whole heap collected now and then, when nobody waits for an answer. The JVM's serial
 * collector does not do so by itself before the heap is as large as it may get, a quarter of the
 * machine: what survives its young collections by chance would fill that over a day of typing. Used
 * by the session's thread.
 */
final class Garbage {
    /** Bytes that are not worth a look: most of them are young. */
    private static final long LEAST = 32L << 20;

    /** How much more is borne while somebody works: a collection stops everything. */
    private static final int BUSY = 4;

    /** Tasks between two looks while somebody works. */
    private static final int SELDOM = 256;

    private final Heap heap;
    private long bound = LEAST;
    private int tasks;

    Garbage(Heap heap) {
        this.heap = heap;
    }

    /** Nothing has been asked for a moment. */
    void resting() {
        tasks = 0;
        if (heap.used() > bound) {
            collect();
        }
    }

    /** Something has been done, and more may wait. */
    void worked() {
        if (++tasks >= SELDOM) {
            tasks = 0;
            if (heap.used() > BUSY * bound) {
                collect();
            }
        }
    }

    /** In proportion to what is alive, so that its price is, too. */
    private void collect() {
        heap.collect();
        bound = 2 * heap.used() + LEAST;
    }
}
