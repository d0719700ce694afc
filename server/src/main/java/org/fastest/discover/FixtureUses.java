package org.fastest.discover;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.fastest.syntax.Code;
import org.fastest.syntax.Expr;
import org.fastest.syntax.Expressions;
import org.fastest.syntax.Stmt;
import org.fastest.text.Extent;
import org.jspecify.annotations.Nullable;

/** Finds the places in a module where fixtures are named, by the same tables that tests get. */
public final class FixtureUses {
    private static final String ASKS = "getfixturevalue(";

    private final PyModule module;
    private final ModuleContext context;
    private final TestClasses classes;
    private final List<FixtureUse> uses = new ArrayList<>();

    private FixtureUses(PyModule module, ModuleContext context, TestClasses classes) {
        this.module = module;
        this.context = context;
        this.classes = classes;
    }

    /**
     * All of a module's, in the order of its text.
     *
     * @param builtin fixtures of pytest itself, which all others override
     */
    public static Discovered<List<FixtureUse>> in(
            PyModule module, ModuleContext context, List<FixtureLevel> builtin) {
        World world = new World(context.modules(), context.config().ids(), context.facts());
        ModuleItems items = new ModuleItems(module, world, context);
        List<FixtureLevel> levels = new ArrayList<>(items.levels());
        levels.addAll(builtin);
        FixtureUses found = new FixtureUses(module, context, items.classes());
        found.body(module.file().body(), levels, items.values(), false);
        return world.discovered(List.copyOf(found.uses), List.of(module));
    }

    /** The first line of the docstring of a fixture's function, or null. */
    public static @Nullable String summary(PyModule module, int name) {
        Stmt.FunctionDef def = function(module.file().body(), name);
        String doc = def == null ? null : Docstrings.of(def, module.text());
        return doc == null || doc.isBlank() ? null : doc.strip().lines().findFirst().orElse(null);
    }

    private static Stmt.@Nullable FunctionDef function(List<Stmt> body, int name) {
        for (Stmt stmt : body) {
            if (!stmt.extent().contains(name)) {
                continue;
            }
            if (stmt instanceof Stmt.FunctionDef def) {
                return def.nameExtent().start() == name ? def : null;
            }
            if (stmt instanceof Stmt.ClassDef def) {
                return function(def.body(), name);
            }
            if (stmt instanceof Stmt.Compound compound) {
                for (Stmt.Clause clause : compound.clauses()) {
                    Stmt.FunctionDef def = function(clause.body(), name);
                    if (def != null) {
                        return def;
                    }
                }
            }
        }
        return null;
    }

    private void body(List<Stmt> body, List<FixtureLevel> levels, Values values, boolean inClass) {
        for (Stmt stmt : body) {
            if (stmt instanceof Stmt.FunctionDef def) {
                function(def, levels, values, inClass);
            } else if (stmt instanceof Stmt.ClassDef def) {
                marks(def.decorators(), levels, values);
                List<FixtureLevel> inner = new ArrayList<>();
                inner.add(new FixtureLevel(classes.fixtures(def, values.names()), false));
                inner.addAll(levels);
                body(def.body(), inner, classes.valuesIn(def), true);
            } else if (stmt instanceof Stmt.Compound compound) {
                for (Stmt.Clause clause : compound.clauses()) {
                    body(clause.body(), levels, values, inClass);
                }
            } else if (stmt instanceof Stmt.Assign assign
                    && assign.targets().getFirst().text().equals("pytestmark")) {
                mark(assign.value(), Expressions.parse(assign.value()), levels, values);
            }
        }
    }

    private void function(
            Stmt.FunctionDef def, List<FixtureLevel> levels, Values values, boolean inClass) {
        marks(def.decorators(), levels, values);
        List<Decorator> decorators = new ArrayList<>();
        boolean isFixture = false;
        boolean isStatic = false;
        for (Code code : def.decorators()) {
            Decorator decorator = Decorator.read(code, values.names());
            isFixture |= decorator instanceof Decorator.Fixture;
            isStatic |= code.text().equals("staticmethod");
            decorators.add(decorator);
        }
        FixtureDef own = isFixture ? own(def, levels) : null;
        if (own != null) {
            uses.add(
                    new FixtureUse(
                            def.nameExtent(), own.name(), true, chain(own.name(), own, levels)));
        }
        boolean isTest = !isFixture && context.config().pythonFunctions().matches(def.name());
        if (!isTest && own == null) {
            return;
        }
        boolean bound = inClass && !isStatic;
        List<String> asked = isTest ? Cases.required(def, decorators, bound) : null;
        if (asked == null) {
            // Of a decorator that is not known: what it gives itself is no fixture's name.
            asked = Parameters.required(def.parameters(), bound);
        }
        Set<String> given = isTest ? given(decorators, values) : Set.of();
        for (String name : asked) {
            int at = Parameters.indexOf(def.parameters().text(), name);
            if (at >= 0 && !given.contains(name)) {
                add(def.parameters().start() + at, name, own, levels);
            }
        }
        String text = module.text();
        int end = def.extent().end();
        for (int at = text.indexOf(ASKS, def.headerEnd());
                at >= 0 && at < end;
                at = text.indexOf(ASKS, at + 1)) {
            int start = at + ASKS.length() + 1;
            char quote = text.charAt(Math.min(start, text.length()) - 1);
            int close = quote == '"' || quote == '\'' ? text.indexOf(quote, start) : -1;
            if (close > start && close < end) {
                add(start, text.substring(start, close), own, levels);
            }
        }
    }

    /** What parametrization gives to a test, so that it is no fixture. */
    private Set<String> given(List<Decorator> decorators, Values values) {
        Set<String> given = new HashSet<>();
        for (Decorator decorator : decorators) {
            if (decorator instanceof Decorator.Parametrize mark) {
                Resolver home = mark.home();
                Parametrization read =
                        Parametrization.read(
                                mark.call(), home == null ? values : values.at(home), context);
                if (read.arguments() != null && read.indirect() != null) {
                    given.addAll(read.arguments());
                    given.removeAll(read.indirect());
                }
            }
        }
        return given;
    }

    private void marks(List<Code> decorators, List<FixtureLevel> levels, Values values) {
        for (Code code : decorators) {
            if (code.text().contains("usefixtures")) {
                mark(code, Expressions.parse(code), levels, values);
            }
        }
    }

    private void mark(Code code, Expr expr, List<FixtureLevel> levels, Values values) {
        if (expr instanceof Expr.ListExpr list) {
            for (Expr each : list.elements()) {
                mark(code, each, levels, values);
            }
        } else if (expr instanceof Expr.Tuple tuple) {
            for (Expr each : tuple.elements()) {
                mark(code, each, levels, values);
            }
        } else if (expr instanceof Expr.Call call
                && Decorator.read(expr, values.names()) instanceof Decorator.Mark mark
                && mark.name().equals("usefixtures")
                && mark.home() == null) {
            for (Expr argument : call.arguments()) {
                if (argument instanceof Expr.Str name) {
                    int at = code.text().indexOf(name.value(), argument.extent().start());
                    if (at >= 0 && at < argument.extent().end()) {
                        add(code.start() + at, name.value(), null, levels);
                    }
                }
            }
        }
    }

    private void add(int at, String name, @Nullable FixtureDef own, List<FixtureLevel> levels) {
        boolean isAbove = own != null && own.name().equals(name);
        List<FixtureDef> chain = chain(name, isAbove ? own : null, levels);
        uses.add(
                new FixtureUse(
                        new Extent(at, at + name.length()),
                        name,
                        false,
                        isAbove && !chain.isEmpty() ? chain.subList(1, chain.size()) : chain));
    }

    /** The fixtures of a name, nearest first; from a certain one on where that is given. */
    private static List<FixtureDef> chain(
            String name, @Nullable FixtureDef from, List<FixtureLevel> levels) {
        List<FixtureDef> chain = new ArrayList<>();
        for (FixtureLevel level : levels) {
            FixtureDef found = level.fixtures().get(name);
            // A conftest's own level is among those above it, too.
            if (found != null
                    && !contains(chain, found)
                    && (from == null || !chain.isEmpty() || isSame(found, from))) {
                chain.add(found);
            }
        }
        return chain;
    }

    private static boolean contains(List<FixtureDef> chain, FixtureDef fixture) {
        for (FixtureDef each : chain) {
            if (isSame(each, fixture)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isSame(FixtureDef one, FixtureDef other) {
        FixtureSite site = one.site();
        FixtureSite there = other.site();
        return site != null
                && there != null
                && site.at() == there.at()
                && site.path().equals(there.path());
    }

    private @Nullable FixtureDef own(Stmt.FunctionDef def, List<FixtureLevel> levels) {
        for (FixtureLevel level : levels) {
            for (FixtureDef fixture : level.fixtures().values()) {
                FixtureSite site = fixture.site();
                if (site != null
                        && site.at() == def.nameExtent().start()
                        && site.path().equals(module.path())) {
                    return fixture;
                }
            }
        }
        return null;
    }
}
