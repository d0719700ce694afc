package org.fastest.lsp;

/** A heap that holds what a test says. */
final class ScriptedHeap implements Heap {
    private long alive;
    private long garbage;
    private int collections;

    /** So many megabytes of each. */
    void holds(long alive, long garbage) {
        this.alive = alive << 20;
        this.garbage = garbage << 20;
    }

    /** How often all garbage was collected. */
    int collections() {
        return collections;
    }

    @Override
    public long used() {
        return alive + garbage;
    }

    @Override
    public void collect() {
        garbage = 0;
        collections++;
    }
}
