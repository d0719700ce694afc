package org.fastest.discover;

import java.util.IdentityHashMap;
import java.util.List;
import org.fastest.syntax.Code;
import org.fastest.syntax.Parser;
import org.fastest.syntax.Stmt;
import org.jspecify.annotations.Nullable;

/**
 * Tells from the text of a function what it does as a decorator: those that hand back the function,
 * one that {@code functools.wraps} it, or a mark, keep the test that they stand on.
 */
final class DecoratorFunction {
    private static final Decorator UNKNOWN = new Decorator.Unknown();

    /** A function in a function in a function is the deepest that makes sense. */
    private static final int DEEPEST = 3;

    private DecoratorFunction() {}

    /**
     * What it is.
     *
     * @param names where the function stands
     * @param called whether it is called to make the decorator: {@code @function(…)}
     */
    static Decorator read(Binding.Function function, Resolver names, boolean called) {
        Stmt.FunctionDef def = function.def();
        if (function.conditional() || def.isAsync()) {
            return UNKNOWN;
        }
        if (def.decorators().size() == 1) {
            // What contextlib makes of a generator is a decorator too, when it is called.
            String name = names.dotted(def.decorators().getFirst().text());
            return called && "contextlib.contextmanager".equals(name)
                    ? new Decorator.Wraps()
                    : UNKNOWN;
        }
        if (!def.decorators().isEmpty() || def.isGenerator()) {
            return UNKNOWN;
        }
        String body = names.home().stretch(def.headerEnd(), def.extent().end());
        IdentityHashMap<Stmt.FunctionDef, Decorator> known = names.world().decorators(called);
        Decorator read = known.get(def);
        if (read == null) {
            // A function may hand back what it makes itself.
            known.put(def, UNKNOWN);
            read = read(body, def.parameters(), names, called, 0);
            known.put(def, read);
        }
        return read;
    }

    private static Decorator read(
            String text, Code parameters, Resolver names, boolean called, int depth) {
        List<Stmt> body = bodyOf(text);
        if (body == null || depth > DEEPEST) {
            return UNKNOWN;
        }
        Returns returns = new Returns("class _:" + text, names, called, depth);
        List<String> taken = Parameters.required(parameters, false);
        if (!called && taken.isEmpty()) {
            return UNKNOWN;
        }
        returns.decorated = called ? null : taken.getFirst();
        returns.run(body);
        Decorator found = returns.found;
        return found == null ? UNKNOWN : found;
    }

    /** A function's body reads like a class's, where every statement is kept. */
    private static @Nullable List<Stmt> bodyOf(String text) {
        List<Stmt> read = Parser.parse("class _:" + text).body();
        return read.size() == 1 && read.getFirst() instanceof Stmt.ClassDef whole
                ? whole.body()
                : null;
    }

    /** Goes through all that a function may hand back; that must be one and the same thing. */
    private static final class Returns {
        private final String text;
        private final Resolver names;
        private final boolean called;
        private final int depth;
        private final java.util.Map<String, Stmt.FunctionDef> inner = new java.util.HashMap<>();
        private final java.util.Map<String, Stmt.ClassDef> classes = new java.util.HashMap<>();
        private @Nullable String decorated;
        private @Nullable Decorator found;

        Returns(String text, Resolver names, boolean called, int depth) {
            this.text = text;
            this.names = names;
            this.called = called;
            this.depth = depth;
        }

        void run(List<Stmt> body) {
            for (Stmt stmt : body) {
                if (stmt instanceof Stmt.FunctionDef def) {
                    inner.put(def.name(), def);
                } else if (stmt instanceof Stmt.ClassDef def) {
                    classes.put(def.name(), def);
                } else if (stmt instanceof Stmt.KeywordStmt keyword
                        && keyword.keyword().equals("return")) {
                    add(returned(keyword.rest()));
                } else if (stmt instanceof Stmt.Compound compound) {
                    for (Stmt.Clause clause : compound.clauses()) {
                        run(clause.body());
                    }
                } else if (mayChange(stmt)) {
                    add(UNKNOWN);
                }
            }
        }

        /** Whether a statement has to do with what is decorated, or with what is handed back. */
        private boolean mayChange(Stmt stmt) {
            String own = text.substring(stmt.extent().start(), stmt.extent().end());
            for (String name : Names.in(own)) {
                if (name.equals(decorated) || inner.containsKey(name)) {
                    return true;
                }
            }
            return false;
        }

        private void add(Decorator one) {
            Decorator before = found;
            boolean agree =
                    before == null
                            || (before instanceof Decorator.Keeps && one instanceof Decorator.Keeps)
                            || (before instanceof Decorator.Mark left
                                    && one instanceof Decorator.Mark right
                                    && left.name().equals(right.name()));
            found = agree ? one : UNKNOWN;
        }

        private Decorator returned(Code value) {
            String written = value.text();
            if (!called && written.equals(decorated)) {
                return new Decorator.Keeps(written);
            }
            Stmt.FunctionDef def = inner.get(written);
            if (def != null) {
                if (called && def.decorators().isEmpty() && !def.isAsync() && !def.isGenerator()) {
                    String own = text.substring(def.headerEnd(), def.extent().end());
                    return read(own, def.parameters(), names, false, depth + 1);
                }
                return wraps(def) ? new Decorator.Wraps() : UNKNOWN;
            }
            Stmt.ClassDef derived = classes.get(written);
            if (derived != null) {
                return derives(derived) ? new Decorator.Keeps(written) : UNKNOWN;
            }
            String behind = "(" + decorated + ")";
            if (!called && written.endsWith(behind)) {
                String maker = written.substring(0, written.length() - behind.length());
                return keeper(new Code(maker, value.start()));
            }
            return called ? keeper(value) : UNKNOWN;
        }

        /** Whether {@code functools.wraps(decorated)} is all that stands on a function. */
        private boolean wraps(Stmt.FunctionDef def) {
            if (called || def.decorators().size() != 1 || def.isGenerator()) {
                return false;
            }
            String wrapper = def.decorators().getFirst().text();
            int open = wrapper.indexOf('(');
            return open > 0
                    && wrapper.substring(open).equals("(" + decorated + ")")
                    && "functools.wraps".equals(names.dotted(wrapper.substring(0, open)));
        }

        /** Whether a class adds nothing to the decorated one that collecting it would show. */
        private boolean derives(Stmt.ClassDef def) {
            boolean plain =
                    !called
                            && def.bases().size() == 1
                            && def.bases().getFirst().text().equals(decorated)
                            && def.decorators().isEmpty()
                            && def.keywords().isEmpty();
            for (Stmt stmt : def.body()) {
                String name = stmt instanceof Stmt.FunctionDef method ? method.name() : "";
                boolean known = name.startsWith("setUp") || name.startsWith("tearDown");
                plain &= known || stmt instanceof Stmt.ExprStmt;
            }
            return plain;
        }

        /** A mark, or what keeps the function; their arguments may be the decorator's own. */
        private Decorator keeper(Code code) {
            Decorator read = Decorator.read(code, names);
            boolean mark = read instanceof Decorator.Mark one && !one.name().equals("usefixtures");
            boolean keeps = read instanceof Decorator.Keeps || read instanceof Decorator.Wraps;
            return mark || keeps ? read : UNKNOWN;
        }
    }
}
