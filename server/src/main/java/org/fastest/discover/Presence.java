package org.fastest.discover;

import java.util.List;
import org.fastest.syntax.Code;
import org.fastest.syntax.Expr;
import org.fastest.syntax.Expressions;
import org.fastest.syntax.Stmt;
import org.jspecify.annotations.Nullable;

/** Tells whether imports succeed, as far as what is installed decides that. */
final class Presence {
    private Presence() {}

    /** What is known of a module by its name as written, or null where that is not sure. */
    static @Nullable Boolean of(String module, World world, PyModule home) {
        if (StandardLibrary.has(module)) {
            return Boolean.TRUE;
        }
        Located located = world.locate(home.ref(module));
        if (located instanceof Located.Source source && source.module().isInstalled()) {
            return Boolean.TRUE;
        }
        boolean absent = located instanceof Located.Missing && !home.mayBring(module);
        return absent ? Boolean.FALSE : null;
    }

    /** What {@code pytest.importorskip} makes of running the module. */
    static Namespace.Running importorskip(Code code, World world, PyModule home) {
        if (Expressions.parse(code) instanceof Expr.Call call
                && Calls.argument(call, 0, "modname") instanceof Expr.Str name) {
            Boolean there = of(name.value(), world, home);
            if (Boolean.FALSE.equals(there)) {
                return Namespace.Running.SKIPPED;
            }
            if (there != null && Calls.argument(call, 1, "minversion") == null) {
                return Namespace.Running.THROUGH;
            }
        }
        return Namespace.Running.IMPORTING;
    }

    /**
     * Whether the body of a {@code try} comes to its end: it does where all it does is to import
     * what is there and to assign literals.
     *
     * @return false where an import in it surely fails, null where that is not sure
     */
    static @Nullable Boolean comesThrough(List<Stmt> body, World world, PyModule home) {
        boolean imports = false;
        for (Stmt stmt : body) {
            Boolean runs = null;
            if (stmt instanceof Stmt.Import names) {
                runs = all(names, world, home);
                imports = true;
            } else if (stmt instanceof Stmt.ImportFrom from) {
                runs = from(from, world, home);
                imports = true;
            } else if (stmt instanceof Stmt.Assign assign && imports) {
                runs = isPlain(assign.value()) ? Boolean.TRUE : null;
            }
            if (!Boolean.TRUE.equals(runs)) {
                return runs;
            }
        }
        return imports ? Boolean.TRUE : null;
    }

    /** Whether an {@code except} clause takes what a failed import raises. */
    static boolean isTaken(String head) {
        if (head.isEmpty()) {
            return true;
        }
        for (String name : Names.in(head)) {
            if (name.equals("ImportError")
                    || name.equals("ModuleNotFoundError")
                    || name.equals("Exception")
                    || name.equals("BaseException")) {
                return true;
            }
        }
        return false;
    }

    private static @Nullable Boolean all(Stmt.Import imports, World world, PyModule home) {
        for (Stmt.Alias alias : imports.names()) {
            Boolean there = of(alias.name(), world, home);
            if (!Boolean.TRUE.equals(there)) {
                return there;
            }
        }
        return Boolean.TRUE;
    }

    private static @Nullable Boolean from(Stmt.ImportFrom imports, World world, PyModule home) {
        String written = ".".repeat(imports.level()) + imports.module();
        if (StandardLibrary.has(written)) {
            // Which names it has differs from version to version.
            return null;
        }
        Located located = world.locate(home.ref(written));
        if (!(located instanceof Located.Source source) || !source.module().isInstalled()) {
            boolean absent = located instanceof Located.Missing && !home.mayBring(written);
            return absent ? Boolean.FALSE : null;
        }
        Namespace there = world.namespace(source.module());
        for (Stmt.Alias alias : imports.names()) {
            Binding binding = there.get(alias.name());
            boolean sure = binding != null && !binding.conditional();
            if (!sure && !(world.child(source.module(), alias.name()) instanceof Located.Source)) {
                return null;
            }
        }
        return imports.star() ? null : Boolean.TRUE;
    }

    private static boolean isPlain(Code code) {
        Expr value = Expressions.parse(code);
        return value instanceof Expr.Constant
                || value instanceof Expr.Str
                || value instanceof Expr.Int;
    }
}
