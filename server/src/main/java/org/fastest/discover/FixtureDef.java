package org.fastest.discover;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A fixture as far as ids need it.
 *
 * @param name what tests ask for it by
 * @param requests names of the fixtures it asks for
 * @param isAutouse whether tests in its reach have it without asking
 * @param cases its parameter sets; empty where it has none, null where they can't be known
 * @param scope 0 function, 1 class, 2 module, 3 package, 4 session; -1 where it can't be known
 */
public record FixtureDef(
        String name,
        List<String> requests,
        boolean isAutouse,
        @Nullable List<Case> cases,
        int scope) {
    public FixtureDef {
        requests = List.copyOf(requests);
        cases = cases == null ? null : List.copyOf(cases);
    }

    /** Something of this name that may be a fixture. */
    static FixtureDef perhaps(String name) {
        return new FixtureDef(name, List.of(), false, null, -1);
    }
}
