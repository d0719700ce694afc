package org.fastest.index;

import java.util.Arrays;

/** Numbers of what was looked at for one purpose, each once. Not thread-safe. */
final class Tape {
    private int[] numbers = new int[16];
    private int count;

    void add(int number) {
        if (count == numbers.length) {
            shrink();
            if (count > numbers.length / 2) {
                numbers = Arrays.copyOf(numbers, count * 2);
            }
        }
        numbers[count++] = number;
    }

    void addAll(Seen more) {
        for (int i = 0; i < more.count(); i++) {
            add(more.number(i));
        }
    }

    /** All of them. */
    Seen seen() {
        shrink();
        return count == 0 ? Seen.NOTHING : new Seen(Arrays.copyOf(numbers, count));
    }

    private void shrink() {
        Arrays.sort(numbers, 0, count);
        int kept = 0;
        for (int i = 0; i < count; i++) {
            if (kept == 0 || numbers[kept - 1] != numbers[i]) {
                numbers[kept++] = numbers[i];
            }
        }
        count = kept;
    }
}
