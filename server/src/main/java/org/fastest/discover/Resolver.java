package org.fastest.discover;

import org.jspecify.annotations.Nullable;

/**
 * What dotted names mean at a place in a module.
 *
 * @param inner the namespace of the class whose body this is, or null in the module's own
 * @param module the module's namespace
 * @param home the module
 * @param world what is known of others
 */
record Resolver(@Nullable Namespace inner, Namespace module, PyModule home, World world) {
    private static final int DEEPEST = 32;
    private static final Meaning UNKNOWN = new Meaning.Unknown();
    private static final Meaning ABSENT = new Meaning.Absent();

    /** In a module's own body. */
    static Resolver of(PyModule home, World world) {
        return new Resolver(null, world.namespace(home), home, world);
    }

    /** In the body of a class of the same module. */
    Resolver in(Namespace body) {
        return new Resolver(body, module, home, world);
    }

    /** In a function, which does not see the names of the class around it. */
    Resolver inFunction() {
        return new Resolver(null, module, home, world);
    }

    /**
     * What a name is bound to: in the class's body, else in the module; functions and outer classes
     * in between do not count.
     */
    @Nullable Binding get(String name) {
        Binding own = inner == null ? null : inner.get(name);
        return own == null ? module.get(name) : own;
    }

    /**
     * The full dotted name behind a name as written, going by this module alone: {@code
     * pm.parametrize} is {@code pytest.mark.parametrize} where {@code from pytest import mark as
     * pm} stands in the module.
     *
     * @return null for names that are bound here to something else than an import or an alias of
     *     one
     */
    @Nullable String dotted(String written) {
        return dotted(written, 0);
    }

    private @Nullable String dotted(String written, int depth) {
        int dot = written.indexOf('.');
        String root = dot < 0 ? written : written.substring(0, dot);
        String rest = dot < 0 ? "" : written.substring(dot);
        Binding binding = get(root);
        if (binding == null) {
            return written;
        }
        if (binding instanceof Binding.Imported imported) {
            return imported.path() + rest;
        }
        if (binding instanceof Binding.Value value
                && !value.conditional()
                && value.code().isDottedName()
                && depth < 8) {
            String text = value.code().text();
            String aliased = text.equals(root) ? null : dotted(text, depth + 1);
            return aliased == null ? null : aliased + rest;
        }
        return null;
    }

    /**
     * What a name as written stands for, in whichever module that is.
     *
     * @param stop tells names that the asker knows without their texts
     */
    Meaning meaning(String written, Meaning.Stop stop) {
        return meaning(written, stop, 0, false);
    }

    private Meaning meaning(String written, Meaning.Stop stop, int depth, boolean conditional) {
        int dot = written.indexOf('.');
        String root = dot < 0 ? written : written.substring(0, dot);
        String rest = dot < 0 ? "" : written.substring(dot + 1);
        Binding binding = get(root);
        if (binding == null) {
            return module.isOpen() ? UNKNOWN : new Meaning.Named(written, conditional);
        }
        return bound(binding, root, rest, stop, depth, conditional);
    }

    private Meaning bound(
            Binding binding,
            String name,
            String rest,
            Meaning.Stop stop,
            int depth,
            boolean conditional) {
        if (depth > DEEPEST) {
            return UNKNOWN;
        }
        boolean perhaps = conditional || binding.conditional();
        if (binding instanceof Binding.Imported imported) {
            return imported(imported, rest, stop, depth + 1, perhaps);
        }
        if (binding instanceof Binding.Value value && value.code().isDottedName()) {
            String text = value.code().text();
            String whole = rest.isEmpty() ? text : text + "." + rest;
            if (!Names.root(text).equals(name)) {
                Meaning aliased = meaning(whole, stop, depth + 1, perhaps);
                // What it is worth may be known all the same: a member of an enum.
                return aliased instanceof Meaning.Unknown && rest.isEmpty()
                        ? new Meaning.Bound(binding, this, perhaps)
                        : aliased;
            }
            // In a class, name = name means the module's.
            return inner == null
                    ? UNKNOWN
                    : new Resolver(null, module, home, world)
                            .meaning(whole, stop, depth + 1, perhaps);
        }
        if (rest.isEmpty()) {
            return new Meaning.Bound(binding, this, perhaps);
        }
        if (binding instanceof Binding.Definition definition) {
            Namespace members = Namespace.of(definition.def().body(), world, home);
            Binding member = members.get(first(rest));
            // What a metaclass, such as an enum's, makes of plain values is not theirs.
            boolean plain =
                    definition.def().bases().isEmpty() && definition.def().keywords().isEmpty();
            return member == null || (member instanceof Binding.Value && !plain)
                    ? UNKNOWN
                    : in(members).bound(member, first(rest), rest(rest), stop, depth + 1, perhaps);
        }
        return UNKNOWN;
    }

    private Meaning imported(
            Binding.Imported imported,
            String rest,
            Meaning.Stop stop,
            int depth,
            boolean conditional) {
        String path = imported.path();
        String full = rest.isEmpty() ? path : path + "." + rest;
        if (stop.at(full)) {
            return new Meaning.Named(full, conditional);
        }
        String name = imported.isFrom() ? path.substring(path.lastIndexOf('.') + 1) : "";
        Located located = world.locate(home.ref(imported.isFrom() ? moduleOf(path) : path));
        if (located instanceof Located.Missing) {
            return ABSENT;
        }
        if (!(located instanceof Located.Source source)) {
            return new Meaning.Named(full, conditional);
        }
        PyModule found = source.module();
        if (!imported.isFrom()) {
            return inside(found, rest, stop, depth, conditional);
        }
        // from . import name, in the package itself: the submodule.
        boolean itself =
                found == home
                        && module.get(name) instanceof Binding.Imported own
                        && own.path().equals(path);
        return itself
                ? child(found, name, rest, stop, depth, conditional)
                : attribute(found, name, rest, stop, depth, conditional);
    }

    private Meaning inside(
            PyModule found, String rest, Meaning.Stop stop, int depth, boolean conditional) {
        return rest.isEmpty()
                ? new Meaning.Whole(found)
                : attribute(found, first(rest), rest(rest), stop, depth, conditional);
    }

    private Meaning attribute(
            PyModule found,
            String name,
            String rest,
            Meaning.Stop stop,
            int depth,
            boolean conditional) {
        Resolver there = of(found, world);
        Binding binding = there.module.get(name);
        if (binding != null) {
            return there.bound(binding, name, rest, stop, depth, conditional);
        }
        return there.module.isOpen()
                ? UNKNOWN
                : there.child(found, name, rest, stop, depth, conditional);
    }

    private Meaning child(
            PyModule parent,
            String name,
            String rest,
            Meaning.Stop stop,
            int depth,
            boolean conditional) {
        Located child = world.child(parent, name);
        if (child instanceof Located.Source source && depth <= DEEPEST) {
            return inside(source.module(), rest, stop, depth + 1, conditional);
        }
        boolean absent =
                child instanceof Located.Missing
                        && world.namespace(parent).get("__getattr__") == null;
        return absent ? ABSENT : UNKNOWN;
    }

    /** The module part of {@code a.b.name}, {@code ..name} and the like. */
    private static String moduleOf(String path) {
        int dot = path.lastIndexOf('.');
        int end = dot;
        while (end > 0 && path.charAt(end - 1) == '.') {
            end--;
        }
        return end == 0 ? path.substring(0, dot + 1) : path.substring(0, dot);
    }

    private static String first(String rest) {
        int dot = rest.indexOf('.');
        return dot < 0 ? rest : rest.substring(0, dot);
    }

    private static String rest(String rest) {
        int dot = rest.indexOf('.');
        return dot < 0 ? "" : rest.substring(dot + 1);
    }
}
