package org.fastest.discover;

import java.util.ArrayList;
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
    private final World world;
    private final @Nullable PyModule home;
    private Set<ModuleRef> uses = Set.of();
    private boolean isModule;
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

    private Namespace(World world, @Nullable PyModule home) {
        this.world = world;
        this.home = home;
    }

    /**
     * Goes through a body.
     *
     * @param world what is known of modules that it imports all names of
     * @param home the module that the body stands in
     */
    static Namespace of(List<Stmt> body, World world, PyModule home) {
        Namespace namespace = new Namespace(world, home);
        namespace.isModule = home.isBody(body);
        namespace.run(body, false);
        return namespace;
    }

    private static Namespace open() {
        Namespace namespace = new Namespace(World.alone(new Facts(null)), null);
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

    /** Whether the module is left before its end. */
    Running running() {
        return running;
    }

    private void run(List<Stmt> body, boolean conditional) {
        for (Stmt stmt : body) {
            // Not a pattern switch: its bootstrap costs 20 ms on the way to the first line printed.
            if (stmt instanceof Stmt.FunctionDef def) {
                bindings.put(def.name(), new Binding.Function(def, conditional, null));
            } else if (stmt instanceof Stmt.ClassDef def) {
                bindings.put(def.name(), new Binding.Definition(def, conditional, null));
            } else if (stmt instanceof Stmt.Assign assign) {
                stop(assign.value(), conditional);
                for (Code target : assign.targets()) {
                    assign(target, assign.value(), conditional);
                }
            } else if (stmt instanceof Stmt.AnnAssign assign) {
                Code value = assign.value();
                if (value != null) {
                    assign(assign.target(), value, conditional);
                }
            } else if (stmt instanceof Stmt.AugAssign assign) {
                mutate(Names.root(assign.target().text()), 0);
            } else if (stmt instanceof Stmt.Import imports) {
                for (Stmt.Alias alias : imports.names()) {
                    if (!conditional && running == Running.THROUGH) {
                        required.add(alias.name());
                    }
                    String path = alias.asName() == null ? alias.bound() : alias.name();
                    put(
                            alias.bound(),
                            new Binding.Imported(path, alias.extent(), false, conditional));
                }
            } else if (stmt instanceof Stmt.ImportFrom imports) {
                from(imports, conditional);
            } else if (stmt instanceof Stmt.Delete delete) {
                delete(delete, conditional);
            } else if (stmt instanceof Stmt.ExprStmt expression) {
                stop(expression.value(), conditional);
                touch(expression.value().text());
            } else if (stmt instanceof Stmt.KeywordStmt keyword) {
                if (keyword.keyword().equals("raise")
                        && keyword.rest().text().contains("SkipTest")) {
                    stop(conditional);
                } else if (!conditional && fails(keyword)) {
                    running = running.compareTo(Running.PERHAPS) > 0 ? running : Running.PERHAPS;
                }
            } else if (stmt instanceof Stmt.Compound compound) {
                compound(compound, conditional);
            }
        }
    }

    private void from(Stmt.ImportFrom imports, boolean conditional) {
        String module = ".".repeat(imports.level()) + imports.module();
        String prefix = module.isEmpty() || module.endsWith(".") ? module : module + ".";
        if (!conditional && running == Running.THROUGH) {
            required.add(module);
        }
        if (imports.star() && !StandardLibrary.has(module)) {
            star(imports, module, prefix, conditional);
        }
        for (Stmt.Alias alias : imports.names()) {
            put(
                    alias.bound(),
                    new Binding.Imported(prefix + alias.name(), alias.extent(), true, conditional));
        }
    }

    private void star(Stmt.ImportFrom imports, String module, String prefix, boolean conditional) {
        PyModule known = home;
        Located located = known == null ? null : world.locate(known.ref(module));
        Namespace there =
                located instanceof Located.Source source ? world.namespace(source.module()) : OPEN;
        List<String> all = Exports.all(there);
        boolean computed = all == null && there.get("__all__") != null;
        for (String name : all == null ? List.copyOf(there.bindings.keySet()) : all) {
            Binding binding = there.get(name);
            if (all != null || computed || !name.startsWith("_")) {
                boolean perhaps =
                        conditional || computed || (binding != null && binding.conditional());
                put(name, new Binding.Imported(prefix + name, imports.extent(), true, perhaps));
            }
        }
        if (there.isOpen) {
            isOpen = true;
            for (Map.Entry<String, Binding> entry : bindings.entrySet()) {
                entry.setValue(entry.getValue().perhaps());
            }
        }
    }

    private void delete(Stmt.Delete delete, boolean conditional) {
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

    private void compound(Stmt.Compound compound, boolean conditional) {
        Stmt.Clause first = compound.clauses().getFirst();
        PyModule known = home;
        if (first.kind() == Stmt.ClauseKind.TRY && known != null) {
            Boolean through = Presence.comesThrough(first.body(), world, known);
            if (through != null) {
                importing(compound, through, conditional);
                return;
            }
        }
        boolean mayReach = true;
        boolean reaches = true;
        for (Stmt.Clause clause : compound.clauses()) {
            boolean uncertain = conditional;
            boolean isBranch =
                    clause.kind() == Stmt.ClauseKind.IF || clause.kind() == Stmt.ClauseKind.ELIF;
            if (isBranch || clause.kind() == Stmt.ClauseKind.ELSE) {
                Boolean bound = isBranch ? isBound(clause.head().text()) : null;
                Boolean holds =
                        bound != null ? bound : isBranch ? holds(clause.head()) : Boolean.TRUE;
                if (!mayReach || Boolean.FALSE.equals(holds)) {
                    continue;
                }
                uncertain |= !reaches || holds == null;
                reaches &= holds != null;
                mayReach = holds == null;
            } else if (clause.kind() != Stmt.ClauseKind.WITH
                    && clause.kind() != Stmt.ClauseKind.FINALLY) {
                uncertain = true;
                reaches = false;
            }
            for (Code target : clause.targets()) {
                for (String name : Names.in(target.text())) {
                    put(name, new Binding.Other(uncertain));
                    if (changes(clause.body(), name)) {
                        touch(clause.head().text());
                    }
                }
            }
            run(clause.body(), uncertain);
        }
    }

    /** What {@code "name" not in globals()} is, where that is what is asked. */
    private @Nullable Boolean isBound(String head) {
        String behind = " not in globals()";
        if (!head.endsWith(behind) || head.length() < behind.length() + 3) {
            return null;
        }
        String name = head.substring(1, head.length() - behind.length() - 1);
        Binding known = bindings.get(name);
        if (isOpen || (known != null && known.conditional())) {
            return null;
        }
        return known == null;
    }

    /**
     * A {@code try} that imports.
     *
     * @param through whether its imports succeed
     */
    private void importing(Stmt.Compound compound, boolean through, boolean conditional) {
        boolean handled = false;
        for (Stmt.Clause clause : compound.clauses()) {
            boolean runs = clause.kind() == Stmt.ClauseKind.FINALLY;
            if (clause.kind() == Stmt.ClauseKind.TRY || clause.kind() == Stmt.ClauseKind.ELSE) {
                runs = through;
            } else if (clause.kind() == Stmt.ClauseKind.EXCEPT && !through && !handled) {
                runs = Presence.isTaken(clause.head().text());
                handled = runs;
            }
            if (runs) {
                run(clause.body(), conditional);
            }
        }
    }

    /** Whether statements may change in place what a loop's variable stands for. */
    private static boolean changes(List<Stmt> body, String name) {
        for (Stmt stmt : body) {
            boolean changed =
                    stmt instanceof Stmt.ExprStmt expression
                            ? expression.value().text().contains(name)
                            : stmt instanceof Stmt.AugAssign
                                    || stmt instanceof Stmt.Compound
                                    || (stmt instanceof Stmt.Assign assign
                                            && !assign.targets().getFirst().isDottedName());
            if (changed) {
                return true;
            }
        }
        return false;
    }

    /** What a condition is while pytest imports the module. */
    private @Nullable Boolean holds(Code head) {
        PyModule known = home;
        if (known == null) {
            return null;
        }
        Resolver names =
                isModule
                        ? new Resolver(null, this, known, world)
                        : new Resolver(this, world.namespace(known), known, world);
        return Conditions.holds(head, names);
    }

    private void assign(Code target, Code value, boolean conditional) {
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
    private void touch(String expression) {
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

    private void mutate(String name, int depth) {
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
    private void put(String name, Binding binding) {
        Binding known = bindings.get(name);
        boolean wasTest = known instanceof Binding.Function || known instanceof Binding.Definition;
        bindings.put(
                name,
                known != null && wasTest && binding.conditional() ? known.perhaps() : binding);
    }

    private void stop(Code call, boolean conditional) {
        String text = call.text();
        int skip = text.indexOf("importorskip(");
        PyModule known = home;
        if (known != null && (skip == 0 || (skip > 0 && text.charAt(skip - 1) == '.'))) {
            Running now = Presence.importorskip(call, world, known);
            now = now == Running.SKIPPED && conditional ? Running.PERHAPS : now;
            running = running.compareTo(now) > 0 ? running : now;
        } else if ((text.startsWith("pytest.skip(") || text.startsWith("skip("))
                && text.contains("allow_module_level")) {
            stop(conditional);
        }
    }

    /** Whether a module that comes here can't be imported. */
    private static boolean fails(Stmt.KeywordStmt keyword) {
        String rest = keyword.rest().text();
        return keyword.keyword().equals("raise")
                || (keyword.keyword().equals("assert")
                        && (rest.equals("False")
                                || rest.equals("0")
                                || rest.startsWith("False,")
                                || rest.startsWith("0,")));
    }

    private void stop(boolean conditional) {
        Running now = conditional ? Running.PERHAPS : Running.SKIPPED;
        running = running.compareTo(now) > 0 ? running : now;
    }
}
