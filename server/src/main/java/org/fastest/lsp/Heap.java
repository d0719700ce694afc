package org.fastest.lsp;

/** The memory that a server's values live in. */
public interface Heap {
    /** Bytes in use, garbage among them. */
    long used();

    /** Collects all garbage; others wait meanwhile. */
    void collect();

    /** The heap of this process. */
    static Heap own() {
        return new Heap() {
            @Override
            public long used() {
                Runtime runtime = Runtime.getRuntime();
                return runtime.totalMemory() - runtime.freeMemory();
            }

            @Override
            public void collect() {
                System.gc();
            }
        };
    }
}
