package org.fastest.discover;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a conftest says about collection.
 *
 * @param fixtures those it defines
 * @param generatesTests whether no function's cases below can be told from the text
 * @param renamesCases whether it makes parameter ids of its own
 * @param changesItems whether it has a hook that may add, drop or rename items below
 * @param changesSession whether it has one that may do that anywhere
 * @param ignored files and folders it leaves out, or null where it says nothing of that
 */
public record Conftest(
        FixtureLevel fixtures,
        boolean generatesTests,
        boolean renamesCases,
        boolean changesItems,
        boolean changesSession,
        @Nullable Ignored ignored) {
    /** A folder without a conftest. */
    public static final Conftest NONE =
            new Conftest(new FixtureLevel(Map.of(), false), false, false, false, false, null);

    /** Whether it makes no difference. */
    public boolean isEmpty() {
        // Field by field: a record's own equals is linked when first called, which takes 15 ms of a
        // start.
        return fixtures.fixtures().isEmpty()
                && !fixtures.isOpen()
                && !generatesTests
                && !renamesCases
                && !changesItems
                && !changesSession
                && ignored == null;
    }
}
