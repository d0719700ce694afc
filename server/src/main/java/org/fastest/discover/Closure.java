package org.fastest.discover;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** All fixtures that a test needs, in the order in which pytest goes through them. */
final class Closure {
    /** pytest's own fixtures, and those of well-known plugins that have no parameters. */
    private static final Set<String> BUILTIN =
            Set.of(
                    "cache",
                    "capsys",
                    "capsysbinary",
                    "capteesys",
                    "capfd",
                    "capfdbinary",
                    "caplog",
                    "doctest_namespace",
                    "monkeypatch",
                    "pytestconfig",
                    "record_property",
                    "record_testsuite_property",
                    "record_xml_attribute",
                    "recwarn",
                    "request",
                    "testdir",
                    "pytester",
                    "tmp_path",
                    "tmp_path_factory",
                    "tmpdir",
                    "tmpdir_factory",
                    "subtests",
                    "mocker",
                    "class_mocker",
                    "module_mocker",
                    "package_mocker",
                    "session_mocker",
                    "benchmark",
                    "benchmark_weave");

    private final Set<String> direct;
    private final List<FixtureLevel> levels;
    private final boolean isWhole;
    private final Map<String, List<FixtureDef>> chains = new HashMap<>();
    private final Map<String, Integer> depths = new HashMap<>();
    private final Set<String> names = new LinkedHashSet<>();
    private boolean isUnknown;

    private Closure(Set<String> direct, List<FixtureLevel> levels, boolean isWhole) {
        this.direct = direct;
        this.isWhole = isWhole;
        this.levels = levels;
    }

    /**
     * Works it out.
     *
     * @param asked names the test asks for, autouse ones first
     * @param direct names whose values parametrization gives, so that no fixture of that name is
     *     looked for
     * @param levels fixture tables, innermost first
     * @param plugins whether all are known, so that a name which none has stands for no fixture
     * @param depthFirst as pytest 9.1 and later does; before, level by level
     */
    static Closure of(
            List<String> asked,
            Set<String> direct,
            List<FixtureLevel> levels,
            Plugins plugins,
            boolean depthFirst) {
        Closure closure = new Closure(direct, levels, plugins.isKnown());
        if (depthFirst) {
            for (String name : asked) {
                closure.visit(name);
            }
        } else {
            List<String> open = new ArrayList<>(asked);
            for (int i = 0; i < open.size() && !closure.isUnknown; i++) {
                if (closure.names.add(open.get(i))) {
                    List<FixtureDef> chain = closure.chain(open.get(i));
                    if (!chain.isEmpty()) {
                        open.addAll(chain.getFirst().requests());
                    }
                }
            }
        }
        return closure;
    }

    /** Whether a name in it may be a fixture that the text does not tell. */
    boolean isUnknown() {
        return isUnknown;
    }

    /** Whether any of these is in it; of none where there is none. */
    boolean containsAny(List<String> some) {
        for (int i = 0; i < some.size(); i++) {
            if (names.contains(some.get(i))) {
                return true;
            }
        }
        return false;
    }

    boolean contains(String name) {
        return names.contains(name);
    }

    /**
     * The parameter sets of its fixtures, higher scopes first.
     *
     * @param given names that parametrization gives, directly or not
     * @return null where they can't be known
     */
    @Nullable List<List<Case>> factors(Set<String> given) {
        List<List<Case>> factors = new ArrayList<>();
        for (int scope = Fixtures.SCOPES.size() - 1; scope >= 0; scope--) {
            for (String name : names) {
                List<FixtureDef> chain = chain(name);
                if (chain.isEmpty() || chain.getFirst().scope() != scope || given.contains(name)) {
                    continue;
                }
                List<Case> cases = cases(chain, name);
                if (cases == null) {
                    return null;
                }
                if (!cases.isEmpty()) {
                    factors.add(cases);
                }
            }
        }
        return factors;
    }

    /**
     * Those of the nearest fixture; of the one it overrides where it asks for that and has none.
     */
    private static @Nullable List<Case> cases(List<FixtureDef> chain, String name) {
        for (FixtureDef fixture : chain) {
            List<Case> cases = fixture.cases();
            if (cases == null || !cases.isEmpty()) {
                return cases;
            }
            if (!fixture.requests().contains(name)) {
                break;
            }
        }
        return List.of();
    }

    /**
     * pytest's {@code traverse_fixture_closure}: a fixture that asks for its own name means the one
     * it overrides.
     */
    private void visit(String name) {
        Integer depth = depths.get(name);
        if (isUnknown || (depth != null && depth == 0)) {
            return;
        }
        if (depth == null) {
            names.add(name);
            depths.put(name, 0);
        }
        List<FixtureDef> chain = chain(name);
        int at = depths.getOrDefault(name, 0);
        if (at >= chain.size()) {
            return;
        }
        depths.put(name, at + 1);
        for (String next : chain.get(at).requests()) {
            visit(next);
        }
        depths.put(name, at);
    }

    /** The fixtures of a name, nearest first. */
    private List<FixtureDef> chain(String name) {
        List<FixtureDef> known = chains.get(name);
        if (known != null) {
            return known;
        }
        List<FixtureDef> chain = new ArrayList<>();
        if (!direct.contains(name)) {
            boolean open = false;
            for (FixtureLevel level : levels) {
                FixtureDef found = level.fixtures().get(name);
                if (found != null) {
                    chain.add(found);
                    open |= found.scope() < 0;
                }
                if (chain.isEmpty()) {
                    open |= level.isOpen();
                }
            }
            isUnknown |= open || (chain.isEmpty() && !isWhole && !BUILTIN.contains(name));
        }
        chains.put(name, chain);
        return chain;
    }
}
