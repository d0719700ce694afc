package org.fastest.discover;

import java.util.List;
import org.fastest.syntax.Code;
import org.fastest.syntax.Stmt;
import org.jspecify.annotations.Nullable;

/** Goes through the statements of a module's or class's body as Python would run them. */
final class BodyReader {
    private final Namespace into;
    private final World world;
    private final PyModule home;
    private final boolean isModule;

    private BodyReader(Namespace into, World world, PyModule home, List<Stmt> body) {
        this.into = into;
        this.world = world;
        this.home = home;
        this.isModule = home.isBody(body);
    }

    /**
     * Reads a body.
     *
     * @param into is told what is bound
     * @param world what is known of modules that it imports all names of
     * @param home the module that the body stands in
     */
    static void read(List<Stmt> body, Namespace into, World world, PyModule home) {
        new BodyReader(into, world, home, body).run(body, false);
    }

    private void run(List<Stmt> body, boolean conditional) {
        for (Stmt stmt : body) {
            // Not a pattern switch: its bootstrap costs 20 ms on the way to the first line printed.
            if (stmt instanceof Stmt.FunctionDef def) {
                into.define(def.name(), new Binding.Function(def, conditional, null));
            } else if (stmt instanceof Stmt.ClassDef def) {
                into.define(def.name(), new Binding.Definition(def, conditional, null));
            } else if (stmt instanceof Stmt.Assign assign) {
                stop(assign.value(), conditional);
                for (Code target : assign.targets()) {
                    into.assign(target, assign.value(), conditional);
                }
            } else if (stmt instanceof Stmt.AnnAssign assign) {
                Code value = assign.value();
                if (value != null) {
                    into.assign(assign.target(), value, conditional);
                }
            } else if (stmt instanceof Stmt.AugAssign assign) {
                into.mutate(Names.root(assign.target().text()), 0);
            } else if (stmt instanceof Stmt.Import imports) {
                for (Stmt.Alias alias : imports.names()) {
                    if (!conditional && into.running() == Namespace.Running.THROUGH) {
                        into.require(alias.name());
                    }
                    String path = alias.asName() == null ? alias.bound() : alias.name();
                    into.put(
                            alias.bound(),
                            new Binding.Imported(path, alias.extent(), false, conditional));
                }
            } else if (stmt instanceof Stmt.ImportFrom imports) {
                from(imports, conditional);
            } else if (stmt instanceof Stmt.Delete delete) {
                into.delete(delete, conditional);
            } else if (stmt instanceof Stmt.ExprStmt expression) {
                stop(expression.value(), conditional);
                into.touch(expression.value().text());
            } else if (stmt instanceof Stmt.KeywordStmt keyword) {
                if (keyword.keyword().equals("raise")
                        && keyword.rest().text().contains("SkipTest")) {
                    stop(conditional);
                } else if (!conditional && fails(keyword)) {
                    into.leave(Namespace.Running.PERHAPS);
                }
            } else if (stmt instanceof Stmt.Compound compound) {
                compound(compound, conditional);
            }
        }
    }

    private void from(Stmt.ImportFrom imports, boolean conditional) {
        String module = ".".repeat(imports.level()) + imports.module();
        String prefix = module.isEmpty() || module.endsWith(".") ? module : module + ".";
        if (!conditional && into.running() == Namespace.Running.THROUGH) {
            into.require(module);
        }
        if (imports.star() && !StandardLibrary.has(module)) {
            star(imports, module, prefix, conditional);
        }
        for (Stmt.Alias alias : imports.names()) {
            into.put(
                    alias.bound(),
                    new Binding.Imported(prefix + alias.name(), alias.extent(), true, conditional));
        }
    }

    private void star(Stmt.ImportFrom imports, String module, String prefix, boolean conditional) {
        Located located = world.locate(home.ref(module));
        Namespace there =
                located instanceof Located.Source source
                        ? world.namespace(source.module())
                        : Namespace.OPEN;
        List<String> all = Exports.all(there);
        boolean computed = all == null && there.get("__all__") != null;
        for (String name : all == null ? List.copyOf(there.bindings().keySet()) : all) {
            Binding binding = there.get(name);
            if (all != null || computed || !name.startsWith("_")) {
                boolean perhaps =
                        conditional || computed || (binding != null && binding.conditional());
                into.put(
                        name, new Binding.Imported(prefix + name, imports.extent(), true, perhaps));
            }
        }
        if (there.isOpen()) {
            into.beOpen();
        }
    }

    private void compound(Stmt.Compound compound, boolean conditional) {
        Stmt.Clause first = compound.clauses().getFirst();
        if (first.kind() == Stmt.ClauseKind.TRY) {
            Boolean through = Presence.comesThrough(first.body(), world, home);
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
                    into.put(name, new Binding.Other(uncertain));
                    if (changes(clause.body(), name)) {
                        into.touch(clause.head().text());
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
        Binding known = into.get(name);
        if (into.isOpen() || (known != null && known.conditional())) {
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
        Resolver names =
                isModule
                        ? new Resolver(null, into, home, world)
                        : new Resolver(into, world.namespace(home), home, world);
        return Conditions.holds(head, names);
    }

    private void stop(Code call, boolean conditional) {
        String text = call.text();
        int skip = text.indexOf("importorskip(");
        if ((skip == 0 || (skip > 0 && text.charAt(skip - 1) == '.'))) {
            Namespace.Running now = Presence.importorskip(call, world, home);
            into.leave(
                    now == Namespace.Running.SKIPPED && conditional
                            ? Namespace.Running.PERHAPS
                            : now);
        } else if ((text.startsWith("pytest.skip(") || text.startsWith("skip("))
                && text.contains("allow_module_level")) {
            stop(conditional);
        }
    }

    private void stop(boolean conditional) {
        into.leave(conditional ? Namespace.Running.PERHAPS : Namespace.Running.SKIPPED);
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
}
