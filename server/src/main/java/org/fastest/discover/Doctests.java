package org.fastest.discover;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.fastest.model.Certainty;
import org.fastest.model.Kind;
import org.fastest.syntax.Code;
import org.fastest.syntax.Stmt;
import org.fastest.text.Extent;
import org.jspecify.annotations.Nullable;

/**
 * The docstrings of one module that are tests, as {@code doctest.DocTestFinder} finds them: those
 * of the module and of what is defined in it, by name.
 */
final class Doctests {
    /** Hand back what they decorate, or something with its docstring and module. */
    private static final Set<String> KEEPERS =
            Set.of(
                    "property",
                    "functools.cached_property",
                    "functools.lru_cache",
                    "functools.cache",
                    "functools.total_ordering",
                    "functools.singledispatch",
                    "contextlib.contextmanager",
                    "contextlib.asynccontextmanager",
                    "abc.abstractproperty",
                    "enum.unique",
                    "typing.runtime_checkable",
                    "attr.s",
                    "attr.attrs",
                    "attr.define",
                    "attr.frozen",
                    "attrs.define",
                    "attrs.frozen");

    private static final String PROMPT = ">>>";
    private static final int DEEPEST_CLASS = 50;

    private final Resolver names;
    private final String text;
    private final Map<String, Found> found = new TreeMap<>(Logic::order);
    private boolean isBroken;

    private Doctests(Resolver names) {
        this.names = names;
        this.text = names.home().text();
    }

    private record Found(Extent range, Extent selection, boolean isSure) {}

    /**
     * Adds a module's.
     *
     * @param name under which pytest imports it
     * @param marks of the module
     * @param certainty of one that is surely written there
     */
    static void add(
            Resolver names,
            ImportName name,
            ModuleContext context,
            Marks marks,
            Certainty certainty,
            ItemList out) {
        String text = names.home().text();
        boolean isSetup = context.path().equals("setup.py") || context.path().endsWith("/setup.py");
        if (isSetup && (text.contains("setuptools") || text.contains("distutils"))) {
            return;
        }
        Doctests doctests = new Doctests(names);
        if (text.contains(PROMPT)) {
            doctests.module(name.dotted());
        }
        // What stands in __test__ is one too; and where that is no dict, collecting fails.
        boolean more = names.module().get("__test__") != null;
        boolean moves = text.contains("__module__") || Mutations.isAssigned("__doc__", text);
        boolean isSure = name.isSure() && !more && !moves && !doctests.isBroken;
        if (more || (moves && text.contains(PROMPT))) {
            out.doubtFile();
        }
        // pytest 7 did not look for marks here.
        List<String> tags = context.facts().major() == 7 ? List.of() : marks.names();
        for (Map.Entry<String, Found> entry : doctests.found.entrySet()) {
            Found each = entry.getValue();
            out.add(
                    context.path(),
                    Kind.DOCTEST,
                    entry.getKey(),
                    each.range,
                    each.selection,
                    tags,
                    isSure && each.isSure ? certainty : Certainty.UNKNOWN);
        }
    }

    private void module(String name) {
        List<Stmt> body = names.home().file().body();
        String own = Docstrings.of(body);
        if (own != null) {
            Extent place = body.getFirst().extent();
            docstring(name, own, new Found(place, place, true));
        }
        members(names.module(), body, names, name, null, true, 0);
    }

    /**
     * What a body defines.
     *
     * @param klass the name of the class whose body it is
     */
    private void members(
            Namespace namespace,
            List<Stmt> body,
            Resolver here,
            String prefix,
            @Nullable String klass,
            boolean isSure,
            int depth) {
        for (Map.Entry<String, Binding> entry : namespace.bindings().entrySet()) {
            Binding binding = entry.getValue();
            String name = prefix + "." + mangled(entry.getKey(), klass);
            boolean sure = isSure && !binding.conditional();
            if (binding instanceof Binding.Function function) {
                function(name, whole(function.def(), body), here, sure);
            } else if (binding instanceof Binding.Definition definition && depth < DEEPEST_CLASS) {
                klass(name, definition.def(), here, sure, depth);
            } else if (binding instanceof Binding.Value value && mayBeDocumented(value.code())) {
                found.put(name, new Found(value.place(), value.place(), false));
            }
        }
    }

    private void function(String name, Stmt.FunctionDef def, Resolver here, boolean isSure) {
        if (!holds(def.extent())) {
            return;
        }
        String own = Docstrings.of(def, text);
        if (own != null) {
            boolean kept = isKept(def.decorators(), here);
            docstring(name, own, new Found(def.extent(), def.nameExtent(), isSure && kept));
        }
    }

    private void klass(String name, Stmt.ClassDef def, Resolver here, boolean isSure, int depth) {
        if (!holds(def.extent())) {
            return;
        }
        boolean sure = isSure && isKept(def.decorators(), here);
        String own = Docstrings.of(def.body());
        if (own != null) {
            docstring(name, own, new Found(def.extent(), def.nameExtent(), sure));
        }
        Namespace inner = Namespace.of(def.body(), here.world(), here.home());
        members(inner, def.body(), here.in(inner), name, def.name(), sure, depth + 1);
    }

    private void docstring(String name, String own, Found where) {
        Examples examples = Examples.in(own);
        isBroken |= examples == Examples.BROKEN;
        if (examples != Examples.NONE) {
            found.put(name, where);
        }
    }

    private boolean holds(Extent extent) {
        int at = text.indexOf(PROMPT, extent.start());
        return at >= 0 && at < extent.end();
    }

    /** A property's docstring is that of its getter, whatever is added to it afterwards. */
    private static Stmt.FunctionDef whole(Stmt.FunctionDef def, List<Stmt> body) {
        boolean adds = false;
        for (Code decorator : def.decorators()) {
            adds |=
                    decorator.text().equals(def.name() + ".setter")
                            || decorator.text().equals(def.name() + ".deleter");
        }
        for (Stmt stmt : body) {
            if (adds && stmt instanceof Stmt.FunctionDef first && first.name().equals(def.name())) {
                return first;
            }
        }
        return def;
    }

    private static boolean isKept(List<Code> decorators, Resolver here) {
        for (Code code : decorators) {
            Decorator decorator = Decorator.read(code, here);
            String written = code.text();
            int open = written.indexOf('(');
            String dotted = here.dotted(open < 0 ? written : written.substring(0, open));
            boolean keeps =
                    decorator instanceof Decorator.Keeps
                            || decorator instanceof Decorator.Mark
                            || decorator instanceof Decorator.Parametrize
                            || decorator instanceof Decorator.Wraps
                            || (dotted != null && KEEPERS.contains(dotted));
            if (!keeps) {
                return false;
            }
        }
        return true;
    }

    /** Whether what a call makes of a documented definition may carry its docstring. */
    private boolean mayBeDocumented(Code code) {
        if (code.text().indexOf('(') < 0) {
            return false;
        }
        if (code.text().contains(PROMPT)) {
            return true;
        }
        List<String> mentioned = new ArrayList<>(Names.in(code.text()));
        return !mentioned.isEmpty() && mentions(names.home().file().body(), mentioned);
    }

    private boolean mentions(List<Stmt> body, List<String> mentioned) {
        for (Stmt stmt : body) {
            boolean hit = false;
            if (stmt instanceof Stmt.FunctionDef def) {
                hit = mentioned.contains(def.name()) && holds(def.extent());
            } else if (stmt instanceof Stmt.ClassDef def && holds(def.extent())) {
                hit = mentioned.contains(def.name()) || mentions(def.body(), mentioned);
            } else if (stmt instanceof Stmt.Compound compound) {
                for (Stmt.Clause clause : compound.clauses()) {
                    hit |= mentions(clause.body(), mentioned);
                }
            }
            if (hit) {
                return true;
            }
        }
        return false;
    }

    /** Python's own spelling of a class's private names. */
    private static String mangled(String name, @Nullable String klass) {
        if (klass == null || !name.startsWith("__") || name.endsWith("__")) {
            return name;
        }
        int first = 0;
        while (first < klass.length() && klass.charAt(first) == '_') {
            first++;
        }
        return first < klass.length() ? "_" + klass.substring(first) + name : name;
    }
}
