package org.fastest.discover;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.fastest.syntax.Code;
import org.fastest.syntax.Expr;
import org.fastest.syntax.Stmt;
import org.jspecify.annotations.Nullable;

/** Fixtures: which a namespace defines, and what the ones a test asks for add to its ids. */
final class Fixtures {
    /** pytest's own fixtures, and those of well-known plugins that have no parameters. */
    private static final Set<String> BUILTIN =
            Set.of(
                    "cache", "capsys", "capsysbinary", "capteesys", "capfd", "capfdbinary", "caplog", "doctest_namespace",
                    "monkeypatch", "pytestconfig", "record_property", "record_testsuite_property",
                    "record_xml_attribute", "recwarn", "request", "testdir", "pytester", "tmp_path", "tmp_path_factory",
                    "tmpdir", "tmpdir_factory", "subtests", "mocker", "class_mocker", "module_mocker",
                    "package_mocker", "session_mocker", "benchmark", "benchmark_weave");

    private static final List<String> SCOPES = List.of("function", "class", "module", "package", "session");

    private Fixtures() {}

    /** The fixtures that a namespace defines, by the names tests use. */
    static Map<String, FixtureDef> in(Namespace namespace, Values values, boolean inClass) {
        Map<String, FixtureDef> fixtures = new LinkedHashMap<>();
        for (Map.Entry<String, Binding> entry : namespace.bindings().entrySet()) {
            if (entry.getValue() instanceof Binding.Function(Stmt.FunctionDef def, boolean conditional)) {
                FixtureDef fixture = read(def, values, inClass, conditional);
                if (fixture != null) {
                    fixtures.put(fixture.name(), fixture);
                }
            }
        }
        return fixtures;
    }

    /** Whether a function is a fixture, and so no test whatever its name. */
    static boolean isFixture(Stmt.FunctionDef def, Resolver names) {
        for (Code decorator : def.decorators()) {
            if (Decorator.read(decorator, names) instanceof Decorator.Fixture) {
                return true;
            }
        }
        return false;
    }

    private static @Nullable FixtureDef read(Stmt.FunctionDef def, Values values, boolean inClass, boolean conditional) {
        for (Code code : def.decorators()) {
            if (!(Decorator.read(code, values.names()) instanceof Decorator.Fixture(Expr.Call call))) {
                continue;
            }
            String name = def.name();
            boolean autouse = false;
            int scope = 0;
            Expr params = null;
            Expr idsExpr = null;
            for (Expr.Keyword keyword : call == null ? List.<Expr.Keyword>of() : call.keywords()) {
                String argument = keyword.name() == null ? "**" : keyword.name();
                switch (argument) {
                    case "name" -> name = values.of(keyword.value()) instanceof PyValue.Str(String text) ? text : name;
                    case "autouse" -> autouse = !(values.of(keyword.value()) instanceof PyValue.Scalar(String text) && text.equals("False"));
                    case "scope" -> scope = values.of(keyword.value()) instanceof PyValue.Str(String text) ? SCOPES.indexOf(text) : -1;
                    case "params" -> params = keyword.value();
                    case "ids" -> idsExpr = keyword.value();
                    default -> {}
                }
            }
            List<String> ids = List.of();
            if (params != null) {
                ids = conditional ? null : Parametrization.fixtureIds(def.name(), params, idsExpr, values);
            }
            List<String> requests = Parameters.required(def.parameters(), inClass && !isStatic(def));
            return new FixtureDef(name, requests, autouse, ids, scope);
        }
        return null;
    }

    private static boolean isStatic(Stmt.FunctionDef def) {
        for (Code decorator : def.decorators()) {
            if (decorator.text().equals("staticmethod")) {
                return true;
            }
        }
        return false;
    }

    /**
     * The parametrized fixtures that a test needs, in the order in which their ids come: higher scopes first, then as they are asked for.
     *
     * @param asked names the test asks for, autouse ones first
     * @param given names that parametrization gives directly
     * @param levels fixture tables, innermost first
     * @return null where a name is not known, so that the ids can't be told
     */
    static @Nullable List<FixtureDef> parametrized(List<String> asked, Set<String> given, List<Map<String, FixtureDef>> levels) {
        Map<String, FixtureDef> closure = new LinkedHashMap<>();
        List<String> open = new ArrayList<>(asked);
        for (int i = 0; i < open.size(); i++) {
            String name = open.get(i);
            if (given.contains(name) || closure.containsKey(name)) {
                continue;
            }
            FixtureDef found = null;
            for (Map<String, FixtureDef> level : levels) {
                found = level.get(name);
                if (found != null) {
                    break;
                }
            }
            if (found == null) {
                if (BUILTIN.contains(name)) {
                    continue;
                }
                return null;
            }
            if (found.ids() == null || found.scope() < 0 || found.requests().contains(name)) {
                return null;
            }
            closure.put(name, found);
            open.addAll(found.requests());
        }
        List<FixtureDef> withIds = new ArrayList<>();
        for (int scope = SCOPES.size() - 1; scope >= 0; scope--) {
            for (FixtureDef fixture : closure.values()) {
                List<String> ids = fixture.ids();
                if (fixture.scope() == scope && ids != null && !ids.isEmpty()) {
                    withIds.add(fixture);
                }
            }
        }
        return withIds;
    }
}
