package org.fastest.discover;

import java.util.List;

/**
 * Where an item is collected.
 *
 * @param prefix node id of what is around it
 * @param marks of what is around it
 * @param levels fixture tables, innermost first
 * @param values what names are worth where it is written
 * @param isUncertain whether it may not be there
 * @param testCase whether this is a unittest.TestCase
 * @param inClass whether it is a class at all
 */
record Place(
        String prefix,
        Marks marks,
        List<FixtureLevel> levels,
        Values values,
        boolean isUncertain,
        boolean testCase,
        boolean inClass) {
    /** The same place for what is written in another body, and for what may not be there. */
    Place with(Values other, boolean uncertain) {
        return new Place(prefix, marks, levels, other, isUncertain || uncertain, testCase, inClass);
    }
}
