package org.fastest.discover;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fastest.syntax.Code;
import org.fastest.syntax.Expr;
import org.fastest.syntax.Expressions;
import org.fastest.syntax.Parser;
import org.fastest.syntax.Stmt;
import org.jspecify.annotations.Nullable;

/** Calls values: functions of the text whose bodies only decide what to return, and lambdas. */
final class Application {
    private static final PyValue UNKNOWN = new PyValue.Unknown();
    private static final PyValue NONE = new PyValue.Scalar("None");
    private static final int LONGEST_BODY = 2000;

    private Application() {}

    /** A call as it is written. */
    static PyValue call(Expr.Call call, Values values, int depth) {
        String written = Values.dottedName(call.function());
        String name = written == null ? null : values.dotted(written);
        if ("pytest.param".equals(name)) {
            return param(call, values, depth);
        }
        PyValue callee = name == null ? values.of(call.function(), depth + 1) : UNKNOWN;
        if (name == null && callee instanceof PyValue.Unknown) {
            return UNKNOWN;
        }
        Map<String, PyValue> keywords = new LinkedHashMap<>();
        for (Expr.Keyword keyword : call.keywords()) {
            if (keyword.name() == null) {
                return name == null ? UNKNOWN : Builtins.plain(name);
            }
            keywords.put(keyword.name(), values.of(keyword.value(), depth + 1));
        }
        List<PyValue> arguments = new ArrayList<>();
        for (Expr argument : call.arguments()) {
            if (argument instanceof Expr.Starred starred) {
                List<PyValue> more = Iteration.of(values.of(starred.value(), depth + 1));
                if (more == null) {
                    return name == null ? UNKNOWN : Builtins.plain(name);
                }
                arguments.addAll(more);
            } else {
                arguments.add(values.of(argument, depth + 1));
            }
        }
        if (name != null && name.startsWith("platform.")) {
            return Conditions.asked(name, values.names().world().facts());
        }
        PyValue result = name == null ? UNKNOWN : Builtins.call(name, arguments, keywords, depth);
        if (name != null && result instanceof PyValue.Unknown) {
            callee = values.of(call.function(), depth + 1);
        }
        return result instanceof PyValue.Unknown
                ? apply(callee, arguments, keywords, depth)
                : result;
    }

    /** Calls any value. */
    static PyValue apply(
            PyValue callee, List<PyValue> arguments, Map<String, PyValue> keywords, int depth) {
        if (callee instanceof PyValue.Function function) {
            return function(function, arguments, keywords, depth);
        }
        if (callee instanceof PyValue.Method method) {
            return Methods.call(method.self(), method.name(), arguments, keywords);
        }
        if (callee instanceof PyValue.EnumClass type && arguments.size() == 1) {
            List<PyValue.Member> members = type.members();
            for (PyValue.Member member : members == null ? List.<PyValue.Member>of() : members) {
                Boolean same = Logic.equal(member.value(), arguments.getFirst());
                if (same == null || same) {
                    return same == null ? UNKNOWN : member;
                }
            }
            return UNKNOWN;
        }
        if (callee instanceof PyValue.Builtin builtin) {
            return Builtins.call(builtin.path(), arguments, keywords, depth);
        }
        if (callee instanceof PyValue.PlainClass) {
            return new PyValue.Plain();
        }
        // An object of whatever class.
        return callee instanceof PyValue.Named ? new PyValue.Some() : UNKNOWN;
    }

    /** A function of the text as a value. */
    static PyValue.Function of(Stmt.FunctionDef def, Values values) {
        return new PyValue.Function(def.name(), def.parameters(), def, null, values);
    }

    /** Calls a function of the text. */
    static PyValue function(
            PyValue.Function function,
            List<PyValue> arguments,
            Map<String, PyValue> keywords,
            int depth) {
        Values scope = function.values().inFunction();
        Locals locals = bind(function, arguments, keywords, scope);
        if (locals == null || scope.isSpent()) {
            return UNKNOWN;
        }
        Expr expression = function.body();
        if (expression != null) {
            return scope.with(locals).of(expression, depth + 1);
        }
        Stmt.FunctionDef def = function.def();
        if (def == null || def.isAsync() || def.isGenerator()) {
            return UNKNOWN;
        }
        String text = scope.text(def.headerEnd(), def.extent().end());
        List<Stmt> body = text.length() > LONGEST_BODY ? null : bodyOf(text);
        if (body == null) {
            return UNKNOWN;
        }
        PyValue result = new Body(scope, depth + 1).run(body, locals).value;
        return result == null ? NONE : result;
    }

    /**
     * The statements of a function, read like a class's, where every one is kept; null where that
     * fails.
     *
     * @param text what stands behind its header
     */
    static @Nullable List<Stmt> bodyOf(String text) {
        List<Stmt> read = Parser.parse("class _:" + text).body();
        return read.size() == 1 && read.getFirst() instanceof Stmt.ClassDef whole
                ? whole.body()
                : null;
    }

    /** Binds a call's arguments to the parameters; null where they do not fit or are not simple. */
    private static @Nullable Locals bind(
            PyValue.Function function,
            List<PyValue> arguments,
            Map<String, PyValue> keywords,
            Values scope) {
        List<Parameters.Parameter> parameters = Parameters.simple(function.parameters());
        if (parameters == null || arguments.size() > parameters.size()) {
            return null;
        }
        Locals locals = scope.locals();
        int used = 0;
        for (int i = 0; i < parameters.size(); i++) {
            Parameters.Parameter parameter = parameters.get(i);
            PyValue value =
                    i < arguments.size() ? arguments.get(i) : keywords.get(parameter.name());
            used += i < arguments.size() || value == null ? 0 : 1;
            Code otherwise = parameter.otherwise();
            if (value == null && otherwise != null) {
                value = scope.of(Expressions.parse(otherwise), 1);
            }
            if (value == null) {
                return null;
            }
            locals = new Locals(parameter.name(), value, locals);
        }
        // A function without parameters still has a body of its own.
        Locals bound = locals == null ? new Locals("", NONE, null) : locals;
        return used == keywords.size() ? bound : null;
    }

    private static PyValue param(Expr.Call call, Values values, int depth) {
        List<PyValue> given = new ArrayList<>();
        for (Expr argument : call.arguments()) {
            if (argument instanceof Expr.Starred starred) {
                List<PyValue> more = Iteration.of(values.of(starred.value(), depth + 1));
                if (more == null) {
                    return UNKNOWN;
                }
                given.addAll(more);
            } else {
                given.add(values.of(argument, depth + 1));
            }
        }
        PyValue id = null;
        Marks marks = Marks.NONE;
        for (Expr.Keyword keyword : call.keywords()) {
            if ("id".equals(keyword.name())) {
                PyValue value = values.of(keyword.value(), depth + 1);
                id = Logic.isNone(value) ? null : value;
            } else if ("marks".equals(keyword.name())) {
                marks = Marks.ofExpression(keyword.value(), values);
            } else {
                return UNKNOWN;
            }
        }
        return new PyValue.Param(given, id, marks);
    }

    /** Goes through the statements of a function that only decides what to return. */
    private static final class Body {
        private final Values scope;
        private final int depth;
        private @Nullable PyValue value;

        Body(Values scope, int depth) {
            this.scope = scope;
            this.depth = depth;
        }

        Body run(List<Stmt> body, @Nullable Locals given) {
            Locals locals = given;
            for (Stmt stmt : body) {
                if (value != null) {
                    return this;
                }
                if (stmt instanceof Stmt.KeywordStmt keyword) {
                    if (keyword.keyword().equals("return")) {
                        value = keyword.rest().isEmpty() ? NONE : of(keyword.rest(), locals);
                    } else if (!keyword.keyword().equals("pass")) {
                        value = UNKNOWN;
                    }
                } else if (stmt instanceof Stmt.Assign assign
                        && assign.targets().size() == 1
                        && assign.targets().getFirst().isDottedName()
                        && assign.targets().getFirst().text().indexOf('.') < 0) {
                    String name = assign.targets().getFirst().text();
                    locals = new Locals(name, of(assign.value(), locals), locals);
                } else if (stmt instanceof Stmt.Compound compound) {
                    branch(compound, locals);
                } else if (!(stmt instanceof Stmt.ExprStmt text
                        && Expressions.parse(text.value()) instanceof Expr.Str)) {
                    value = UNKNOWN;
                }
            }
            return this;
        }

        /** An if whose branches return; what they assign and leave to later is not followed. */
        private void branch(Stmt.Compound compound, @Nullable Locals locals) {
            for (Stmt.Clause clause : compound.clauses()) {
                boolean isElse = clause.kind() == Stmt.ClauseKind.ELSE;
                boolean isIf =
                        clause.kind() == Stmt.ClauseKind.IF
                                || clause.kind() == Stmt.ClauseKind.ELIF;
                if (!isElse && !isIf) {
                    value = UNKNOWN;
                    return;
                }
                Boolean holds = isElse ? Boolean.TRUE : Logic.truth(of(clause.head(), locals));
                if (holds == null) {
                    value = UNKNOWN;
                    return;
                }
                if (holds) {
                    run(clause.body(), locals);
                    if (value == null) {
                        value = isOnlyPass(clause.body()) ? null : UNKNOWN;
                    }
                    return;
                }
            }
        }

        private static boolean isOnlyPass(List<Stmt> body) {
            return body.size() == 1 && body.getFirst() instanceof Stmt.KeywordStmt;
        }

        private PyValue of(Code code, @Nullable Locals locals) {
            Values inside = locals == null ? scope : scope.with(locals);
            return inside.of(Expressions.parse(code), depth);
        }
    }
}
