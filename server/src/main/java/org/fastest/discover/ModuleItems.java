package org.fastest.discover;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.fastest.model.Certainty;
import org.fastest.model.Issue;
import org.fastest.model.Kind;
import org.fastest.model.Origin;
import org.fastest.model.Span;
import org.fastest.model.TestId;
import org.fastest.model.TestItem;
import org.fastest.syntax.Code;
import org.fastest.syntax.PyFile;
import org.fastest.syntax.Stmt;
import org.fastest.text.Extent;
import org.fastest.text.SourceText;
import org.jspecify.annotations.Nullable;

/** Goes through one module as pytest's collectors do and makes its items. */
final class ModuleItems {
    private static final int DEEPEST_CLASS = 50;

    private final SourceText text;
    private final ModuleContext context;
    private final Namespace module;
    private final Values values;
    private final Resolver names;
    private final Classes classes;
    private final Cases cases;
    private final boolean importsPytest;
    private final boolean generatesTests;
    private final boolean changesItems;
    private final Marks moduleMarks;
    private final List<Map<String, FixtureDef>> moduleLevels = new ArrayList<>();
    private final List<TestItem> items = new ArrayList<>();
    private final List<Issue> issues = new ArrayList<>();
    private int lastLine;

    ModuleItems(PyFile file, SourceText text, ModuleContext context) {
        this.text = text;
        this.context = context;
        this.module = Namespace.of(file.body());
        this.values = new Values(module, context.config().escapeIds());
        this.names = values.names();
        this.classes = new Classes(names);
        this.cases = new Cases(values, context);
        this.importsPytest = importsPytest();
        this.moduleMarks = Marks.ofPytestmark(module, values);
        boolean generates = module.get("pytest_generate_tests") != null;
        boolean changes = false;
        moduleLevels.add(Fixtures.in(module, values, false));
        for (int i = context.conftests().size() - 1; i >= 0; i--) {
            Conftest conftest = context.conftests().get(i);
            moduleLevels.add(conftest.fixtures());
            generates |= conftest.generatesTests();
            changes |= conftest.changesItems();
        }
        this.generatesTests = generates;
        this.changesItems = changes;
    }

    List<TestItem> items() {
        return items;
    }

    List<Issue> issues() {
        return issues;
    }

    void collect() {
        if (isSwitchedOff(module.get("__test__"))) {
            return;
        }
        String path = context.path();
        int slash = path.lastIndexOf('/');
        TestItem file =
                new TestItem(
                        TestId.of(context.project(), path),
                        slash < 0 ? null : path.substring(0, slash),
                        Kind.FILE,
                        path.substring(slash + 1),
                        path,
                        null,
                        null,
                        List.of(),
                        Origin.STATIC,
                        Certainty.EXACT);
        items.add(file);
        for (Map.Entry<String, Binding> entry : module.bindings().entrySet()) {
            Binding binding = entry.getValue();
            Place place = Place.module(path, moduleMarks, moduleLevels, binding.conditional());
            if (binding instanceof Binding.Function function) {
                function(entry.getKey(), function.def(), place);
            } else if (binding instanceof Binding.Definition definition) {
                klass(entry.getKey(), definition.def(), place, 0);
            }
        }
        if (items.size() == 1) {
            items.clear();
        }
    }

    /**
     * Where an item is collected.
     *
     * @param prefix node id of what is around it
     * @param marks of what is around it
     * @param levels fixture tables, innermost first
     * @param isUncertain whether it may not be there
     * @param testCase whether this is a unittest.TestCase
     * @param inClass whether it is a class at all
     */
    private record Place(
            String prefix,
            Marks marks,
            List<Map<String, FixtureDef>> levels,
            boolean isUncertain,
            boolean testCase,
            boolean inClass) {
        static Place module(String path, Marks marks, List<Map<String, FixtureDef>> levels, boolean uncertain) {
            return new Place(path, marks, levels, uncertain, false, false);
        }
    }

    private void klass(String name, Stmt.ClassDef def, Place place, int depth) {
        Classes.Lineage lineage = classes.lineage(def);
        boolean named = context.config().pythonClasses().matches(name);
        Binding switched = classes.member(lineage, "__test__");
        if (isSwitchedOff(switched)) {
            return;
        }
        boolean asked = isSwitchedOn(switched);
        if (depth > DEEPEST_CLASS || !(lineage.isTestCase() || named || asked || lineage.hasUnknownBase())) {
            return;
        }
        boolean uncertain = place.isUncertain() || lineage.hasUnknownBase() || !keepsClass(def);
        if (!lineage.isTestCase() && hasConstructor(lineage)) {
            if (!uncertain && (named || asked)) {
                String message = "cannot collect test class '" + name + "' because it has a __init__ or __new__ constructor";
                issues.add(new Issue(Issue.Severity.WARNING, message, context.path(), span(def.nameExtent())));
            }
            return;
        }
        Marks marks = classMarks(lineage).and(place.marks());
        List<Map<String, FixtureDef>> levels = new ArrayList<>();
        Map<String, FixtureDef> own = new LinkedHashMap<>();
        for (int i = lineage.lineage().size() - 1; i >= 0; i--) {
            own.putAll(Fixtures.in(classes.namespace(lineage.lineage().get(i)), values, true));
        }
        levels.add(own);
        levels.addAll(place.levels());
        String id = place.prefix() + "::" + name;
        Place inside = new Place(id, marks, levels, uncertain, lineage.isTestCase(), true);
        int before = items.size();
        if (lineage.isTestCase()) {
            testCase(lineage, inside);
        } else {
            members(lineage, inside, depth);
        }
        if (items.size() > before) {
            Certainty certainty = uncertain ? Certainty.UNKNOWN : Certainty.EXACT;
            items.add(before, item(id, place.prefix(), Kind.CLASS, name, def.extent(), def.nameExtent(), marks, certainty));
        }
    }

    /** unittest's loader: the callables whose names start with "test", by name; without any, {@code runTest}. */
    private void testCase(Classes.Lineage lineage, Place inside) {
        Map<String, Classes.Member> members = classes.members(lineage);
        List<String> sorted = new ArrayList<>(members.keySet());
        Collections.sort(sorted);
        int before = items.size();
        for (String name : sorted) {
            Classes.Member member = members.get(name);
            if (name.startsWith("test") && member != null && member.binding() instanceof Binding.Function(Stmt.FunctionDef def, boolean conditional)) {
                method(name, def, inside, conditional);
            }
        }
        Classes.Member runTest = members.get("runTest");
        if (items.size() == before
                && runTest != null
                && runTest.binding() instanceof Binding.Function(Stmt.FunctionDef def, boolean conditional)) {
            method("runTest", def, inside, conditional);
        }
    }

    private void members(Classes.Lineage lineage, Place inside, int depth) {
        for (Map.Entry<String, Classes.Member> entry : classes.members(lineage).entrySet()) {
            Binding binding = entry.getValue().binding();
            if (binding instanceof Binding.Function function) {
                method(entry.getKey(), function.def(), inside, binding.conditional());
            } else if (binding instanceof Binding.Definition definition) {
                klass(entry.getKey(), definition.def(), at(inside, binding.conditional()), depth + 1);
            }
        }
    }

    private void method(String name, Stmt.FunctionDef def, Place inside, boolean conditional) {
        function(name, def, at(inside, conditional));
    }

    private static Place at(Place place, boolean conditional) {
        return conditional
                ? new Place(place.prefix(), place.marks(), place.levels(), true, place.testCase(), place.inClass())
                : place;
    }

    private void function(String name, Stmt.FunctionDef def, Place place) {
        if (!place.testCase() && !context.config().pythonFunctions().matches(name)) {
            return;
        }
        List<Decorator> decorators = new ArrayList<>();
        boolean isStatic = false;
        for (Code code : def.decorators()) {
            Decorator decorator = Decorator.read(code, names);
            if (decorator instanceof Decorator.Fixture || decorator instanceof Decorator.Hides) {
                return;
            }
            isStatic |= decorator instanceof Decorator.Keeps(String keeper) && keeper.equals("staticmethod");
            decorators.add(decorator);
        }
        Marks marks = Marks.ofDecorators(decorators, values).and(place.marks());
        String id = place.prefix() + "::" + name;
        boolean bound = place.inClass() && !isStatic;
        List<String> ids = List.of();
        Certainty certainty = Certainty.EXACT;
        if (context.facts().pytest() == null) {
            certainty = place.testCase() || isPlain(def, place) ? Certainty.EXACT : Certainty.UNKNOWN;
        } else if (!place.testCase()) {
            boolean known = !generatesTests && !(def.isGenerator() && !def.isAsync());
            ids = known ? cases.ids(def, decorators, marks, bound, autouse(place), place.levels()) : null;
            certainty = ids == null ? Certainty.BASE : Certainty.EXACT;
        }
        if (place.isUncertain() || changesItems) {
            certainty = Certainty.UNKNOWN;
        }
        items.add(item(id, place.prefix(), Kind.FUNCTION, name, def.extent(), def.nameExtent(), marks, certainty));
        for (String one : ids == null ? List.<String>of() : ids) {
            items.add(item(id + "[" + one + "]", id, Kind.CASE, one, def.extent(), def.nameExtent(), marks, certainty));
        }
    }

    /** Whether the standard-library runner can run it: contracts of a project without pytest. */
    private boolean isPlain(Stmt.FunctionDef def, Place place) {
        return !importsPytest && !place.inClass() && def.decorators().isEmpty() && !def.isAsync() && def.parameters().isEmpty();
    }

    private static List<String> autouse(Place place) {
        boolean none = true;
        for (int i = 0; i < place.levels().size(); i++) {
            none &= place.levels().get(i).isEmpty();
        }
        if (none) {
            return List.of();
        }
        Set<String> autouse = new LinkedHashSet<>();
        for (int i = place.levels().size() - 1; i >= 0; i--) {
            for (FixtureDef fixture : place.levels().get(i).values()) {
                if (fixture.isAutouse()) {
                    autouse.add(fixture.name());
                }
            }
        }
        return new ArrayList<>(autouse);
    }

    private Marks classMarks(Classes.Lineage lineage) {
        Marks marks = Marks.NONE;
        for (Stmt.ClassDef def : lineage.lineage()) {
            marks = marks.and(Marks.ofPytestmark(classes.namespace(def), values));
            marks = marks.and(Marks.ofDecorators(decorators(def), values));
        }
        return marks;
    }

    private List<Decorator> decorators(Stmt.ClassDef def) {
        List<Decorator> decorators = new ArrayList<>();
        for (Code code : def.decorators()) {
            Decorator decorator = Decorator.read(code, names);
            if (!(decorator instanceof Decorator.Unknown)) {
                decorators.add(decorator);
            }
        }
        return decorators;
    }

    /** Whether the class's own decorators leave it as it stands. */
    private boolean keepsClass(Stmt.ClassDef def) {
        for (Code code : def.decorators()) {
            if (Decorator.read(code, names) instanceof Decorator.Unknown) {
                return false;
            }
        }
        return true;
    }

    private boolean hasConstructor(Classes.Lineage lineage) {
        return classes.member(lineage, "__init__") != null || classes.member(lineage, "__new__") != null;
    }

    private boolean importsPytest() {
        for (Binding binding : module.bindings().values()) {
            if (binding instanceof Binding.Imported(String path, boolean conditional)
                    && (path.equals("pytest") || path.startsWith("pytest."))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isSwitchedOff(@Nullable Binding binding) {
        return binding instanceof Binding.Value(Code code, boolean conditional) && code.text().equals("False");
    }

    private static boolean isSwitchedOn(@Nullable Binding binding) {
        return binding instanceof Binding.Value(Code code, boolean conditional) && code.text().equals("True");
    }

    private TestItem item(
            String id, String parent, Kind kind, String label, Extent range, Extent selection, Marks marks, Certainty certainty) {
        TestId identity = TestId.of(context.project(), id);
        return new TestItem(
                identity, parent, kind, label, context.path(), span(range), span(selection), marks.names(), Origin.STATIC, certainty);
    }

    /** Items come nearly in the order of the text, so the line is mostly found a few steps on from the last one. */
    private int line(int offset) {
        int line = lastLine;
        if (offset < text.lineStart(line)) {
            line = text.line(offset);
        }
        int steps = 0;
        while (line + 1 < text.lineCount() && text.lineStart(line + 1) <= offset) {
            line = ++steps > 32 ? text.line(offset) : line + 1;
        }
        lastLine = line;
        return line;
    }

    private Span span(Extent extent) {
        int startLine = line(extent.start());
        int endLine = line(extent.end());
        return new Span(
                startLine,
                extent.start() - text.lineStart(startLine),
                endLine,
                extent.end() - text.lineStart(endLine));
    }
}
