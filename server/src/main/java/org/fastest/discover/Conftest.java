package org.fastest.discover;

import java.util.Map;

/**
 * What a conftest says about collection.
 *
 * @param fixtures those it defines, by name
 * @param generatesTests whether it has {@code pytest_generate_tests}, so that no function's cases can be told from the text
 * @param changesItems whether it has a hook that may add, drop or rename items
 */
public record Conftest(Map<String, FixtureDef> fixtures, boolean generatesTests, boolean changesItems) {
    /** A folder without a conftest. */
    public static final Conftest NONE = new Conftest(Map.of(), false, false);

    public Conftest {
        fixtures = Map.copyOf(fixtures);
    }

    /** Whether it makes no difference. */
    public boolean isEmpty() {
        return fixtures.isEmpty() && !generatesTests && !changesItems;
    }
}
