package org.fastest.discover;

import org.jspecify.annotations.Nullable;

/**
 * What dotted names mean at a place in a module.
 *
 * @param inner the namespace of the class whose body this is, or null in the module's own
 * @param module the module's namespace
 */
record Resolver(@Nullable Namespace inner, Namespace module) {
    /**
     * What a name is bound to: in the class's body, else in the module; functions and outer classes
     * in between do not count.
     */
    @Nullable Binding get(String name) {
        Binding own = inner == null ? null : inner.get(name);
        return own == null ? module.get(name) : own;
    }

    /**
     * The full dotted name behind a name as written: {@code pm.parametrize} is {@code
     * pytest.mark.parametrize} where {@code from pytest import mark as pm} stands in the module.
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
}
