package org.fastest.discover;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.fastest.model.Issue;
import org.fastest.model.TestItem;
import org.fastest.syntax.Code;
import org.fastest.syntax.Stmt;
import org.fastest.text.Extent;
import org.jspecify.annotations.Nullable;

/**
 * Where marks must be registered, pytest refuses a module that uses another one: which are, and
 * whether a module only uses those.
 */
final class StrictMarks {
    /** pytest's own. */
    private static final List<String> OWN =
            List.of(
                    "filterwarnings",
                    "parametrize",
                    "pytester_example_path",
                    "skip",
                    "skipif",
                    "tryfirst",
                    "trylast",
                    "usefixtures",
                    "xfail");

    /** Those of plugins that are known by name. */
    private static final Map<String, List<String>> OF_PLUGINS =
            Map.ofEntries(
                    Map.entry("anyio", List.of("anyio")),
                    Map.entry("asyncio", List.of("asyncio")),
                    Map.entry("benchmark", List.of("benchmark")),
                    Map.entry("codspeed", List.of("benchmark", "codspeed_benchmark")),
                    Map.entry("django", List.of("django_db", "ignore_template_errors", "urls")),
                    Map.entry("hypothesispytest", List.of("hypothesis")),
                    Map.entry("pytest_cov", List.of("no_cover")),
                    Map.entry("socket", List.of("allow_hosts", "disable_socket", "enable_socket")),
                    Map.entry("timeout", List.of("timeout")),
                    Map.entry("trio", List.of("trio")),
                    Map.entry("xdist", List.of("xdist_group")));

    private static final String MARK = "mark.";

    /** Stands for names that only running code tells. */
    static final String ANY = "*";

    private StrictMarks() {}

    /**
     * Whether pytest may refuse a module for a mark.
     *
     * @param items found in it
     * @param own what plugins say that it names
     */
    static boolean mayRefuse(
            PyModule module, List<TestItem> items, Conftest own, ModuleContext context) {
        List<String> declared = context.config().marks();
        if (declared == null) {
            return false;
        }
        Set<String> known = known(declared, own, context);
        for (TestItem item : items) {
            if (!known.containsAll(item.tags())) {
                return true;
            }
        }
        return mentionsOther(module.file().body(), module.text(), known)
                || selectsByOther(context.config().options().markExpression(), known);
    }

    /**
     * Tells of the marks that pytest surely refuses: those above functions and classes that nobody
     * registers.
     *
     * @param own what plugins say that it names
     */
    static void tell(Resolver names, Conftest own, ModuleContext context, ItemList out) {
        List<String> declared = context.config().marks();
        boolean isSure =
                context.facts().pytest() != null
                        && !context.plugins().hasStrangers()
                        && names.module().running() == Namespace.Running.THROUGH;
        if (declared == null || !isSure) {
            return;
        }
        Set<String> known = known(declared, own, context);
        known.addAll(context.registered());
        if (!known.contains(ANY)) {
            tell(names.home().file().body(), names, known, out);
        }
    }

    private static void tell(List<Stmt> body, Resolver names, Set<String> known, ItemList out) {
        for (Stmt stmt : body) {
            if (stmt instanceof Stmt.FunctionDef def) {
                decorators(def.decorators(), names, known, out);
            } else if (stmt instanceof Stmt.ClassDef def) {
                decorators(def.decorators(), names, known, out);
                tell(def.body(), names, known, out);
            }
        }
    }

    private static void decorators(
            List<Code> decorators, Resolver names, Set<String> known, ItemList out) {
        for (Code code : decorators) {
            int open = code.text().indexOf('(');
            Code written = open < 0 ? code : new Code(code.text().substring(0, open), code.start());
            String dotted = written.isDottedName() ? names.dotted(written.text()) : null;
            if (dotted != null && dotted.startsWith("pytest.mark.")) {
                String mark = dotted.substring("pytest.mark.".length());
                // Slips of parametrize are told of in other words.
                if (mark.indexOf('.') < 0
                        && !known.contains(mark)
                        && !Parametrization.isMisspelled(mark)) {
                    out.warn(
                            Issue.Code.UNKNOWN_MARK,
                            "'" + mark + "' not found in `markers` configuration option",
                            new Extent(written.start(), written.end()));
                }
            }
        }
    }

    private static Set<String> known(List<String> declared, Conftest own, ModuleContext context) {
        Set<String> known = new HashSet<>(declared);
        known.addAll(OWN);
        known.addAll(own.marks());
        known.addAll(context.plugins().marks());
        for (String plugin : context.plugins().names()) {
            known.addAll(OF_PLUGINS.getOrDefault(plugin, List.of()));
        }
        for (Conftest conftest : context.conftests()) {
            known.addAll(conftest.marks());
        }
        return known;
    }

    /** Whether {@code pytest.mark.name} stands where it is looked at while importing. */
    private static boolean mentionsOther(List<Stmt> body, String text, Set<String> known) {
        for (Stmt stmt : body) {
            int start = stmt.extent().start();
            boolean other = false;
            if (stmt instanceof Stmt.FunctionDef def) {
                other = mentionsOther(text.substring(start, def.headerEnd()), known);
            } else if (stmt instanceof Stmt.ClassDef def) {
                other =
                        mentionsOther(text.substring(start, def.headerEnd()), known)
                                || mentionsOther(def.body(), text, known);
            } else if (stmt instanceof Stmt.Compound compound) {
                for (Stmt.Clause clause : compound.clauses()) {
                    other |=
                            mentionsOther(clause.head().text(), known)
                                    || mentionsOther(clause.body(), text, known);
                }
            } else if (!(stmt instanceof Stmt.Import || stmt instanceof Stmt.ImportFrom)) {
                other = mentionsOther(text.substring(start, stmt.extent().end()), known);
            }
            if (other) {
                return true;
            }
        }
        return false;
    }

    private static boolean mentionsOther(String text, Set<String> known) {
        for (int at = text.indexOf(MARK); at >= 0; at = text.indexOf(MARK, at + 1)) {
            int start = at + MARK.length();
            int end = start;
            while (end < text.length() && Character.isJavaIdentifierPart(text.charAt(end))) {
                end++;
            }
            boolean whole = at == 0 || !Character.isJavaIdentifierPart(text.charAt(at - 1));
            if (whole && end > start && !known.contains(text.substring(start, end))) {
                return true;
            }
        }
        return false;
    }

    /** Since 9 pytest refuses to select by a mark that nobody registered. */
    private static boolean selectsByOther(@Nullable String expression, Set<String> known) {
        if (expression != null) {
            for (String name : Names.in(expression)) {
                boolean operator = name.equals("and") || name.equals("or") || name.equals("not");
                if (!operator && !known.contains(name)) {
                    return true;
                }
            }
        }
        return false;
    }
}
