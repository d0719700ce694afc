package org.fastest.discover;

import java.util.List;
import org.fastest.syntax.Expr;
import org.fastest.syntax.Expressions;
import org.fastest.syntax.Parser;
import org.fastest.syntax.Stmt;
import org.jspecify.annotations.Nullable;

/** What command-line options of conftests are worth where they are not given. */
final class OptionDefaults {
    private OptionDefaults() {}

    /**
     * The option in {@code config.getoption("--name")}, or null for any other expression, and where
     * another value than nothing stands in for one that nobody declared.
     */
    static @Nullable String asked(Expr expr) {
        if (!(expr instanceof Expr.Call call)) {
            return null;
        }
        String function = Values.dottedName(call.function());
        if ("bool".equals(function) && call.arguments().size() == 1) {
            return asked(call.arguments().getFirst());
        }
        if (function == null
                || !(function.equals("config.getoption") || function.equals("config.getvalue"))
                || !(Calls.argument(call, 0, "name") instanceof Expr.Str name)) {
            return null;
        }
        Expr otherwise = Calls.argument(call, 1, "default");
        if (otherwise != null && !isNothing(otherwise)) {
            return null;
        }
        String text = name.value();
        return text.startsWith("-") ? text : "--" + text.replace('_', '-');
    }

    /**
     * Whether an option is worth nothing where it is not given, going by a module that may declare
     * it.
     *
     * @return null where the module does not declare it
     */
    static @Nullable Boolean isOff(String option, String module) {
        if (!module.contains(option)) {
            return null;
        }
        for (Stmt stmt : Parser.parse(module).body()) {
            if (stmt instanceof Stmt.FunctionDef def && def.name().equals("pytest_addoption")) {
                String body = module.substring(def.headerEnd(), def.extent().end());
                List<Stmt> inside = Application.bodyOf(body);
                return inside == null ? Boolean.FALSE : isOff(option, inside);
            }
        }
        return null;
    }

    private static @Nullable Boolean isOff(String option, List<Stmt> body) {
        for (Stmt stmt : body) {
            if (stmt instanceof Stmt.ExprStmt expression
                    && Expressions.parse(expression.value()) instanceof Expr.Call call
                    && names(call, option)) {
                Expr action = Calls.argument(call, Integer.MAX_VALUE, "action");
                Expr otherwise = Calls.argument(call, Integer.MAX_VALUE, "default");
                boolean on = action instanceof Expr.Str how && how.value().equals("store_false");
                return !on && (otherwise == null || isNothing(otherwise));
            }
        }
        return Boolean.FALSE;
    }

    private static boolean names(Expr.Call call, String option) {
        for (Expr argument : call.arguments()) {
            if (argument instanceof Expr.Str name && name.value().equals(option)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isNothing(Expr expr) {
        if (expr instanceof Expr.Constant constant) {
            return constant.kind() == Expr.ConstantKind.NONE
                    || constant.kind() == Expr.ConstantKind.FALSE;
        }
        return (expr instanceof Expr.Str text && text.value().isEmpty())
                || (expr instanceof Expr.ListExpr list && list.elements().isEmpty());
    }
}
