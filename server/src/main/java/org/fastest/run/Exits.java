package org.fastest.run;

import java.util.List;

/** Exit codes of several sessions as one. */
final class Exits {
    /** The worse before the better; 5, nothing collected, only where nobody has anything else. */
    private static final List<Integer> WORST_FIRST = List.of(3, 2, 4, 1, 0, 5);

    private Exits() {}

    /** The worse of the two; a code that pytest does not know (a plugin's) is the worst. */
    static int worse(int one, int other) {
        return WORST_FIRST.indexOf(one) <= WORST_FIRST.indexOf(other) ? one : other;
    }
}
