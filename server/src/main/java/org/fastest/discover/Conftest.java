package org.fastest.discover;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.fastest.config.Options;
import org.jspecify.annotations.Nullable;

/**
 * What a conftest says about collection.
 *
 * @param fixtures those it defines
 * @param generated names of fixtures whose tests below it may parametrize; null for any test's
 * @param renamesCases whether it makes parameter ids of its own
 * @param changesItems whether it has a hook that may drop or rename items below
 * @param addsItems whether it has one that may add some of its own
 * @param hooks those that are given the items of the whole session
 * @param marks names of those that it registers; {@link StrictMarks#ANY} where it may register
 *     others
 * @param plugins fixtures of the plugins it names, those of the last one first
 * @param ignored files and folders it leaves out, or null where it says nothing of that
 */
public record Conftest(
        FixtureLevel fixtures,
        @Nullable List<String> generated,
        boolean renamesCases,
        boolean changesItems,
        boolean addsItems,
        List<ItemsHook> hooks,
        List<String> marks,
        List<FixtureLevel> plugins,
        @Nullable Ignored ignored) {
    /** A folder without a conftest. */
    public static final Conftest NONE =
            new Conftest(
                    new FixtureLevel(Map.of(), false),
                    List.of(),
                    false,
                    false,
                    false,
                    List.of(),
                    List.of(),
                    List.of(),
                    null);

    public Conftest {
        generated = generated == null ? null : List.copyOf(generated);
        hooks = List.copyOf(hooks);
        marks = List.copyOf(marks);
        plugins = List.copyOf(plugins);
    }

    /** Whether one of its hooks may change the items of the session, whatever the options are. */
    public boolean mayChangeSession() {
        for (int i = 0; i < hooks.size(); i++) {
            if (hooks.get(i).mayChange()) {
                return true;
            }
        }
        return false;
    }

    /**
     * Whether one does.
     *
     * @param hasStrangers whether there are plugins that may have options of their own
     */
    public boolean changesSession(Options options, boolean hasStrangers) {
        for (int i = 0; i < hooks.size(); i++) {
            if (hooks.get(i).changes(options, hasStrangers)) {
                return true;
            }
        }
        return false;
    }

    /** Whether it may narrow the session to a mark expression. */
    public boolean narrows() {
        for (int i = 0; i < hooks.size(); i++) {
            if (hooks.get(i).narrows() != null) {
                return true;
            }
        }
        return false;
    }

    /** Whether it has hooks that may act on the items of the whole session, or on their order. */
    public boolean actsOnSession(Options options, boolean hasStrangers) {
        for (int i = 0; i < hooks.size(); i++) {
            if (hooks.get(i).acts(options, hasStrangers)) {
                return true;
            }
        }
        return generated == null
                || !generated.isEmpty()
                || renamesCases
                || changesItems
                || addsItems
                || changesSession(options, hasStrangers);
    }

    /**
     * This one with what the plugins say that it names.
     *
     * @param named in the order in which they are loaded; null where they can't be told
     */
    Conftest and(@Nullable List<Conftest> named) {
        if (named == null) {
            FixtureLevel open = new FixtureLevel(fixtures.fixtures(), true);
            return new Conftest(
                    open,
                    null,
                    renamesCases,
                    changesItems,
                    addsItems,
                    hooks,
                    marks,
                    plugins,
                    ignored);
        }
        List<String> generates = generated;
        boolean renames = renamesCases;
        boolean items = changesItems;
        boolean adds = addsItems;
        List<ItemsHook> all = new ArrayList<>(hooks);
        List<String> registered = new ArrayList<>(marks);
        List<FixtureLevel> levels = new ArrayList<>();
        for (Conftest plugin : named) {
            generates = joined(generates, plugin.generated);
            renames |= plugin.renamesCases;
            items |= plugin.changesItems;
            adds |= plugin.addsItems;
            all.addAll(plugin.hooks);
            registered.addAll(plugin.marks);
            levels.addFirst(plugin.fixtures);
        }
        return new Conftest(
                fixtures, generates, renames, items, adds, all, registered, levels, ignored);
    }

    /** The same with the items that pytest makes. */
    Conftest withItems() {
        return new Conftest(
                fixtures,
                generated,
                renamesCases,
                false,
                addsItems,
                hooks,
                marks,
                plugins,
                ignored);
    }

    /** Both, where null stands for everything. */
    static @Nullable List<String> joined(
            @Nullable List<String> first, @Nullable List<String> second) {
        if (first == null || second == null) {
            return null;
        }
        List<String> both = new ArrayList<>(first);
        both.addAll(second);
        return both;
    }

    /** Whether it makes no difference. */
    public boolean isEmpty() {
        // Field by field: a record's own equals is linked when first called, which takes 15 ms of a
        // start.
        return fixtures.fixtures().isEmpty()
                && !fixtures.isOpen()
                && generated != null
                && generated.isEmpty()
                && !renamesCases
                && !changesItems
                && !addsItems
                && hooks.isEmpty()
                && marks.isEmpty()
                && plugins.isEmpty()
                && ignored == null;
    }
}
