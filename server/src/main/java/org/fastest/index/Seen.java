package org.fastest.index;

import java.util.Arrays;
import org.fastest.cache.Looked;
import org.fastest.cache.StaticWorld;

/** What was looked at for one purpose: numbers of {@link Looked}, in order, each once. */
final class Seen {
    static final Seen NOTHING = new Seen(new int[0]);

    private final int[] numbers;

    /** Of sorted numbers that are not changed any more. */
    Seen(int[] numbers) {
        this.numbers = numbers;
    }

    int count() {
        return numbers.length;
    }

    int number(int at) {
        return numbers[at];
    }

    boolean hasChanged(StaticWorld.Look look) {
        return look.hasAny(numbers);
    }

    /** The same things in other notes. */
    Seen carried(StaticWorld from, Looked into) {
        int[] carried = new int[numbers.length];
        for (int i = 0; i < numbers.length; i++) {
            carried[i] = from.carry(numbers[i], into);
        }
        Arrays.sort(carried);
        return new Seen(carried);
    }
}
