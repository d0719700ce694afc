package org.fastest.discover;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.fastest.config.IdRules;
import org.fastest.syntax.Stmt;
import org.jspecify.annotations.Nullable;

/** What one file's discovery knows of other modules, and what it would like to know. */
final class World {
    /** A project's star imports end somewhere; what goes deeper than this is not looked at. */
    private static final int DEEPEST = 40;

    private final Modules modules;
    private final Facts facts;
    private final IdRules ids;
    private final Set<ModuleRef> needs = new HashSet<>();
    private final IdentityHashMap<PyModule, Namespace> namespaces = new IdentityHashMap<>();
    private Set<ModuleRef> uses = new HashSet<>();
    private boolean isCut;
    private int depth;
    private final IdentityHashMap<PyModule, Map<String, PyValue>> values = new IdentityHashMap<>();

    /** How many more expressions are worked out, so that no file takes long. */
    static final int BUDGET = 400_000;

    private int budget = BUDGET;

    private final IdentityHashMap<Stmt.FunctionDef, Decorator> decorators = new IdentityHashMap<>();
    private final IdentityHashMap<Stmt.FunctionDef, Decorator> makers = new IdentityHashMap<>();

    World(Modules modules, IdRules ids, Facts facts) {
        this.modules = modules;
        this.ids = ids;
        this.facts = facts;
    }

    /** With nothing but the module at hand. */
    static World alone(Facts facts) {
        return new World(Modules.NONE, IdRules.DEFAULT, facts);
    }

    Facts facts() {
        return facts;
    }

    /** How ids are made of values. */
    IdRules ids() {
        return ids;
    }

    /** What names of a module are worth, as far as that was asked for and is known. */
    Map<String, PyValue> known(PyModule module) {
        Map<String, PyValue> known = values.get(module);
        if (known == null) {
            known = new HashMap<>();
            values.put(module, known);
        }
        return known;
    }

    /** Whether one more expression may be worked out. */
    boolean spends() {
        return budget-- > 0;
    }

    /** How many expressions were worked out. */
    int spent() {
        return BUDGET - budget;
    }

    /** Modules that were asked about. */
    Set<ModuleRef> uses() {
        return uses;
    }

    /** Whether modules are to be looked for first. */
    boolean isInNeed() {
        return !needs.isEmpty();
    }

    /** Whether so much was worked out that the rest stays unknown. */
    boolean isSpent() {
        return budget <= 0;
    }

    <T> Discovered<T> discovered(T value, List<PyModule> own) {
        return new Discovered<>(value, needs, required(own), uses);
    }

    /**
     * The modules that importing these imports whatever happens: theirs, and those of the project's
     * own modules among them that were read anyway.
     */
    private Set<ModuleRef> required(List<PyModule> own) {
        Set<ModuleRef> required = new LinkedHashSet<>();
        List<PyModule> open = new ArrayList<>(own);
        for (int i = 0; i < open.size(); i++) {
            PyModule module = open.get(i);
            Namespace namespace = namespaces.get(module);
            for (String written : namespace == null ? List.<String>of() : namespace.required()) {
                ModuleRef ref = module.ref(written);
                if (StandardLibrary.has(written) || !required.add(ref)) {
                    continue;
                }
                Located located =
                        uses.contains(ref)
                                ? modules.get(ref)
                                : isOfTests(module, written) ? locate(ref) : null;
                if (located instanceof Located.Source source && !source.module().isInstalled()) {
                    namespace(source.module());
                    open.add(source.module());
                }
            }
        }
        return required;
    }

    /**
     * Whether a module seems to hold what tests share: these are read for what they import, since
     * they need what the project itself can do without.
     */
    private static boolean isOfTests(PyModule from, String written) {
        return (written.startsWith(".") && from.path().contains("/test"))
                || written.startsWith("test.")
                || written.startsWith("tests.")
                || written.contains(".test.")
                || written.contains(".tests.")
                || written.contains(".test_");
    }

    /** What is known of a module, or null where it must be looked for first. */
    @Nullable Located locate(ModuleRef ref) {
        uses.add(ref);
        Located located = modules.get(ref);
        if (located == null) {
            needs.add(ref);
            isCut = true;
        }
        return located;
    }

    /** What a module's body binds; nothing is sure where it imports itself all over again. */
    Namespace namespace(PyModule module) {
        Namespace known = namespaces.get(module);
        if (known != null) {
            isCut |= known == Namespace.OPEN;
            return known;
        }
        known = module.namespace(modules);
        if (known == null) {
            known = read(module);
        }
        uses.addAll(known.uses());
        namespaces.put(module, known);
        return known;
    }

    private Namespace read(PyModule module) {
        if (depth >= DEEPEST) {
            isCut = true;
            return Namespace.OPEN;
        }
        namespaces.put(module, Namespace.OPEN);
        Set<ModuleRef> outer = uses;
        boolean wasCut = isCut;
        uses = new HashSet<>();
        isCut = false;
        depth++;
        Namespace read = Namespace.of(module.file().body(), this, module);
        depth--;
        read.setUses(uses);
        // What was read in the middle of a circle, or before all is known, holds for this time
        // only.
        if (!isCut) {
            module.keep(read, modules);
        }
        isCut |= wasCut;
        uses = outer;
        return read;
    }

    /** What functions are as decorators, called and not; unknown while one is worked out. */
    IdentityHashMap<Stmt.FunctionDef, Decorator> decorators(boolean called) {
        return called ? makers : decorators;
    }

    /** What is known of a module that lies in a package. */
    @Nullable Located child(PyModule parent, String name) {
        Located found = new Located.Missing();
        for (String folder : parent.folders()) {
            found = locate(new ModuleRef(folder, name));
            if (!(found instanceof Located.Missing)) {
                break;
            }
        }
        return found;
    }
}
