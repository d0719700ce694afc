package org.fastest.discover;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fastest.syntax.Code;
import org.fastest.syntax.Stmt;
import org.jspecify.annotations.Nullable;

/** The names that a module's or class's body binds, in the order in which Python's {@code __dict__} would hold them. */
final class Namespace {
    private final Map<String, Binding> bindings = new LinkedHashMap<>();
    private boolean hasStarImport;

    static Namespace of(List<Stmt> body) {
        Namespace namespace = new Namespace();
        namespace.run(body, false);
        return namespace;
    }

    /** All bindings by name; a name bound again keeps its first place, as in a dict. */
    Map<String, Binding> bindings() {
        return bindings;
    }

    @Nullable Binding get(String name) {
        return bindings.get(name);
    }

    /** Whether names that are not listed may be there all the same. */
    boolean hasStarImport() {
        return hasStarImport;
    }

    private void run(List<Stmt> body, boolean conditional) {
        for (Stmt stmt : body) {
            // Not a pattern switch: its bootstrap costs 20 ms on the way to the first line printed.
            if (stmt instanceof Stmt.FunctionDef def) {
                bindings.put(def.name(), new Binding.Function(def, conditional));
            } else if (stmt instanceof Stmt.ClassDef def) {
                bindings.put(def.name(), new Binding.Definition(def, conditional));
            } else if (stmt instanceof Stmt.Assign assign) {
                for (Code target : assign.targets()) {
                    assign(target, assign.value(), conditional);
                }
            } else if (stmt instanceof Stmt.AnnAssign assign) {
                Code value = assign.value();
                if (value != null) {
                    assign(assign.target(), value, conditional);
                }
            } else if (stmt instanceof Stmt.AugAssign assign) {
                change(root(assign.target()), conditional);
            } else if (stmt instanceof Stmt.Import imports) {
                for (Stmt.Alias alias : imports.names()) {
                    String path = alias.asName() == null ? alias.bound() : alias.name();
                    bindings.put(alias.bound(), new Binding.Imported(path, conditional));
                }
            } else if (stmt instanceof Stmt.ImportFrom imports) {
                from(imports, conditional);
            } else if (stmt instanceof Stmt.Delete delete) {
                delete(delete, conditional);
            } else if (stmt instanceof Stmt.ExprStmt expression) {
                touch(expression.value());
            } else if (stmt instanceof Stmt.Compound compound) {
                compound(compound, conditional);
            }
        }
    }

    private void from(Stmt.ImportFrom imports, boolean conditional) {
        hasStarImport |= imports.star();
        String module = ".".repeat(imports.level()) + imports.module();
        String prefix = module.isEmpty() || module.endsWith(".") ? module : module + ".";
        for (Stmt.Alias alias : imports.names()) {
            bindings.put(alias.bound(), new Binding.Imported(prefix + alias.name(), conditional));
        }
    }

    private void delete(Stmt.Delete delete, boolean conditional) {
        for (Code target : delete.targets()) {
            if (conditional) {
                change(target.text(), true);
            } else {
                bindings.remove(target.text());
            }
        }
    }

    private void compound(Stmt.Compound compound, boolean conditional) {
        for (Stmt.Clause clause : compound.clauses()) {
            boolean uncertain =
                    switch (clause.kind()) {
                        case WITH, FINALLY -> conditional;
                        case IF, ELIF, ELSE, FOR, WHILE, TRY, EXCEPT, MATCH, CASE -> true;
                    };
            for (Code target : clause.targets()) {
                change(target.text(), uncertain);
            }
            if (!isNeverRun(clause)) {
                run(clause.body(), uncertain);
            }
        }
    }

    /** Blocks that pytest's import of the module does not run. */
    private static boolean isNeverRun(Stmt.Clause clause) {
        String head = clause.head().text();
        return clause.kind() == Stmt.ClauseKind.IF
                && (head.equals("TYPE_CHECKING") || head.equals("typing.TYPE_CHECKING") || head.startsWith("__name__ =="));
    }

    private void assign(Code target, Code value, boolean conditional) {
        String text = target.text();
        if (!target.isDottedName()) {
            for (String name : Names.in(text)) {
                change(name, conditional);
            }
        } else if (text.indexOf('.') < 0) {
            boolean again = bindings.get(text) instanceof Binding.Value || bindings.get(text) instanceof Binding.Other;
            bindings.put(text, again ? new Binding.Other(conditional) : new Binding.Value(value, conditional));
        } else {
            change(root(target), conditional);
        }
    }

    /** A call such as {@code CASES.append(…)} may change what the name is worth. */
    private void touch(Code expression) {
        String name = root(expression);
        if (bindings.get(name) instanceof Binding.Value) {
            change(name, true);
        }
    }

    private void change(String name, boolean conditional) {
        Binding known = bindings.get(name);
        if (known instanceof Binding.Function || known instanceof Binding.Definition || known instanceof Binding.Imported) {
            return;
        }
        bindings.put(name, new Binding.Other(conditional));
    }

    private static String root(Code code) {
        List<String> names = Names.in(code.text());
        return names.isEmpty() ? "" : names.getFirst();
    }
}
