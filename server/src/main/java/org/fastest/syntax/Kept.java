package org.fastest.syntax;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What decorators and values mean stays known in statements that are read again: tree-sitter would
 * take more time for the decorators of one class than all else for the edit.
 */
final class Kept {
    private Kept() {}

    /** Hands on what is known of the code in some statements to the same code in others. */
    static void parsed(List<Stmt> before, List<Stmt> now) {
        Map<String, Expr> known = new HashMap<>();
        for (Stmt stmt : before) {
            take(stmt, known);
        }
        if (!known.isEmpty()) {
            for (Stmt stmt : now) {
                give(stmt, known);
            }
        }
    }

    private static void take(Stmt stmt, Map<String, Expr> into) {
        if (stmt instanceof Stmt.FunctionDef def) {
            take(def.decorators(), into);
        } else if (stmt instanceof Stmt.ClassDef def) {
            take(def.decorators(), into);
            for (Stmt inner : def.body()) {
                take(inner, into);
            }
        } else if (stmt instanceof Stmt.Assign assign) {
            take(List.of(assign.value()), into);
        }
    }

    private static void take(List<Code> codes, Map<String, Expr> into) {
        for (Code code : codes) {
            Expr parsed = code.parsed;
            if (parsed != null) {
                into.put(code.text(), parsed);
            }
        }
    }

    private static void give(Stmt stmt, Map<String, Expr> known) {
        if (stmt instanceof Stmt.FunctionDef def) {
            give(def.decorators(), known);
        } else if (stmt instanceof Stmt.ClassDef def) {
            give(def.decorators(), known);
            for (Stmt inner : def.body()) {
                give(inner, known);
            }
        } else if (stmt instanceof Stmt.Assign assign) {
            give(List.of(assign.value()), known);
        }
    }

    private static void give(List<Code> codes, Map<String, Expr> known) {
        for (Code code : codes) {
            if (code.parsed == null) {
                code.parsed = known.get(code.text());
            }
        }
    }
}
