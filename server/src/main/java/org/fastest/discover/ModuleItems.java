package org.fastest.discover;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.fastest.model.Certainty;
import org.fastest.model.Issue;
import org.fastest.model.Kind;
import org.fastest.model.TestItem;
import org.fastest.syntax.Code;
import org.fastest.syntax.PyFile;
import org.fastest.syntax.Stmt;
import org.fastest.text.Extent;
import org.fastest.text.SourceText;
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
    private final ItemList out;
    private final boolean isDoubtful;
    private final Marks moduleMarks;
    private final List<FixtureLevel> moduleLevels = new ArrayList<>();

    ModuleItems(PyFile file, SourceText text, ModuleContext context) {
        this.context = context;
        this.module = Namespace.of(file.body());
        this.values = new Values(module, context.config().escapeIds(), text.text());
        this.out = new ItemList(text, context);
        this.classes = new TestClasses(values, context, out);
        this.functions = new TestFunctions(module, context, out);
        this.moduleMarks = Marks.ofPytestmark(module, values);
        moduleLevels.add(
                new FixtureLevel(Fixtures.in(module, values, context.facts()), module.isOpen()));
        boolean doubtful = context.isDoubtful() || module.running() == Namespace.Running.PERHAPS;
        for (int i = context.conftests().size() - 1; i >= 0; i--) {
            Conftest conftest = context.conftests().get(i);
            moduleLevels.add(conftest.fixtures());
            doubtful |= conftest.changesItems();
        }
        this.isDoubtful = doubtful;
    }

    List<TestItem> items() {
        return out.items();
    }

    List<Issue> issues() {
        return out.issues();
    }

    void collect() {
        if (TestClasses.isSwitched(module.get("__test__"), "False")
                || module.running() == Namespace.Running.SKIPPED) {
            return;
        }
        out.addFile(module.isOpen() ? Certainty.UNKNOWN : Certainty.EXACT);
        Place place =
                new Place(
                        context.path(),
                        moduleMarks,
                        moduleLevels,
                        values,
                        isDoubtful,
                        false,
                        false);
        ItemList.Begun begun = out.begin();
        for (Map.Entry<String, Binding> entry : module.bindings().entrySet()) {
            member(entry.getKey(), entry.getValue(), place, 0);
        }
        out.settle(begun);
    }

    /** One name of a module or class that is no TestCase. */
    private void member(String name, Binding binding, Place place, int depth) {
        Place here = place.with(place.values(), binding.conditional());
        if (binding instanceof Binding.Function function) {
            if (isTest(name, function.test())) {
                functions.add(name, function, here, null);
            }
        } else if (binding instanceof Binding.Definition definition) {
            klass(name, definition, here, depth, null);
        } else if (binding instanceof Binding.Value value) {
            value(name, value, here, depth);
        } else if (binding instanceof Binding.Imported imported) {
            imported(name, imported, here);
        }
    }

    private boolean isTest(String name, @Nullable Boolean switched) {
        return !Boolean.FALSE.equals(switched)
                && (Boolean.TRUE.equals(switched)
                        || context.config().pythonFunctions().matches(name));
    }

    /** {@code test_other = test_one} and the like. */
    private void value(String name, Binding.Value value, Place place, int depth) {
        boolean function = context.config().pythonFunctions().matches(name);
        Code code = value.code();
        if (code.isDottedName()) {
            Binding target = place.values().names().get(code.text());
            if (target instanceof Binding.Function other
                    && (function || Boolean.TRUE.equals(other.test()))) {
                functions.add(
                        name,
                        other,
                        place.with(place.values(), other.conditional()),
                        value.place());
                return;
            }
            if (target instanceof Binding.Definition other) {
                klass(
                        name,
                        other,
                        place.with(place.values(), other.conditional()),
                        depth,
                        value.place());
                return;
            }
        }
        if (!function) {
            return;
        }
        if (mayBeFunction(code, place.values().names())) {
            out.add(
                    place.prefix(),
                    Kind.FUNCTION,
                    name,
                    value.place(),
                    value.place(),
                    place.marks().names(),
                    Certainty.UNKNOWN);
        }
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

    /** What is imported by a test's name is a test here too, if it is one there. */
    private void imported(String name, Binding.Imported imported, Place place) {
        boolean function =
                context.config().pythonFunctions().matches(name) && !NO_TESTS.contains(name);
        boolean klass = context.config().pythonClasses().matches(name);
        if (!imported.isFrom()
                || place.inClass()
                || StandardLibrary.has(imported.path())
                || !(function || klass)) {
            return;
        }
        Kind kind = klass ? Kind.CLASS : Kind.FUNCTION;
        out.add(
                place.prefix(),
                kind,
                name,
                imported.place(),
                imported.place(),
                place.marks().names(),
                Certainty.UNKNOWN);
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
            testCase(found.members(), inside);
        } else {
            for (Map.Entry<String, Classes.Member> entry : found.members().entrySet()) {
                Classes.Member member = entry.getValue();
                member(
                        entry.getKey(),
                        member.binding(),
                        inside.with(classes.valuesIn(member.owner()), false),
                        depth + 1);
            }
        }
        out.settle(begun);
        if (out.size() > before) {
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

    /**
     * unittest's loader: the callables whose names start with "test", by name; without any, {@code
     * runTest}.
     */
    private void testCase(Map<String, Classes.Member> members, Place inside) {
        List<String> sorted = new ArrayList<>(members.keySet());
        Collections.sort(sorted);
        int before = out.size();
        for (String name : sorted) {
            if (name.startsWith("test")) {
                testMethod(name, members.get(name), inside);
            }
        }
        if (out.size() == before) {
            testMethod("runTest", members.get("runTest"), inside);
        }
    }

    private void testMethod(String name, Classes.@Nullable Member member, Place inside) {
        if (member == null) {
            return;
        }
        Binding binding = member.binding();
        Extent alias = null;
        if (binding instanceof Binding.Value value) {
            alias = value.place();
            binding = classes.valuesIn(member.owner()).names().get(value.code().text());
            if (binding == null
                    && mayBeFunction(value.code(), classes.valuesIn(member.owner()).names())) {
                out.add(
                        inside.prefix(),
                        Kind.FUNCTION,
                        name,
                        alias,
                        alias,
                        inside.marks().names(),
                        Certainty.UNKNOWN);
            }
        }
        if (binding instanceof Binding.Function function
                && !Boolean.FALSE.equals(function.test())) {
            functions.add(
                    name,
                    function,
                    inside.with(classes.valuesIn(member.owner()), binding.conditional()),
                    alias);
        }
    }
}
