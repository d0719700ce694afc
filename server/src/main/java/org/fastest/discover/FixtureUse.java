package org.fastest.discover;

import java.util.List;
import org.fastest.text.Extent;

/**
 * A place where a fixture is named: its own function, a parameter, {@code usefixtures}, {@code
 * getfixturevalue}.
 *
 * @param place of the name
 * @param name of the fixture
 * @param isDefinition whether this is the fixture's own function
 * @param chain what pytest takes there, then what that overrides, as far as it is known; empty
 *     where nothing is
 */
public record FixtureUse(Extent place, String name, boolean isDefinition, List<FixtureDef> chain) {
    public FixtureUse {
        chain = List.copyOf(chain);
    }
}
