package org.fastest.discover;

import org.jspecify.annotations.Nullable;

/**
 * What is known of the modules that a project's files import. While one file is discovered its
 * answers only change from null to something.
 */
@FunctionalInterface
public interface Modules {
    /** Nothing can be told of any module. */
    Modules NONE = ref -> new Located.Opaque();

    /** What is known of a module, or null where nobody has looked yet. */
    @Nullable Located get(ModuleRef ref);
}
