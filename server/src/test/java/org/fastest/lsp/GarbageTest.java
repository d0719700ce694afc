package org.fastest.lsp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** When the whole heap is collected. */
final class GarbageTest {
    private final ScriptedHeap heap = new ScriptedHeap();
    private final Garbage garbage = new Garbage(heap);

    @Test
    void aRestCollectsWhatHasGrown() {
        heap.holds(5, 25);
        garbage.resting();
        assertEquals(0, heap.collections());
        heap.holds(5, 28);
        garbage.resting();
        assertEquals(1, heap.collections());
    }

    @Test
    void whatIsAliveCountsTwiceTheNextTime() {
        heap.holds(100, 20);
        garbage.resting();
        assertEquals(1, heap.collections());
        heap.holds(100, 125);
        garbage.resting();
        assertEquals(1, heap.collections());
        heap.holds(100, 135);
        garbage.resting();
        assertEquals(2, heap.collections());
    }

    @Test
    void whoNeverRestsIsHeldUpSeldom() {
        heap.holds(5, 120);
        work(1000);
        assertEquals(0, heap.collections());
        heap.holds(5, 125);
        work(1000);
        assertEquals(1, heap.collections());
    }

    private void work(int tasks) {
        for (int i = 0; i < tasks; i++) {
            garbage.worked();
        }
    }
}
