package org.fastest.discover;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.fastest.syntax.Code;
import org.fastest.syntax.Expr;
import org.fastest.syntax.Stmt;
import org.jspecify.annotations.Nullable;

/** Reads the fixtures that a namespace defines. */
final class Fixtures {
    static final List<String> SCOPES = List.of("function", "class", "module", "package", "session");

    private Fixtures() {}

    /**
     * Reads what a name is bound to, if that may be a fixture.
     *
     * @param values of the body the binding stands in
     * @param into the table it goes to
     * @return whether it may be one
     */
    static boolean read(
            String attribute,
            Binding binding,
            Values values,
            boolean inClass,
            Facts facts,
            Map<String, FixtureDef> into) {
        FixtureDef fixture = null;
        if (binding instanceof Binding.Function function) {
            fixture = read(attribute, function, values, inClass, facts);
        } else if (binding instanceof Binding.Imported imported) {
            boolean foreign = imported.isFrom() && !StandardLibrary.has(imported.path());
            fixture = foreign ? imported(attribute, imported, values, inClass, facts) : null;
        } else if (binding instanceof Binding.Value value) {
            boolean computed = value.code().isDottedName() || value.code().text().endsWith(")");
            fixture = computed || value.conditional() ? FixtureDef.perhaps(attribute) : null;
        }
        if (fixture != null) {
            into.put(fixture.name(), fixture);
        }
        return fixture != null;
    }

    /** Whether what a name of a module is bound to is surely no fixture. */
    static boolean isNone(String attribute, Binding binding, Values values) {
        Map<String, FixtureDef> found = new LinkedHashMap<>();
        read(attribute, binding, values, false, values.names().world().facts(), found);
        return found.isEmpty();
    }

    /** The fixtures of a module or conftest. */
    static Map<String, FixtureDef> in(Namespace namespace, Values values, Facts facts) {
        return in(namespace, values, facts, new HashSet<>());
    }

    /**
     * The same.
     *
     * @param attributes is told the names that they are bound to
     */
    static Map<String, FixtureDef> in(
            Namespace namespace, Values values, Facts facts, Set<String> attributes) {
        Map<String, FixtureDef> fixtures = new LinkedHashMap<>();
        List<String> names = new ArrayList<>(namespace.bindings().keySet());
        Collections.sort(names);
        for (String name : names) {
            Binding binding = namespace.get(name);
            if (binding != null && read(name, binding, values, false, facts, fixtures)) {
                attributes.add(name);
            }
        }
        return fixtures;
    }

    /** What is imported under a name, where the text leaves it possible that it is a fixture. */
    private static @Nullable FixtureDef imported(
            String attribute,
            Binding.Imported imported,
            Values values,
            boolean inClass,
            Facts facts) {
        if (!values.names().home().mayBeFixture(attribute, imported.place())) {
            return FixtureDef.perhaps(attribute);
        }
        Meaning meaning = values.names().meaning(attribute, StandardLibrary::has);
        if (meaning instanceof Meaning.Bound bound) {
            Map<String, FixtureDef> found = new LinkedHashMap<>();
            read(attribute, bound.binding(), values.at(bound.names()), inClass, facts, found);
            for (FixtureDef fixture : found.values()) {
                return bound.conditional() ? FixtureDef.perhaps(attribute) : fixture;
            }
            return null;
        }
        return meaning instanceof Meaning.Whole ? null : FixtureDef.perhaps(attribute);
    }

    private static @Nullable FixtureDef read(
            String attribute,
            Binding.Function function,
            Values values,
            boolean inClass,
            Facts facts) {
        Stmt.FunctionDef def = function.def();
        boolean mayBe = false;
        for (Code code : def.decorators()) {
            Decorator decorator = Decorator.read(code, values.names());
            mayBe |= decorator instanceof Decorator.Unknown;
            if (decorator instanceof Decorator.Fixture fixture) {
                return read(attribute, function, fixture.call(), values, inClass, facts);
            }
        }
        return mayBe ? FixtureDef.perhaps(attribute) : null;
    }

    private static FixtureDef read(
            String attribute,
            Binding.Function function,
            Expr.@Nullable Call call,
            Values values,
            boolean inClass,
            Facts facts) {
        Stmt.FunctionDef def = function.def();
        String name = attribute;
        boolean autouse = false;
        int scope = 0;
        Expr params = null;
        Expr idsExpr = null;
        boolean isUnknown = function.conditional();
        for (Expr.Keyword keyword : call == null ? List.<Expr.Keyword>of() : call.keywords()) {
            String argument = keyword.name() == null ? "**" : keyword.name();
            PyValue value = values.of(keyword.value());
            switch (argument) {
                case "name" -> {
                    if (value instanceof PyValue.Str text) {
                        name = text.text();
                    }
                }
                case "autouse" ->
                        autouse =
                                !(value instanceof PyValue.Scalar text
                                        && text.text().equals("False"));
                case "scope" ->
                        scope =
                                value instanceof PyValue.Str text
                                        ? SCOPES.indexOf(text.text())
                                        : -1;
                case "params" ->
                        params =
                                value instanceof PyValue.Scalar none && none.text().equals("None")
                                        ? null
                                        : keyword.value();
                case "ids" -> idsExpr = keyword.value();
                default -> isUnknown = true;
            }
        }
        List<Case> cases = List.of();
        if (params != null) {
            cases = Parametrization.ofFixture(name, params, idsExpr, values, facts);
        }
        List<String> requests = Parameters.required(def.parameters(), inClass && !isStatic(def));
        FixtureSite site =
                new FixtureSite(values.names().home().path(), def.name(), def.nameExtent().start());
        return new FixtureDef(
                name, requests, autouse, isUnknown ? null : cases, isUnknown ? -1 : scope, site);
    }

    private static boolean isStatic(Stmt.FunctionDef def) {
        for (Code decorator : def.decorators()) {
            if (decorator.text().equals("staticmethod")) {
                return true;
            }
        }
        return false;
    }
}
