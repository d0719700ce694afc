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
 * @param site where it is written, or null where that is not known
 */
public record FixtureDef(
        String name,
        List<String> requests,
        boolean isAutouse,
        @Nullable List<Case> cases,
        int scope,
        @Nullable FixtureSite site) {
    /** A fixture whose place is not known. */
    public FixtureDef(
            String name,
            List<String> requests,
            boolean isAutouse,
            @Nullable List<Case> cases,
            int scope) {
        this(name, requests, isAutouse, cases, scope, null);
    }

    public FixtureDef {
        requests = List.copyOf(requests);
        cases = cases == null ? null : List.copyOf(cases);
    }

    /**
     * The fixtures of the anyio plugin that depend on its backends.
     *
     * @param trio whether trio is installed, or null where that is not known
     */
    public static List<FixtureDef> anyio(@Nullable Boolean trio) {
        Case asyncio = new Case("asyncio", List.of());
        List<Case> backends =
                trio == null
                        ? null
                        : trio ? List.of(asyncio, new Case("trio", List.of())) : List.of(asyncio);
        List<String> backend = List.of("anyio_backend");
        return List.of(
                new FixtureDef("anyio_backend", List.of("request"), false, backends, 2),
                new FixtureDef("anyio_backend_name", backend, false, List.of(), 0),
                new FixtureDef("anyio_backend_options", backend, false, List.of(), 0));
    }

    /** Something of this name that may be a fixture. */
    static FixtureDef perhaps(String name) {
        return new FixtureDef(name, List.of(), false, null, -1);
    }
}
