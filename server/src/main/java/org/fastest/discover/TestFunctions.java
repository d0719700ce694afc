package org.fastest.discover;

import java.util.ArrayList;
import java.util.List;
import org.fastest.model.Certainty;
import org.fastest.model.Issue;
import org.fastest.model.Kind;
import org.fastest.syntax.Code;
import org.fastest.syntax.Expr;
import org.fastest.syntax.Stmt;
import org.fastest.text.Extent;
import org.jspecify.annotations.Nullable;

/** Makes the items of a module's test functions and methods, with the cases they are run for. */
final class TestFunctions {
    private final ModuleContext context;
    private final Namespace module;
    private final ItemList out;
    private final boolean importsPytest;
    private final @Nullable List<String> generated;
    private final boolean renamesCases;

    /**
     * Those of one module.
     *
     * @param plugins what the plugins say that it names
     */
    TestFunctions(Resolver names, Conftest plugins, ModuleContext context, ItemList out) {
        this.context = context;
        this.module = names.module();
        this.out = out;
        this.importsPytest = importsPytest(names.module());
        List<String> generates = Conftest.joined(Discovery.generated(names), plugins.generated());
        generates = Conftest.joined(generates, context.plugins().generated());
        boolean renames = plugins.renamesCases() || context.plugins().renamesCases();
        for (Conftest conftest : context.conftests()) {
            generates = Conftest.joined(generates, conftest.generated());
            renames |= conftest.renamesCases();
        }
        this.generated = generates;
        this.renamesCases = renames;
    }

    /** The same functions of the module after an edit that leaves what is around them. */
    TestFunctions(TestFunctions before, Namespace module, ItemList out) {
        this.context = before.context;
        this.module = module;
        this.out = out;
        this.importsPytest = before.importsPytest;
        this.generated = before.generated;
        this.renamesCases = before.renamesCases;
    }

    /**
     * Makes the items of one test function.
     *
     * @param alias where the name is assigned, if the function is defined under another
     */
    void add(String name, Binding.Function binding, Place place, @Nullable Extent alias) {
        Stmt.FunctionDef def = binding.def();
        List<Decorator> decorators = new ArrayList<>();
        boolean isStatic = false;
        boolean isUnknown = false;
        for (Code code : def.decorators()) {
            Decorator decorator = Decorator.read(code, place.values().names());
            if (decorator instanceof Decorator.Fixture || decorator instanceof Decorator.Hides) {
                return;
            }
            isStatic |=
                    decorator instanceof Decorator.Keeps keeps
                            && keeps.name().equals("staticmethod");
            isUnknown |= decorator instanceof Decorator.Unknown;
            decorators.add(decorator);
        }
        boolean yields = def.isGenerator() && !def.isAsync() && !place.testCase();
        if (yields && context.facts().isAtLeast(8, 4) && !isUnknown) {
            String message =
                    "'yield' keyword is allowed in fixtures, but not in tests (" + name + ")";
            out.refuse(
                    Issue.Code.YIELDING_TEST,
                    message,
                    alias == null ? def.nameExtent() : alias,
                    place.isUncertain());
            return;
        }
        Marks own = Marks.ofDecorators(decorators, place.values());
        Marks marks = own.and(place.marks());
        misspelled(marks, own, def, alias);
        if (def.isAsync() && !place.testCase() && context.plugins().has("anyio")) {
            boolean runs = context.config().anyioAuto() || marks.names().contains("anyio");
            boolean wrapped = hasWrapper(decorators);
            if (runs && !def.isGenerator()) {
                // As its pytest_pycollect_makeitem; a wrapper may be no coroutine any more.
                isUnknown |= wrapped;
                marks = own.and(Marks.usefixtures("anyio_backend")).and(place.marks());
            }
        }
        List<Case> cases = List.of();
        // What importorskip guards is there nearly always, but only running code tells.
        boolean guarded = module.running() == Namespace.Running.IMPORTING;
        Certainty certainty = isUnknown || guarded ? Certainty.BASE : Certainty.EXACT;
        if (context.facts().pytest() == null) {
            certainty = place.testCase() || isPlain(def, place) ? certainty : Certainty.UNKNOWN;
        } else if (!place.testCase() && !(yields && !isUnknown)) {
            Cases found =
                    generated == null || hasGenerator(place)
                            ? Cases.UNKNOWN
                            : Cases.of(
                                    def,
                                    decorators,
                                    marks,
                                    place.inClass() && !isStatic,
                                    place.levels(),
                                    generated,
                                    context);
            Refusal refusal = found.refusal();
            if (refusal != null) {
                out.doubt();
                if (refusal.message() != null && !place.isUncertain() && !guarded) {
                    Extent at = alias == null ? place(refusal.call(), def, decorators) : alias;
                    out.warn(Issue.Code.PARAMETRIZE, refusal.message(), at);
                }
                certainty = Certainty.UNKNOWN;
            } else if (found.cases() == null || (renamesCases && !found.cases().isEmpty())) {
                certainty = Certainty.BASE;
            } else if (!guarded) {
                cases = found.cases();
            }
        }
        if (place.isUncertain()) {
            certainty = Certainty.UNKNOWN;
        }
        Extent extent = alias == null ? def.extent() : alias;
        Extent selection = alias == null ? def.nameExtent() : alias;
        out.add(place.prefix(), Kind.FUNCTION, name, extent, selection, marks.names(), certainty);
        out.addCases(
                place.prefix() + "::" + name, cases, extent, selection, marks.names(), certainty);
    }

    /** Where one of the function's decorators stands, if it is that mark; else its name. */
    @SuppressWarnings("ReferenceEquality")
    private static Extent place(
            Expr.@Nullable Call mark, Stmt.FunctionDef def, List<Decorator> decorators) {
        for (int i = 0; i < decorators.size(); i++) {
            if (decorators.get(i) instanceof Decorator.Parametrize own
                    && own.home() == null
                    && own.call() == mark) {
                Code code = def.decorators().get(i);
                return new Extent(code.start(), code.end());
            }
        }
        return def.nameExtent();
    }

    /** pytest takes some names of marks for slips, and fails to import their module. */
    private void misspelled(Marks marks, Marks own, Stmt.FunctionDef def, @Nullable Extent alias) {
        for (int i = 0; i < marks.names().size(); i++) {
            String name = marks.names().get(i);
            if (Parametrization.isMisspelled(name)) {
                out.refuseModule();
                if (i < own.names().size() && context.facts().pytest() != null) {
                    String message = "Unknown '" + name + "' mark, did you mean 'parametrize'?";
                    Extent at = alias == null ? def.nameExtent() : alias;
                    out.warn(Issue.Code.UNKNOWN_MARK, message, at);
                }
            }
        }
    }

    private static boolean hasWrapper(List<Decorator> decorators) {
        for (Decorator decorator : decorators) {
            if (decorator instanceof Decorator.Wraps) {
                return true;
            }
        }
        return false;
    }

    /** Whether a class around it makes cases by its own hook. */
    private boolean hasGenerator(Place place) {
        Namespace inner = place.values().names().inner();
        return inner != null && inner.get("pytest_generate_tests") != null;
    }

    /** Whether the standard-library runner can run it: contracts of a project without pytest. */
    private boolean isPlain(Stmt.FunctionDef def, Place place) {
        return !importsPytest
                && !place.inClass()
                && def.decorators().isEmpty()
                && !def.isAsync()
                && def.parameters().isEmpty();
    }

    private static boolean importsPytest(Namespace module) {
        for (Binding binding : module.bindings().values()) {
            if (binding instanceof Binding.Imported imported
                    && (imported.path().equals("pytest")
                            || imported.path().startsWith("pytest."))) {
                return true;
            }
        }
        return false;
    }
}
