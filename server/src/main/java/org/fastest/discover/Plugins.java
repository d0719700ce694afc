package org.fastest.discover;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the installed plugins that pytest loads do to collection.
 *
 * @param names as their entry points call them
 * @param levels their fixtures that matter, those of the plugin that was loaded last first
 * @param hasStrangers whether there are some that are not known by name
 * @param marks names of those that the strangers register
 * @param isKnown whether there is no other fixture with parameters in them
 * @param generated names of fixtures whose tests they may parametrize; null for any test's
 * @param renamesCases whether one makes parameter ids of its own
 * @param changesItems whether one may add, drop or rename items
 * @param reorders whether one may put them in another order
 */
public record Plugins(
        List<String> names,
        List<FixtureLevel> levels,
        boolean hasStrangers,
        List<String> marks,
        boolean isKnown,
        @Nullable List<String> generated,
        boolean renamesCases,
        boolean changesItems,
        boolean reorders) {
    /** Where it is not known which are installed: taken to be harmless, but for their fixtures. */
    public static final Plugins UNKNOWN =
            new Plugins(
                    List.of(), List.of(), true, List.of(), false, List.of(), false, false, false);

    public Plugins {
        names = List.copyOf(names);
        levels = List.copyOf(levels);
        marks = List.copyOf(marks);
        generated = generated == null ? null : List.copyOf(generated);
    }

    /**
     * Whether what pytest makes of one file may depend on others, so that it must be asked for all
     * of them.
     */
    public boolean actOnSession() {
        return generated == null
                || !generated.isEmpty()
                || renamesCases
                || changesItems
                || reorders;
    }

    /** Whether the plugin of a name is loaded. */
    boolean has(String name) {
        return names.contains(name);
    }
}
