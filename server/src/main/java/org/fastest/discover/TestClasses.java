package org.fastest.discover;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.fastest.model.Issue;
import org.fastest.syntax.Code;
import org.fastest.syntax.Expr;
import org.fastest.syntax.Expressions;
import org.fastest.syntax.Stmt;
import org.jspecify.annotations.Nullable;

/** Tells which of a module's classes are test classes, and what they give to the tests in them. */
final class TestClasses {
    private final ModuleContext context;
    private final Values values;
    private final Resolver names;
    private final Classes classes;
    private final ItemList out;

    /**
     * Those of one module.
     *
     * @param values in the module's own body
     * @param out is told of classes that pytest leaves out with a warning
     */
    TestClasses(Values values, ModuleContext context, ItemList out) {
        this.context = context;
        this.values = values;
        this.names = values.names();
        this.classes = new Classes(names);
        this.out = out;
    }

    /**
     * A class that is collected.
     *
     * @param members by name, in pytest's order
     * @param inside where they are collected
     * @param isOpen whether it may have members that no text shows
     */
    record TestClass(Map<String, Classes.Member> members, Place inside, boolean isOpen) {}

    /** The class as pytest collects it under that name, or null where it is none of tests. */
    @Nullable TestClass read(String name, Binding.Definition definition, Place place) {
        Stmt.ClassDef def = definition.def();
        classes.place(def, place.values().names());
        Classes.Lineage lineage = classes.lineage(def);
        boolean named = context.config().pythonClasses().matches(name);
        Binding switched = classes.member(lineage, "__test__");
        boolean off =
                definition.test() != null ? !definition.test() : isSwitched(switched, "False");
        boolean on = definition.test() != null ? definition.test() : isSwitched(switched, "True");
        if (off || !(lineage.isTestCase() || named || on || lineage.hasUnknownBase())) {
            return null;
        }
        boolean oddSwitch = switched != null && !on;
        boolean uncertain =
                place.isUncertain() || lineage.hasUnknownBase() || !keepsClass(def) || oddSwitch;
        Constructor constructor = lineage.isTestCase() ? Constructor.NONE : constructor(lineage);
        if (constructor == Constructor.SURE) {
            if (!uncertain && (named || on) && !isForeign(def)) {
                out.warn(
                        Issue.Code.CONSTRUCTOR,
                        "cannot collect test class '"
                                + def.name()
                                + "' because it has a "
                                + maker(lineage)
                                + " constructor",
                        def.nameExtent());
            }
            return null;
        }
        uncertain |= constructor == Constructor.PERHAPS;
        if (classes.isAbstract(lineage)) {
            // A TestCase that is abstract was collected at first, then an error, and is left out
            // since 8.2.
            if (!lineage.isTestCase() || context.facts().isAtLeast(8, 2)) {
                return null;
            }
            uncertain |= context.facts().isAtLeast(8, 0);
        }
        Marks marks = classMarks(lineage).and(place.marks());
        Map<String, Classes.Member> members = classes.members(lineage);
        List<FixtureLevel> levels = new ArrayList<>();
        levels.add(new FixtureLevel(classFixtures(members), lineage.hasUnknownBase()));
        levels.addAll(place.levels());
        String id = place.prefix() + "::" + name;
        return new TestClass(
                members,
                new Place(id, marks, levels, values, uncertain, lineage.isTestCase(), true),
                lineage.hasUnknownBase());
    }

    /** The names that the body of a class binds. */
    Namespace namespace(Stmt.ClassDef owner) {
        return classes.namespace(owner);
    }

    /** What names are worth in the body of a class. */
    Values valuesIn(Stmt.ClassDef owner) {
        Namespace body = classes.namespace(owner);
        return values.at(classes.scope(owner)).in(body);
    }

    /** The file that a class stands in. */
    String pathOf(Stmt.ClassDef owner) {
        return classes.scope(owner).home().path();
    }

    /** Whether a class stands in another module, so that there is no place in the text to show. */
    boolean isForeign(Stmt.ClassDef owner) {
        return classes.scope(owner).home() != names.home();
    }

    /** Whether a name is surely assigned that constant. */
    static boolean isSwitched(@Nullable Binding binding, String text) {
        return binding instanceof Binding.Value value
                && !value.conditional()
                && Expressions.parse(value.code()) instanceof Expr.Constant
                && value.code().text().equals(text);
    }

    /** The fixtures that a class has, its own and those it inherits. */
    Map<String, FixtureDef> fixtures(Stmt.ClassDef def, Resolver where) {
        classes.place(def, where);
        return classFixtures(classes.members(classes.lineage(def)));
    }

    private Map<String, FixtureDef> classFixtures(Map<String, Classes.Member> members) {
        Map<String, FixtureDef> fixtures = new LinkedHashMap<>();
        for (Map.Entry<String, Classes.Member> entry : new TreeMap<>(members).entrySet()) {
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
    private Marks classMarks(Classes.Lineage lineage) {
        Marks marks = Marks.NONE;
        List<Stmt.ClassDef> lines = lineage.lineage();
        for (int i = lines.size() - 1; i >= 0; i--) {
            Stmt.ClassDef def = lines.get(i);
            Values around = values.at(classes.scope(def));
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
    private boolean keepsClass(Stmt.ClassDef def) {
        for (Code code : def.decorators()) {
            Decorator decorator = Decorator.read(code, classes.scope(def));
            if (decorator instanceof Decorator.Unknown || decorator instanceof Decorator.Wraps) {
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
                String name = classes.scope(def).dotted(open < 0 ? text : text.substring(0, open));
                if ("dataclasses.dataclass".equals(name)) {
                    return text.contains("init") ? Constructor.PERHAPS : Constructor.SURE;
                }
            }
        }
        Constructor init = made(lineage, "__init__", "object.__init__");
        Constructor made = made(lineage, "__new__", "object.__new__");
        return init.compareTo(made) > 0 ? init : made;
    }

    /** Which one it is: pytest looks for the one before the other. */
    private String maker(Classes.Lineage lineage) {
        if (classes.member(lineage, "__init__") != null) {
            return "__init__";
        }
        if (classes.member(lineage, "__new__") != null) {
            return "__new__";
        }
        return lineage.isConstructed() ? "__init__ or __new__" : "__init__";
    }

    private Constructor made(Classes.Lineage lineage, String name, String objects) {
        return constructor(classes.member(lineage, name), objects, lineage.isConstructed());
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
}
