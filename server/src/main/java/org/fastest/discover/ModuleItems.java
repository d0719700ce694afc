package org.fastest.discover;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.fastest.model.Certainty;
import org.fastest.model.Issue;
import org.fastest.model.Kind;
import org.fastest.model.TestItem;
import org.fastest.syntax.Code;
import org.fastest.syntax.Expr;
import org.fastest.syntax.Expressions;
import org.fastest.syntax.PyFile;
import org.fastest.syntax.Stmt;
import org.fastest.text.Extent;
import org.fastest.text.SourceText;
import org.jspecify.annotations.Nullable;

/** Goes through one module as pytest's collectors do and makes its items. */
final class ModuleItems {
    private static final int DEEPEST_CLASS = 50;

    /** Names of modules and helpers that look like tests and are none. */
    private static final List<String> NO_TESTS =
            List.of("testing", "tests", "test_utils", "testutils", "test_helpers", "testutil");

    private final ModuleContext context;
    private final Namespace module;
    private final Values values;
    private final Resolver names;
    private final Classes classes;
    private final ItemList out;
    private final boolean importsPytest;
    private final boolean generatesTests;
    private final boolean renamesCases;
    private final boolean isDoubtful;
    private final Marks moduleMarks;
    private final List<FixtureLevel> moduleLevels = new ArrayList<>();

    ModuleItems(PyFile file, SourceText text, ModuleContext context) {
        this.context = context;
        this.module = Namespace.of(file.body());
        this.values = new Values(module, context.config().escapeIds(), text.text());
        this.names = values.names();
        this.classes = new Classes(names);
        this.out = new ItemList(text, context);
        this.importsPytest = importsPytest();
        this.moduleMarks = Marks.ofPytestmark(module, values);
        moduleLevels.add(
                new FixtureLevel(Fixtures.in(module, values, context.facts()), module.isOpen()));
        boolean generates =
                module.get("pytest_generate_tests") != null || module.get("pytest_plugins") != null;
        boolean renames = false;
        boolean doubtful = context.isDoubtful() || module.running() == Namespace.Running.PERHAPS;
        for (int i = context.conftests().size() - 1; i >= 0; i--) {
            Conftest conftest = context.conftests().get(i);
            moduleLevels.add(conftest.fixtures());
            generates |= conftest.generatesTests();
            renames |= conftest.renamesCases();
            doubtful |= conftest.changesItems();
        }
        this.generatesTests = generates;
        this.renamesCases = renames;
        this.isDoubtful = doubtful;
    }

    List<TestItem> items() {
        return out.items();
    }

    List<Issue> issues() {
        return out.issues();
    }

    void collect() {
        if (isSwitched(module.get("__test__"), "False")
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

    /**
     * Where an item is collected.
     *
     * @param prefix node id of what is around it
     * @param marks of what is around it
     * @param levels fixture tables, innermost first
     * @param values what names are worth where it is written
     * @param isUncertain whether it may not be there
     * @param testCase whether this is a unittest.TestCase
     * @param inClass whether it is a class at all
     */
    private record Place(
            String prefix,
            Marks marks,
            List<FixtureLevel> levels,
            Values values,
            boolean isUncertain,
            boolean testCase,
            boolean inClass) {
        /** The same place for what is written in another body, and for what may not be there. */
        Place with(Values other, boolean uncertain) {
            return new Place(
                    prefix, marks, levels, other, isUncertain || uncertain, testCase, inClass);
        }
    }

    /** One name of a module or class that is no TestCase. */
    private void member(String name, Binding binding, Place place, int depth) {
        Place here = place.with(place.values(), binding.conditional());
        if (binding instanceof Binding.Function function) {
            if (isTest(name, function.test())) {
                function(name, function, here, null);
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
                function(
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
        Stmt.ClassDef def = definition.def();
        Classes.Lineage lineage = classes.lineage(def);
        boolean named = context.config().pythonClasses().matches(name);
        Binding switched = classes.member(lineage, "__test__");
        boolean off =
                definition.test() != null ? !definition.test() : isSwitched(switched, "False");
        boolean on = definition.test() != null ? definition.test() : isSwitched(switched, "True");
        if (off
                || depth > DEEPEST_CLASS
                || !(lineage.isTestCase() || named || on || lineage.hasUnknownBase())) {
            return;
        }
        boolean oddSwitch = switched != null && !on;
        boolean uncertain =
                place.isUncertain()
                        || lineage.hasUnknownBase()
                        || !keepsClass(def, place)
                        || oddSwitch;
        Constructor constructor = lineage.isTestCase() ? Constructor.NONE : constructor(lineage);
        if (constructor == Constructor.SURE) {
            if (!uncertain && (named || on)) {
                out.warn(
                        "cannot collect test class '"
                                + name
                                + "' because it has a __init__ or __new__ constructor",
                        def.nameExtent());
            }
            return;
        }
        uncertain |= constructor == Constructor.PERHAPS;
        if (classes.isAbstract(lineage)) {
            // A TestCase that is abstract was collected at first, then an error, and is left out
            // since 8.2.
            if (!lineage.isTestCase() || context.facts().isAtLeast(8, 2)) {
                return;
            }
            uncertain |= context.facts().isAtLeast(8, 0);
        }
        Marks marks = classMarks(lineage, place).and(place.marks());
        List<FixtureLevel> levels = new ArrayList<>();
        levels.add(new FixtureLevel(classFixtures(lineage), lineage.hasUnknownBase()));
        levels.addAll(place.levels());
        String id = place.prefix() + "::" + name;
        Place inside = new Place(id, marks, levels, values, uncertain, lineage.isTestCase(), true);
        int before = out.size();
        ItemList.Begun begun = out.begin();
        if (lineage.isTestCase()) {
            testCase(lineage, inside);
        } else {
            for (Map.Entry<String, Classes.Member> entry : classes.members(lineage).entrySet()) {
                Classes.Member member = entry.getValue();
                member(
                        entry.getKey(),
                        member.binding(),
                        inside.with(valuesIn(member.owner()), false),
                        depth + 1);
            }
        }
        out.settle(begun);
        if (out.size() > before) {
            Certainty certainty = uncertain ? Certainty.UNKNOWN : Certainty.EXACT;
            Extent extent = alias == null ? def.extent() : alias;
            out.insert(
                    before,
                    place.prefix(),
                    Kind.CLASS,
                    name,
                    extent,
                    alias == null ? def.nameExtent() : alias,
                    marks.names(),
                    certainty);
        }
    }

    /**
     * unittest's loader: the callables whose names start with "test", by name; without any, {@code
     * runTest}.
     */
    private void testCase(Classes.Lineage lineage, Place inside) {
        Map<String, Classes.Member> members = classes.members(lineage);
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
            binding = valuesIn(member.owner()).names().get(value.code().text());
            if (binding == null && mayBeFunction(value.code(), valuesIn(member.owner()).names())) {
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
            function(
                    name,
                    function,
                    inside.with(valuesIn(member.owner()), binding.conditional()),
                    alias);
        }
    }

    private void function(
            String name, Binding.Function binding, Place place, @Nullable Extent alias) {
        Stmt.FunctionDef def = binding.def();
        List<Decorator> decorators = new ArrayList<>();
        boolean isStatic = false;
        boolean isUnknown = false;
        for (Code code : def.decorators()) {
            Decorator decorator = Decorator.read(code, place.values().names());
            if (decorator instanceof Decorator.Fixture || decorator instanceof Decorator.Hides) {
                return;
            }
            isStatic |=
                    decorator instanceof Decorator.Keeps keeps
                            && keeps.name().equals("staticmethod");
            isUnknown |= decorator instanceof Decorator.Unknown;
            decorators.add(decorator);
        }
        boolean yields = def.isGenerator() && !def.isAsync() && !place.testCase();
        if (yields && context.facts().isAtLeast(8, 4) && !isUnknown) {
            String message =
                    "'yield' keyword is allowed in fixtures, but not in tests (" + name + ")";
            out.refuse(message, def.nameExtent(), place.isUncertain());
            return;
        }
        Marks marks = Marks.ofDecorators(decorators, place.values()).and(place.marks());
        List<Case> cases = List.of();
        // What importorskip guards is there nearly always, but only running code tells.
        boolean guarded = module.running() == Namespace.Running.IMPORTING;
        Certainty certainty = isUnknown || guarded ? Certainty.BASE : Certainty.EXACT;
        if (context.facts().pytest() == null) {
            certainty = place.testCase() || isPlain(def, place) ? certainty : Certainty.UNKNOWN;
        } else if (!place.testCase() && !(yields && !isUnknown)) {
            Cases found =
                    generatesTests || hasGenerator(place)
                            ? new Cases(null, false)
                            : Cases.of(
                                    def,
                                    decorators,
                                    marks,
                                    place.inClass() && !isStatic,
                                    place.levels(),
                                    context);
            if (found.isRefused()) {
                out.refuse("parametrize does not fit this function", def.nameExtent(), true);
                certainty = Certainty.UNKNOWN;
            } else if (found.cases() == null || (renamesCases && !found.cases().isEmpty())) {
                certainty = Certainty.BASE;
            } else if (!guarded) {
                cases = found.cases();
            }
        }
        if (place.isUncertain()) {
            certainty = Certainty.UNKNOWN;
        }
        Extent extent = alias == null ? def.extent() : alias;
        Extent selection = alias == null ? def.nameExtent() : alias;
        out.add(place.prefix(), Kind.FUNCTION, name, extent, selection, marks.names(), certainty);
        out.addCases(
                place.prefix() + "::" + name, cases, extent, selection, marks.names(), certainty);
    }

    /** Whether a class around it makes cases by its own hook. */
    private boolean hasGenerator(Place place) {
        Namespace inner = place.values().names().inner();
        return inner != null && inner.get("pytest_generate_tests") != null;
    }

    /** Whether the standard-library runner can run it: contracts of a project without pytest. */
    private boolean isPlain(Stmt.FunctionDef def, Place place) {
        return !importsPytest
                && !place.inClass()
                && def.decorators().isEmpty()
                && !def.isAsync()
                && def.parameters().isEmpty();
    }

    private Values valuesIn(Stmt.ClassDef owner) {
        return values.in(classes.namespace(owner));
    }

    private Map<String, FixtureDef> classFixtures(Classes.Lineage lineage) {
        Map<String, FixtureDef> fixtures = new LinkedHashMap<>();
        for (Map.Entry<String, Classes.Member> entry :
                new TreeMap<>(classes.members(lineage)).entrySet()) {
            Classes.Member member = entry.getValue();
            Fixtures.read(
                    entry.getKey(),
                    member.binding(),
                    valuesIn(member.owner()),
                    true,
                    context.facts(),
                    fixtures);
        }
        return fixtures;
    }

    /** The marks of its bases, then the class's own, each with its {@code pytestmark} first. */
    private Marks classMarks(Classes.Lineage lineage, Place place) {
        Marks marks = Marks.NONE;
        List<Stmt.ClassDef> lines = lineage.lineage();
        for (int i = lines.size() - 1; i >= 0; i--) {
            Stmt.ClassDef def = lines.get(i);
            Values around = i == 0 ? place.values() : values;
            marks = marks.and(Marks.ofPytestmark(classes.namespace(def), valuesIn(def)));
            marks = marks.and(Marks.ofDecorators(classDecorators(def, around), around));
        }
        return marks;
    }

    private static List<Decorator> classDecorators(Stmt.ClassDef def, Values values) {
        List<Decorator> decorators = new ArrayList<>();
        for (Code code : def.decorators()) {
            Decorator decorator = Decorator.read(code, values.names());
            if (!(decorator instanceof Decorator.Unknown)) {
                decorators.add(decorator);
            }
        }
        return decorators;
    }

    /** Whether the class's own decorators leave it as it stands. */
    private boolean keepsClass(Stmt.ClassDef def, Place place) {
        for (Code code : def.decorators()) {
            Decorator decorator = Decorator.read(code, place.values().names());
            if (decorator instanceof Decorator.Unknown) {
                return false;
            }
        }
        return true;
    }

    private enum Constructor {
        NONE,
        PERHAPS,
        SURE
    }

    private Constructor constructor(Classes.Lineage lineage) {
        for (Stmt.ClassDef def : lineage.lineage()) {
            for (Code code : def.decorators()) {
                String text = code.text();
                int open = text.indexOf('(');
                String name = names.dotted(open < 0 ? text : text.substring(0, open));
                if ("dataclasses.dataclass".equals(name)) {
                    return text.contains("init") ? Constructor.PERHAPS : Constructor.SURE;
                }
            }
        }
        Constructor init =
                constructor(
                        classes.member(lineage, "__init__"),
                        "object.__init__",
                        lineage.isConstructed());
        Constructor made =
                constructor(
                        classes.member(lineage, "__new__"),
                        "object.__new__",
                        lineage.isConstructed());
        return init.compareTo(made) > 0 ? init : made;
    }

    private static Constructor constructor(
            @Nullable Binding binding, String objects, boolean inherited) {
        if (binding == null) {
            return inherited ? Constructor.SURE : Constructor.NONE;
        }
        if (binding instanceof Binding.Value value) {
            String text = value.code().text();
            return text.equals(objects)
                    ? (inherited || binding.conditional() ? Constructor.PERHAPS : Constructor.NONE)
                    : Constructor.PERHAPS;
        }
        return binding.conditional() ? Constructor.PERHAPS : Constructor.SURE;
    }

    private boolean importsPytest() {
        for (Binding binding : module.bindings().values()) {
            if (binding instanceof Binding.Imported imported
                    && (imported.path().equals("pytest")
                            || imported.path().startsWith("pytest."))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isSwitched(@Nullable Binding binding, String text) {
        return binding instanceof Binding.Value value
                && !value.conditional()
                && Expressions.parse(value.code()) instanceof Expr.Constant
                && value.code().text().equals(text);
    }
}
