package org.fastest.discover;

import java.util.ArrayList;
import java.util.List;
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
 * @param plugins fixtures of the plugins it names, those of the last one first
 * @param ignored files and folders it leaves out, or null where it says nothing of that
 */
public record Conftest(
        FixtureLevel fixtures,
        boolean generatesTests,
        boolean renamesCases,
        boolean changesItems,
        boolean changesSession,
        List<FixtureLevel> plugins,
        @Nullable Ignored ignored) {
    /** A folder without a conftest. */
    public static final Conftest NONE =
            new Conftest(
                    new FixtureLevel(Map.of(), false), false, false, false, false, List.of(), null);

    public Conftest {
        plugins = List.copyOf(plugins);
    }

    /**
     * This one with what the plugins say that it names.
     *
     * @param named in the order in which they are loaded; null where they can't be told
     */
    Conftest and(@Nullable List<Conftest> named) {
        if (named == null) {
            return new Conftest(
                    new FixtureLevel(fixtures.fixtures(), true),
                    true,
                    renamesCases,
                    changesItems,
                    changesSession,
                    plugins,
                    ignored);
        }
        boolean generates = generatesTests;
        boolean renames = renamesCases;
        boolean items = changesItems;
        boolean session = changesSession;
        List<FixtureLevel> levels = new ArrayList<>();
        for (Conftest plugin : named) {
            generates |= plugin.generatesTests;
            renames |= plugin.renamesCases;
            items |= plugin.changesItems;
            session |= plugin.changesSession;
            levels.addFirst(plugin.fixtures);
        }
        return new Conftest(fixtures, generates, renames, items, session, levels, ignored);
    }

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
                && plugins.isEmpty()
                && ignored == null;
    }
}
