package org.fastest.discover;

import java.util.Set;

/**
 * What a text tells with what is known of other modules.
 *
 * @param needs modules that nobody has looked for yet; when they are known the value may be better.
 *     Empty once it is final
 * @param required modules that must be there, or importing the text fails; those of modules that
 *     were not read are left out
 * @param uses all modules whose content or absence the value depends on
 */
public record Discovered<T>(
        T value, Set<ModuleRef> needs, Set<ModuleRef> required, Set<ModuleRef> uses) {
    public Discovered {
        needs = Set.copyOf(needs);
        required = Set.copyOf(required);
        uses = Set.copyOf(uses);
    }
}
