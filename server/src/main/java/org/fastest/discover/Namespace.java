package org.fastest.discover;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.fastest.syntax.Code;
import org.fastest.syntax.Stmt;
import org.fastest.text.Extent;
import org.jspecify.annotations.Nullable;

/**
 * The names that a module's or class's body binds, in the order in which Python's {@code __dict__}
 * would hold them.
 */
final class Namespace {
    /** What may bind anything. */
    static final Namespace OPEN = open();

    private final Map<String, Binding> bindings = new LinkedHashMap<>();
    private Set<ModuleRef> uses = Set.of();
    private Map<String, List<Stmt>> shadowed = Map.of();
    private boolean isOpen;
    private boolean mayGrow;
    private Running running = Running.THROUGH;
    private final List<String> required = new ArrayList<>();

    /** How far running the body comes. */
    enum Running {
        /** To its end. */
        THROUGH,
        /** To its end, if a module that {@code pytest.importorskip} names is installed. */
        IMPORTING,
        /** A condition decides. */
        PERHAPS,
        /** It is skipped whatever happens. */
        SKIPPED
    }

    private Namespace() {}

    /**
     * Goes through a body.
     *
     * @param world what is known of modules that it imports all names of
     * @param home the module that the body stands in
     */
    static Namespace of(List<Stmt> body, World world, PyModule home) {
        Namespace namespace = new Namespace();
        BodyReader.read(body, namespace, world, home);
        return namespace;
    }

    private static Namespace open() {
        Namespace namespace = new Namespace();
        namespace.isOpen = true;
        return namespace;
    }

    /** Other modules that it depends on. */
    Set<ModuleRef> uses() {
        return uses;
    }

    void setUses(Set<ModuleRef> known) {
        uses = Set.copyOf(known);
    }

    /** All bindings by name; a name bound again keeps its first place, as in a dict. */
    Map<String, Binding> bindings() {
        return bindings;
    }

    @Nullable Binding get(String name) {
        return bindings.get(name);
    }

    /**
     * Whether names that are not listed may be there all the same: a star import, {@code
     * globals()[…]}.
     */
    boolean isOpen() {
        return isOpen;
    }

    /** Whether a call may add tests to a class of it. */
    boolean mayGrow() {
        return mayGrow;
    }

    /** Modules as written that the body imports whatever happens. */
    List<String> required() {
        return required;
    }

    /** Takes note of a module that is imported whatever happens. */
    void require(String module) {
        required.add(module);
    }

    /** Takes note that the body may be left before its end. */
    void leave(Running now) {
        running = running.compareTo(now) > 0 ? running : now;
    }

    /** Any name may be bound to something else from here on. */
    void beOpen() {
        isOpen = true;
        for (Map.Entry<String, Binding> entry : bindings.entrySet()) {
            entry.setValue(entry.getValue().perhaps());
        }
    }

    /** Definitions of a name that another of the same body surely replaces, in their order. */
    List<Stmt> shadowed(String name) {
        return shadowed.isEmpty() ? List.of() : shadowed.getOrDefault(name, List.of());
    }

    /** Binds a name to a definition. */
    void define(String name, Binding definition) {
        Binding known = bindings.get(name);
        if (known != null && !known.conditional() && !definition.conditional()) {
            shadow(name, known);
        }
        bindings.put(name, definition);
    }

    /** Whether the module is left before its end. */
    Running running() {
        return running;
    }

    private void shadow(String name, Binding known) {
        Stmt before =
                known instanceof Binding.Function function
                        ? function.def()
                        : known instanceof Binding.Definition definition ? definition.def() : null;
        if (before != null) {
            shadowed = shadowed.isEmpty() ? new HashMap<>() : shadowed;
            List<Stmt> all = shadowed.get(name);
            if (all == null) {
                all = new ArrayList<>();
                shadowed.put(name, all);
            }
            all.add(before);
        }
    }

    void delete(Stmt.Delete delete, boolean conditional) {
        for (Code target : delete.targets()) {
            for (String name : Names.in(target.text())) {
                Binding known = bindings.get(name);
                boolean whole = target.text().indexOf('.') < 0 && target.text().indexOf('[') < 0;
                if (whole && !conditional) {
                    bindings.remove(name);
                } else if (known != null) {
                    bindings.put(
                            name,
                            whole || !(known instanceof Binding.Value)
                                    ? known.perhaps()
                                    : new Binding.Other(true));
                }
            }
        }
    }

    void assign(Code target, Code value, boolean conditional) {
        String text = target.text();
        int dot = text.lastIndexOf('.');
        if (!target.isDottedName()) {
            boolean unpacks = text.indexOf('[') < 0 || text.startsWith("[");
            for (String name : Names.in(text)) {
                if (unpacks) {
                    put(name, new Binding.Other(conditional));
                } else {
                    mutate(name, 0);
                }
            }
            isOpen |=
                    text.startsWith("globals()")
                            || text.startsWith("locals()")
                            || text.startsWith("vars()");
        } else if (dot < 0) {
            Binding known = bindings.get(text);
            boolean again = known instanceof Binding.Value || known instanceof Binding.Other;
            Extent place = new Extent(target.start(), target.end());
            put(
                    text,
                    again
                            ? new Binding.Other(conditional)
                            : new Binding.Value(value, place, conditional));
        } else {
            attribute(text.substring(0, dot), text.substring(dot + 1), value.text(), conditional);
        }
    }

    /** {@code owner.name = value} after the owner was made. */
    private void attribute(String owner, String name, String value, boolean conditional) {
        Binding known = bindings.get(owner);
        if (name.equals("__test__")
                && !conditional
                && (value.equals("True") || value.equals("False"))) {
            Boolean test = Boolean.valueOf(value.equals("True"));
            if (known instanceof Binding.Function function) {
                bindings.put(
                        owner, new Binding.Function(function.def(), function.conditional(), test));
                return;
            }
            if (known instanceof Binding.Definition definition) {
                bindings.put(
                        owner,
                        new Binding.Definition(definition.def(), definition.conditional(), test));
                return;
            }
        }
        if (known instanceof Binding.Function) {
            if (name.equals("__test__")
                    || name.equals("pytestmark")
                    || name.equals("__signature__")) {
                bindings.put(owner, known.perhaps());
            }
        } else if (!(known instanceof Binding.Definition) || mayCollect(name, value)) {
            mutate(Names.root(owner), 0);
        }
    }

    /** Whether what a class is given from outside may matter to its tests. */
    private static boolean mayCollect(String name, String value) {
        boolean special = name.startsWith("_") || name.startsWith("pytest");
        boolean named = name.contains("test") || name.contains("Test");
        return special || named || !value.endsWith(")") || value.startsWith("lambda");
    }

    /**
     * A call such as {@code CASES.append(…)} or {@code setattr(Test, …)} may change what the names
     * in it are worth.
     */
    void touch(String expression) {
        boolean calls = expression.endsWith(")");
        isOpen |=
                expression.startsWith("exec(")
                        || (calls && expression.contains("globals()"))
                        || (calls && expression.contains("sys.modules[__name__]"));
        boolean sets = expression.startsWith("setattr(") || expression.startsWith("delattr(");
        for (String name : Names.in(expression)) {
            Binding known = bindings.get(name);
            // A function that is given a class, or one of its own, may add tests to it.
            if (known instanceof Binding.Value
                    || ((sets || calls) && known instanceof Binding.Definition)) {
                mutate(name, 0);
            }
            mayGrow |=
                    calls
                            && (known instanceof Binding.Definition
                                    || (known instanceof Binding.Imported imported
                                            && expression.startsWith(name + ".")
                                            && imported.isFrom()
                                            && (name.contains("Test") || name.contains("Case"))));
        }
    }

    void mutate(String name, int depth) {
        Binding known = bindings.get(name);
        if (known instanceof Binding.Value value) {
            if (value.code().isDottedName() && depth < 8) {
                mutate(Names.root(value.code().text()), depth + 1);
            }
            bindings.put(name, new Binding.Other(true));
        } else if (known instanceof Binding.Definition) {
            bindings.put(name, known.perhaps());
        }
    }

    /**
     * Binds a name; what was there before stays a possibility where the new binding depends on a
     * condition.
     */
    void put(String name, Binding binding) {
        Binding known = bindings.get(name);
        boolean wasTest = known instanceof Binding.Function || known instanceof Binding.Definition;
        bindings.put(
                name,
                known != null && wasTest && binding.conditional() ? known.perhaps() : binding);
    }
}
