package org.fastest.discover;

import org.jspecify.annotations.Nullable;

/**
 * What dotted names of a module stand for.
 *
 * @param module the module's own namespace
 */
record Resolver(Namespace module) {
    /**
     * The full dotted name behind a name as written: {@code pm.parametrize} is {@code pytest.mark.parametrize} where
     * {@code from pytest import mark as pm} stands in the module.
     *
     * @return null for names that are bound here to something else than an import or an alias of one
     */
    @Nullable String dotted(String written) {
        return dotted(written, 0);
    }

    private @Nullable String dotted(String written, int depth) {
        int dot = written.indexOf('.');
        String root = dot < 0 ? written : written.substring(0, dot);
        String rest = dot < 0 ? "" : written.substring(dot);
        Binding binding = module.get(root);
        if (binding == null) {
            return written;
        }
        if (binding instanceof Binding.Imported imported) {
            return imported.path() + rest;
        }
        if (binding instanceof Binding.Value value && value.code().isDottedName() && depth < 8) {
            String aliased = dotted(value.code().text(), depth + 1);
            return aliased == null ? null : aliased + rest;
        }
        return null;
    }
}
