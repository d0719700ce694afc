package org.fastest.discover;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.fastest.model.Issue;
import org.fastest.model.Parsed;
import org.fastest.model.TestItem;
import org.fastest.syntax.Outline;
import org.fastest.text.TextChange;
import org.jspecify.annotations.Nullable;

/**
 * The tests of a module with what they were found from, so that after an edit only what it touches
 * is gone through again. Both ways give the same.
 */
public final class ModuleTests {
    private final PyModule module;
    private final ModuleItems items;
    private final int spent;
    private final Set<ModuleRef> required;
    private final Set<ModuleRef> uses;

    private ModuleTests(
            PyModule module,
            ModuleItems items,
            int spent,
            Set<ModuleRef> required,
            Set<ModuleRef> uses) {
        this.module = module;
        this.items = items;
        this.spent = spent;
        this.required = required;
        this.uses = uses;
    }

    /** All of a module's tests. */
    public static Discovered<ModuleTests> of(PyModule module, ModuleContext context) {
        World world = new World(context.modules(), context.config().ids(), context.facts());
        ModuleItems items = new ModuleItems(module, world, context);
        items.collect();
        Discovered<ModuleItems> found = world.discovered(items, List.of(module));
        ModuleTests tests =
                new ModuleTests(module, items, world.spent(), found.required(), found.uses());
        return new Discovered<>(tests, found.needs(), found.required(), found.uses());
    }

    /**
     * The tests after an edit, with the same modules that it must have and at least those that it
     * depends on; null where all are to be found again.
     *
     * @param outline of the text after the edit, made of that before it
     */
    public @Nullable Discovered<ModuleTests> after(Outline outline, TextChange change) {
        PyModule now = items.isApart() ? module.after(outline, change) : null;
        if (now == null) {
            return null;
        }
        ModuleContext context = items.context();
        World world = new World(context.modules(), context.config().ids(), context.facts());
        ModuleItems fresh = items.after(module, now, world, outline.renewal(), new Shift(change));
        int all = spent + world.spent();
        if (fresh == null || world.isInNeed() || all >= World.BUDGET) {
            return null;
        }
        Set<ModuleRef> both = uses;
        if (!uses.containsAll(world.uses())) {
            both = new HashSet<>(uses);
            both.addAll(world.uses());
        }
        ModuleTests tests = new ModuleTests(now, fresh, all, required, both);
        return new Discovered<>(tests, Set.of(), required, both);
    }

    /**
     * The items of the module: its own, then classes, functions and cases, parents before children,
     * in pytest's order; with an error issue for the first place where Python would refuse the
     * text.
     */
    public Parsed<List<TestItem>> found() {
        Issue refused = Discovery.refused(module, items.context().path());
        List<TestItem> found = narrowed();
        if (refused == null) {
            return new Parsed<>(found, items.issues());
        }
        List<Issue> issues = new ArrayList<>(items.issues().size() + 1);
        issues.add(refused);
        issues.addAll(items.issues());
        return new Parsed<>(found, issues);
    }

    /** The items, those in doubt that a conftest may narrow the session by. */
    private List<TestItem> narrowed() {
        List<TestItem> found = items.items();
        for (Conftest conftest : items.context().conftests()) {
            for (ItemsHook hook : conftest.hooks()) {
                String expression = hook.narrows();
                found = expression == null ? found : Filter.doubting(found, expression);
            }
        }
        return found;
    }

    /**
     * Whether the edit that they came of was in nothing but bodies of tests, so that pytest too
     * would collect the same.
     */
    public boolean isInTests() {
        return items.isInTests();
    }

    /** Modules that they depend on. */
    public Set<ModuleRef> uses() {
        return uses;
    }

    public PyModule module() {
        return module;
    }
}
