package org.fastest.discover;

import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * The fixtures that one class, module or conftest defines.
 *
 * @param fixtures by the names tests use, in pytest's order: by the names of the functions
 * @param isOpen whether there may be more
 */
public record FixtureLevel(Map<String, FixtureDef> fixtures, boolean isOpen) {
    /** Whether no level has, or may have, any fixture. */
    static boolean areEmpty(List<FixtureLevel> levels) {
        for (int i = 0; i < levels.size(); i++) {
            FixtureLevel level = levels.get(i);
            if (level.isOpen || !level.fixtures.isEmpty()) {
                return false;
            }
        }
        return true;
    }

    /** Names of those that tests have without asking, outermost level first. */
    static void autouse(List<FixtureLevel> innermostFirst, Collection<String> into) {
        for (int i = innermostFirst.size() - 1; i >= 0; i--) {
            for (FixtureDef fixture : innermostFirst.get(i).fixtures.values()) {
                if (fixture.isAutouse()) {
                    into.add(fixture.name());
                }
            }
        }
    }
}
