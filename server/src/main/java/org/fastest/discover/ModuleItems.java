package org.fastest.discover;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.fastest.model.Certainty;
import org.fastest.model.Issue;
import org.fastest.model.Kind;
import org.fastest.model.TestItem;
import org.fastest.syntax.Code;
import org.fastest.syntax.Outline;
import org.fastest.syntax.Stmt;
import org.fastest.text.Extent;
import org.jspecify.annotations.Nullable;

/** Goes through one module as pytest's collectors do, name by name, and makes its items. */
final class ModuleItems {
    private static final int DEEPEST_CLASS = 50;

    /** Names of modules and helpers that look like tests and are none. */
    private static final List<String> NO_TESTS =
            List.of("testing", "tests", "test_utils", "testutils", "test_helpers", "testutil");

    private final ModuleContext context;
    private final Namespace module;
    private final Values values;
    private final TestClasses classes;
    private final TestFunctions functions;
    private final Shadowed shadowed;
    private final ItemList out;
    private final boolean isDoubtful;
    private final Marks moduleMarks;
    private final Conftest plugins;
    private final List<FixtureLevel> moduleLevels;

    /** What the module's own fixtures are bound to. */
    private final Set<String> fixtures;

    /** Where the items of each name end. */
    private final Map<String, Part> parts = new HashMap<>();

    /** Whether the items of one name do not depend on those of another. */
    private boolean isApart;

    /** Whether the edit that the module came of was in nothing but bodies of tests. */
    private boolean isInTests;

    /** The items of one name. */
    private record Part(ItemList.Mark from, ItemList.Mark to) {}

    /** What the module's classes inherit from, as written. */
    private @Nullable Set<String> bases;

    ModuleItems(PyModule own, World world, ModuleContext context) {
        this.context = context;
        Resolver names = Resolver.of(own, world);
        this.module = names.module();
        this.values = new Values(names);
        this.out = new ItemList(own.source(), context);
        this.classes = new TestClasses(values, context, out);
        this.shadowed = new Shadowed(context.config(), out);
        this.plugins = plugins(world);
        this.functions = new TestFunctions(names, plugins, context, out);
        this.moduleMarks = Marks.ofPytestmark(module, values);
        this.moduleLevels = new ArrayList<>();
        this.fixtures = new HashSet<>();
        moduleLevels.add(
                new FixtureLevel(
                        Fixtures.in(module, values, context.facts(), fixtures), module.isOpen()));
        List<FixtureLevel> outermost = new ArrayList<>(plugins.plugins());
        boolean doubtful =
                context.plugins().changesItems()
                        || plugins.changesItems()
                        || plugins.changesSession(context.config().options(), true)
                        || context.isDoubtful()
                        || module.running() == Namespace.Running.PERHAPS;
        for (int i = context.conftests().size() - 1; i >= 0; i--) {
            Conftest conftest = context.conftests().get(i);
            moduleLevels.add(conftest.fixtures());
            doubtful |= conftest.changesItems();
            outermost.addAll(conftest.plugins());
        }
        moduleLevels.addAll(outermost);
        moduleLevels.addAll(context.plugins().levels());
        this.isDoubtful = doubtful;
    }

    /** After an edit that leaves what the module's own level gives to its tests. */
    private ModuleItems(ModuleItems before, PyModule own, Values values) {
        this.context = before.context;
        this.module = values.names().module();
        this.values = values;
        this.out = new ItemList(own.source(), context);
        this.classes = new TestClasses(values, context, out);
        this.shadowed = new Shadowed(context.config(), out);
        this.functions = new TestFunctions(before.functions, module, out);
        this.moduleMarks = Marks.ofPytestmark(module, values);
        this.moduleLevels = before.moduleLevels;
        this.fixtures = before.fixtures;
        this.isDoubtful = before.isDoubtful;
        this.plugins = before.plugins;
    }

    /** What the plugins say that the module itself names. */
    private Conftest plugins(World world) {
        Binding binding = module.get("pytest_plugins");
        if (binding == null) {
            return Conftest.NONE;
        }
        List<String> named = PluginModules.named(binding, values);
        return Conftest.NONE.and(
                named == null ? null : PluginModules.read(named, world, world.facts()));
    }

    List<TestItem> items() {
        return out.items();
    }

    List<Issue> issues() {
        return out.issues();
    }

    void collect() {
        if (module.running() == Namespace.Running.SKIPPED) {
            return;
        }
        boolean more = module.isOpen() || module.mayGrow();
        out.addFile(more ? Certainty.UNKNOWN : Certainty.EXACT);
        ImportName name = context.name();
        if (name != null) {
            boolean guarded = module.running() == Namespace.Running.IMPORTING;
            Certainty sure = guarded ? Certainty.BASE : Certainty.EXACT;
            // Its collector comes before that of functions.
            Doctests.add(
                    values.names(),
                    name,
                    context,
                    moduleMarks,
                    isDoubtful || context.facts().pytest() == null ? Certainty.UNKNOWN : sure,
                    out);
        }
        boolean isTestModule = context.isNamed() || context.config().isTestModule(context.path());
        if (isTestModule && !TestClasses.isSwitched(module.get("__test__"), "False")) {
            functions(place());
            // Docstrings are of no name, and a mark that is refused takes all with it.
            isApart &= name == null && context.config().marks() == null;
            isApart &= !out.isModuleRefused();
        }
        checkMarks();
        StrictMarks.tell(values.names(), plugins, context, out);
    }

    /** Makes all unknown where pytest may refuse the module for one of its marks. */
    private void checkMarks() {
        if (out.isModuleRefused()
                || StrictMarks.mayRefuse(values.names().home(), out.items(), plugins, context)) {
            out.doubtAll();
        }
    }

    private void functions(Place place) {
        ItemList.Begun begun = out.begin();
        // Only of a text that is edited will anybody ask which items are whose.
        boolean isEdited = values.names().home().isOpen();
        for (Map.Entry<String, Binding> entry : module.bindings().entrySet()) {
            ItemList.Mark from = isEdited ? out.mark() : null;
            member(entry.getKey(), entry.getValue(), place, 0, null);
            shadowed.tell(entry.getKey(), module, entry.getValue(), values, false);
            if (from != null) {
                parts.put(entry.getKey(), new Part(from, out.mark()));
            }
        }
        isApart = isEdited && !out.isInDoubt();
        out.settle(begun);
    }

    private Place place() {
        return new Place(
                context.path(), moduleMarks, moduleLevels, values, isDoubtful, false, false);
    }

    ModuleContext context() {
        return context;
    }

    /** What names are worth in the module's body. */
    Values values() {
        return values;
    }

    TestClasses classes() {
        return classes;
    }

    /** The fixture tables that hold for the module's functions, innermost first. */
    List<FixtureLevel> levels() {
        return moduleLevels;
    }

    /** Whether the edit that the module came of was in nothing but bodies of tests. */
    boolean isInTests() {
        return isInTests;
    }

    /** Whether the items of one name do not depend on those of another. */
    boolean isApart() {
        return isApart;
    }

    /**
     * The items after an edit; null where more than the functions and classes that it touches may
     * have others.
     */
    @Nullable ModuleItems after(
            PyModule before, PyModule now, World world, Outline.Renewal renewal, Shift shift) {
        Resolver names = Resolver.of(now, world);
        Namespace fresh = names.module();
        Values there = new Values(names);
        if (fresh.isOpen() != module.isOpen()
                || fresh.mayGrow() != module.mayGrow()
                || fresh.running() != module.running()
                || !fresh.required().equals(module.required())
                || !fresh.uses().equals(module.uses())) {
            return null;
        }
        Edited edited = new Edited(before, now, renewal, module, there, fixtures);
        Set<String> renewed = edited.names();
        if (renewed == null) {
            return null;
        }
        ModuleItems items = new ModuleItems(this, now, there);
        items.isInTests =
                edited.isInTests(name ->
                        name.startsWith("test")
                                || context.config().pythonFunctions().matches(name));
        return items.collect(this, renewed, shift) ? items : null;
    }

    private boolean collect(ModuleItems before, Set<String> renewed, Shift shift) {
        Place place = place();
        out.take(before.out, new ItemList.Mark(0, 0), new ItemList.Mark(1, 0), shift);
        out.begin();
        for (Map.Entry<String, Binding> entry : module.bindings().entrySet()) {
            String name = entry.getKey();
            ItemList.Mark from = out.mark();
            if (renewed.contains(name)) {
                member(name, entry.getValue(), place, 0, null);
                shadowed.tell(name, module, entry.getValue(), values, false);
            } else {
                Part known = before.parts.get(name);
                Binding then = before.module.get(name);
                if (known == null
                        || then == null
                        || !isLike(then, entry.getValue())
                        || !out.take(before.out, known.from(), known.to(), shift)) {
                    return false;
                }
            }
            parts.put(name, new Part(from, out.mark()));
        }
        isApart = true;
        return !out.isInDoubt() && !out.isModuleRefused();
    }

    private static boolean isLike(Binding then, Binding now) {
        return then.getClass() == now.getClass() && then.conditional() == now.conditional();
    }

    /**
     * One name of a module or class that is no TestCase.
     *
     * @param shown where to show it, if it is not where it is written
     */
    private void member(
            String name, Binding binding, Place place, int depth, @Nullable Extent shown) {
        Place here = place.with(place.values(), binding.conditional());
        if (binding instanceof Binding.Function function) {
            if (isTest(name, function.test())) {
                functions.add(name, function, here, shown);
            }
        } else if (binding instanceof Binding.Definition definition) {
            klass(name, definition, here, depth, shown);
        } else if (binding instanceof Binding.Value value) {
            value(name, value, here, depth, shown == null ? value.place() : shown);
        } else if (binding instanceof Binding.Imported imported) {
            imported(name, imported, here, depth, shown == null ? imported.place() : shown);
        }
    }

    private boolean isTest(String name, @Nullable Boolean switched) {
        return !Boolean.FALSE.equals(switched)
                && (Boolean.TRUE.equals(switched)
                        || context.config().pythonFunctions().matches(name));
    }

    /** {@code test_other = test_one} and the like. */
    private void value(String name, Binding.Value value, Place place, int depth, Extent shown) {
        boolean function = context.config().pythonFunctions().matches(name);
        boolean klass = context.config().pythonClasses().matches(name);
        Code code = value.code();
        Resolver names = place.values().names();
        if (code.isDottedName()) {
            Binding target = names.get(Names.root(code.text()));
            boolean matters = function || klass || !(target instanceof Binding.Imported);
            if (matters
                    && names.meaning(code.text(), StandardLibrary::has)
                            instanceof Meaning.Bound bound) {
                found(name, bound, place, depth, shown);
                return;
            }
            if (klass && code.text().endsWith(".TestCase")) {
                // hypothesis.stateful makes one of each machine.
                addUnknown(Kind.CLASS, name, place, shown);
            }
        }
        if (function && mayBeFunction(code, names)) {
            addUnknown(Kind.FUNCTION, name, place, shown);
        } else if (klass && mayBeClass(code, names)) {
            addUnknown(Kind.CLASS, name, place, shown);
        }
    }

    /** What another name stands for, under this one. */
    private void found(String name, Meaning.Bound bound, Place place, int depth, Extent shown) {
        Place there = place.with(values.at(bound.names()), bound.conditional());
        if (bound.binding() instanceof Binding.Function function) {
            if (isTest(name, function.test())) {
                functions.add(name, function, there, shown);
            }
        } else if (bound.binding() instanceof Binding.Definition definition) {
            klass(name, definition, there, depth, shown);
        } else if (bound.binding() instanceof Binding.Value value) {
            boolean function = context.config().pythonFunctions().matches(name);
            if (function && mayBeFunction(value.code(), bound.names())) {
                addUnknown(Kind.FUNCTION, name, there, shown);
            }
        }
    }

    private void addUnknown(Kind kind, String name, Place place, Extent shown) {
        List<String> marks = place.marks().names();
        out.add(place.prefix(), kind, name, shown, shown, marks, Certainty.UNKNOWN);
    }

    /**
     * Whether a value may be a function: a lambda, or what a function of the project hands back.
     */
    private static boolean mayBeFunction(Code code, Resolver names) {
        String text = code.text();
        if (text.startsWith("lambda")) {
            return true;
        }
        int open = text.indexOf('(');
        if (open <= 0 || !text.endsWith(")")) {
            return false;
        }
        Binding maker = names.get(text.substring(0, open));
        if (maker instanceof Binding.Imported imported) {
            return imported.isFrom()
                    && !StandardLibrary.has(imported.path())
                    && Character.isLowerCase(text.charAt(0));
        }
        return maker instanceof Binding.Function || text.startsWith("functools.partial(");
    }

    /** Whether a value may be a class that was made by a function. */
    private static boolean mayBeClass(Code code, Resolver names) {
        int open = code.text().indexOf('(');
        if (open <= 0 || !code.text().endsWith(")")) {
            return false;
        }
        Meaning maker = names.meaning(code.text().substring(0, open), StandardLibrary::has);
        return maker instanceof Meaning.Unknown
                || (maker instanceof Meaning.Bound bound
                        && bound.binding() instanceof Binding.Function);
    }

    /** What is imported is a test here too, if it is one there. */
    private void imported(
            String name, Binding.Imported imported, Place place, int depth, Extent shown) {
        if (!imported.isFrom()
                || StandardLibrary.has(imported.path())
                || (!place.inClass() && !collectsImported())) {
            return;
        }
        boolean function = context.config().pythonFunctions().matches(name);
        boolean klass = context.config().pythonClasses().matches(name);
        if (!(function || klass || mayBeTestCase(name) || mayBeTestCase(imported.path()))) {
            return;
        }
        Meaning meaning = place.values().names().meaning(name, StandardLibrary::has);
        if (meaning instanceof Meaning.Bound bound) {
            found(name, bound, place, depth, shown);
        } else if (!(meaning instanceof Meaning.Whole || meaning instanceof Meaning.Absent)
                && (klass || (function && !NO_TESTS.contains(name)))) {
            addUnknown(klass ? Kind.CLASS : Kind.FUNCTION, name, place, shown);
        }
    }

    /** An ini key since 8.4. */
    private boolean collectsImported() {
        return context.config().collectsImported() || !context.facts().isAtLeast(8, 4);
    }

    /** A TestCase is collected whatever its name; most are called so, or inherited from. */
    private boolean mayBeTestCase(String name) {
        return name.contains("Test") || name.contains("Case") || bases().contains(name);
    }

    private Set<String> bases() {
        Set<String> known = bases;
        if (known == null) {
            known = new HashSet<>();
            for (Binding binding : module.bindings().values()) {
                if (binding instanceof Binding.Definition definition) {
                    for (Code base : definition.def().bases()) {
                        known.add(base.text());
                    }
                }
            }
            bases = known;
        }
        return known;
    }

    private void klass(
            String name,
            Binding.Definition definition,
            Place place,
            int depth,
            @Nullable Extent alias) {
        TestClasses.TestClass found =
                depth > DEEPEST_CLASS ? null : classes.read(name, definition, place);
        if (found == null) {
            return;
        }
        Place inside = found.inside();
        int before = out.size();
        ItemList.Begun begun = out.begin();
        if (inside.testCase()) {
            testCase(
                    found.members(), inside, alias == null ? definition.def().nameExtent() : alias);
        } else {
            for (Map.Entry<String, Classes.Member> entry : found.members().entrySet()) {
                Classes.Member member = entry.getValue();
                member(
                        entry.getKey(),
                        member.binding(),
                        inside.with(classes.valuesIn(member.owner()), false),
                        depth + 1,
                        shown(member, definition, alias));
            }
        }
        shadowed(definition, inside, found.members());
        out.settle(begun);
        // Where the text shows no test in it, a metaclass or a base that is not known may make
        // some.
        boolean mayHaveSome =
                found.isOpen()
                        && (inside.testCase() || context.config().pythonClasses().matches(name));
        if (out.size() > before || mayHaveSome) {
            Certainty certainty = inside.isUncertain() ? Certainty.UNKNOWN : Certainty.EXACT;
            Stmt.ClassDef def = definition.def();
            Extent extent = alias == null ? def.extent() : alias;
            out.insert(
                    before,
                    place.prefix(),
                    Kind.CLASS,
                    name,
                    extent,
                    alias == null ? def.nameExtent() : alias,
                    inside.marks().names(),
                    certainty);
        }
    }

    /** Tells of the class's own methods that never run. */
    @SuppressWarnings("ReferenceEquality")
    private void shadowed(
            Binding.Definition definition, Place inside, Map<String, Classes.Member> members) {
        if (classes.isForeign(definition.def())) {
            return;
        }
        Namespace body = classes.namespace(definition.def());
        for (Map.Entry<String, Classes.Member> entry : members.entrySet()) {
            if (entry.getValue().owner() == definition.def()
                    && !body.shadowed(entry.getKey()).isEmpty()) {
                shadowed.tell(
                        entry.getKey(),
                        body,
                        entry.getValue().binding(),
                        classes.valuesIn(definition.def()),
                        inside.testCase());
            }
        }
    }

    /** Members of another module's class are shown where the class is named. */
    private @Nullable Extent shown(
            Classes.Member member, Binding.Definition definition, @Nullable Extent alias) {
        if (!classes.isForeign(member.owner())) {
            return null;
        }
        return alias == null ? definition.def().nameExtent() : alias;
    }

    /**
     * unittest's loader: the callables whose names start with "test", by name; without any, {@code
     * runTest}.
     */
    private void testCase(Map<String, Classes.Member> members, Place inside, Extent shown) {
        List<String> sorted = new ArrayList<>(members.keySet());
        Collections.sort(sorted);
        int before = out.size();
        for (String name : sorted) {
            if (name.startsWith("test")) {
                testMethod(name, members.get(name), inside, shown);
            }
        }
        Classes.Member runTest = members.get("runTest");
        // As pytest, which knows that twisted's own is a placeholder.
        if (out.size() == before
                && runTest != null
                && !classes.pathOf(runTest.owner()).contains("/twisted/trial/")) {
            testMethod("runTest", runTest, inside, shown);
        }
    }

    private void testMethod(
            String name, Classes.@Nullable Member member, Place inside, Extent shown) {
        if (member == null) {
            return;
        }
        Values there = classes.valuesIn(member.owner());
        boolean foreign = classes.isForeign(member.owner());
        Binding binding = member.binding();
        Extent alias = foreign ? shown : null;
        boolean conditional = binding.conditional();
        if (binding instanceof Binding.Value || binding instanceof Binding.Imported) {
            Meaning meaning = there.names().meaning(name, StandardLibrary::has);
            if (binding instanceof Binding.Value value) {
                alias = foreign ? shown : value.place();
                if (!(meaning instanceof Meaning.Bound bound
                                && bound.binding() instanceof Binding.Function)
                        && mayBeFunction(value.code(), there.names())) {
                    addUnknown(Kind.FUNCTION, name, inside, alias);
                }
            } else if (binding instanceof Binding.Imported imported) {
                alias = foreign ? shown : imported.place();
            }
            if (!(meaning instanceof Meaning.Bound bound)) {
                return;
            }
            binding = bound.binding();
            there = there.at(bound.names());
            conditional |= bound.conditional();
        }
        if (binding instanceof Binding.Function function
                && !Boolean.FALSE.equals(function.test())) {
            functions.add(name, function, inside.with(there, conditional), alias);
        }
    }
}
