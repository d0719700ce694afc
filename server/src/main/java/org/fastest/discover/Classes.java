package org.fastest.discover;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.fastest.syntax.Code;
import org.fastest.syntax.Stmt;
import org.jspecify.annotations.Nullable;

/**
 * What a module's classes inherit, as far as the texts of their bases can be read or they are
 * known. A definition is one place in a file, so definitions are told apart by identity.
 */
@SuppressWarnings("ReferenceEquality")
final class Classes {
    private static final int DEEPEST = 50;

    /** Those of other packages count where their texts can't be read. */
    private static final Set<String> TEST_CASES =
            Set.of(
                    "unittest.TestCase",
                    "unittest.IsolatedAsyncioTestCase",
                    "unittest.case.TestCase",
                    "unittest.async_case.IsolatedAsyncioTestCase",
                    "django.test.TestCase",
                    "django.test.SimpleTestCase",
                    "django.test.TransactionTestCase",
                    "rest_framework.test.APITestCase");

    /** Bases that bring neither tests nor a constructor. */
    private static final Set<String> HARMLESS = Set.of("object", "abc.ABC", "typing.Generic");

    /** Bases that bring a constructor, so that pytest leaves the class out. */
    private static final Set<String> CONSTRUCTED =
            Set.of(
                    "dict",
                    "list",
                    "set",
                    "tuple",
                    "str",
                    "int",
                    "float",
                    "bytes",
                    "frozenset",
                    "type",
                    "Exception",
                    "BaseException",
                    "ValueError",
                    "TypeError",
                    "RuntimeError",
                    "KeyError",
                    "AttributeError",
                    "OSError",
                    "LookupError",
                    "enum.Enum",
                    "enum.IntEnum",
                    "enum.Flag",
                    "enum.IntFlag",
                    "enum.StrEnum",
                    "typing.NamedTuple",
                    "typing.TypedDict",
                    "typing.Protocol",
                    "typing_extensions.Protocol",
                    "threading.Thread",
                    "collections.UserDict",
                    "collections.OrderedDict",
                    "collections.defaultdict");

    private final Resolver names;
    private final IdentityHashMap<Stmt.ClassDef, Namespace> namespaces = new IdentityHashMap<>();

    /** Where a class stands that is not in the module's own body. */
    private final IdentityHashMap<Stmt.ClassDef, Resolver> scopes = new IdentityHashMap<>();

    Classes(Resolver names) {
        this.names = names;
    }

    /**
     * A class with what it inherits.
     *
     * @param lineage itself first, then the classes it inherits from whose texts are known, in
     *     method resolution order
     * @param isTestCase whether unittest.TestCase is among its bases
     * @param hasUnknownBase whether there is a base whose text is not known, so that there may be
     *     more to it
     * @param isConstructed whether a base has a constructor
     * @param mayBeAbstract whether its metaclass is abc.ABCMeta
     */
    record Lineage(
            List<Stmt.ClassDef> lineage,
            boolean isTestCase,
            boolean hasUnknownBase,
            boolean isConstructed,
            boolean mayBeAbstract) {
        Lineage {
            lineage = List.copyOf(lineage);
        }
    }

    /** What names mean where a class stands. */
    Resolver scope(Stmt.ClassDef def) {
        return scopes.getOrDefault(def, names);
    }

    /** Takes note of where a class stands. */
    void place(Stmt.ClassDef def, Resolver where) {
        scopes.putIfAbsent(def, where);
    }

    Namespace namespace(Stmt.ClassDef def) {
        Namespace known = namespaces.get(def);
        if (known != null) {
            return known;
        }
        Resolver scope = scope(def);
        Namespace namespace = Namespace.of(def.body(), scope.world(), scope.home());
        namespaces.put(def, namespace);
        for (Binding binding : namespace.bindings().values()) {
            if (binding instanceof Binding.Definition inner) {
                scopes.putIfAbsent(inner.def(), scope.in(namespace));
            }
        }
        return namespace;
    }

    /** What a name means in a class, by its method resolution order. */
    @Nullable Binding member(Lineage lineage, String name) {
        for (Stmt.ClassDef def : lineage.lineage()) {
            Binding binding = namespace(def).get(name);
            if (binding != null) {
                return binding;
            }
        }
        return null;
    }

    /**
     * The members of a class as pytest goes through them: those inherited first, each name once, by
     * the class that overrides last.
     */
    Map<String, Member> members(Lineage lineage) {
        Map<String, Stmt.ClassDef> owners = new HashMap<>();
        for (Stmt.ClassDef def : lineage.lineage()) {
            for (String name : namespace(def).bindings().keySet()) {
                owners.putIfAbsent(name, def);
            }
        }
        Map<String, Member> members = new LinkedHashMap<>();
        for (int i = lineage.lineage().size() - 1; i >= 0; i--) {
            Stmt.ClassDef def = lineage.lineage().get(i);
            for (Map.Entry<String, Binding> entry : namespace(def).bindings().entrySet()) {
                if (owners.get(entry.getKey()) == def) {
                    members.put(entry.getKey(), new Member(def, entry.getValue()));
                }
            }
        }
        return members;
    }

    /** A member with the class it is defined in. */
    record Member(Stmt.ClassDef owner, Binding binding) {}

    Lineage lineage(Stmt.ClassDef def) {
        Walk walk = new Walk();
        List<Stmt.ClassDef> order = walk.linearize(def, 0);
        return new Lineage(
                order,
                walk.isTestCase,
                walk.hasUnknownBase,
                walk.isConstructed,
                walk.mayBeAbstract);
    }

    /** Whether an abstract method is left, so that there can be no instances. */
    boolean isAbstract(Lineage lineage) {
        if (!lineage.mayBeAbstract()) {
            return false;
        }
        for (Member member : members(lineage).values()) {
            if (member.binding() instanceof Binding.Function function) {
                for (Code code : function.def().decorators()) {
                    String name = scope(member.owner()).dotted(code.text());
                    if (name != null && name.startsWith("abc.abstract")) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    private final class Walk {
        private boolean isTestCase;
        private boolean hasUnknownBase;
        private boolean isConstructed;
        private boolean mayBeAbstract;
        private final IdentityHashMap<Stmt.ClassDef, List<Stmt.ClassDef>> done =
                new IdentityHashMap<>();

        /**
         * C3, Python's own; where bases contradict each other, which Python refuses, the order of
         * mention.
         */
        List<Stmt.ClassDef> linearize(Stmt.ClassDef def, int depth) {
            List<Stmt.ClassDef> known = done.get(def);
            if (known != null) {
                // Empty while it is being worked out: a class that inherits from itself.
                hasUnknownBase |= known.isEmpty();
                return known;
            }
            done.put(def, List.of());
            List<Stmt.ClassDef> order = merge(def, depth);
            done.put(def, order);
            return order;
        }

        private List<Stmt.ClassDef> merge(Stmt.ClassDef def, int depth) {
            List<List<Stmt.ClassDef>> sequences = new ArrayList<>();
            List<Stmt.ClassDef> bases = new ArrayList<>();
            for (Stmt.Keyword keyword : def.keywords()) {
                if ("metaclass".equals(keyword.name())) {
                    boolean isAbc = "abc.ABCMeta".equals(scope(def).dotted(keyword.value().text()));
                    mayBeAbstract |= isAbc;
                    hasUnknownBase |= !isAbc;
                }
            }
            Resolver scope = scope(def);
            hasUnknownBase |= depth > DEEPEST;
            for (Code base : def.bases()) {
                Stmt.ClassDef local = depth > DEEPEST ? null : base(base, scope);
                // The name stood for something else before, or for nothing.
                hasUnknownBase |= local == def;
                if (local != null && local != def) {
                    sequences.add(new ArrayList<>(linearize(local, depth + 1)));
                    bases.add(local);
                }
            }
            if (bases.size() == 1) {
                sequences.getFirst().addFirst(def);
                return sequences.getFirst();
            }
            sequences.add(bases);
            List<Stmt.ClassDef> order = new ArrayList<>();
            order.add(def);
            while (true) {
                sequences.removeIf(List::isEmpty);
                if (sequences.isEmpty()) {
                    return order;
                }
                Stmt.ClassDef next = candidate(sequences);
                order.add(next);
                for (List<Stmt.ClassDef> sequence : sequences) {
                    int at = indexOf(next, sequence);
                    if (at >= 0) {
                        sequence.remove(at);
                    }
                }
            }
        }

        /** Where a definition stands in a list, or -1; a record's own equals is slow to link. */
        private static int indexOf(Stmt.ClassDef def, List<Stmt.ClassDef> sequence) {
            for (int i = 0; i < sequence.size(); i++) {
                if (sequence.get(i) == def) {
                    return i;
                }
            }
            return -1;
        }

        private Stmt.ClassDef candidate(List<List<Stmt.ClassDef>> sequences) {
            for (List<Stmt.ClassDef> sequence : sequences) {
                Stmt.ClassDef head = sequence.getFirst();
                boolean free = true;
                for (List<Stmt.ClassDef> other : sequences) {
                    free &= indexOf(head, other) <= 0;
                }
                if (free) {
                    return head;
                }
            }
            return sequences.getFirst().getFirst();
        }

        private Stmt.@Nullable ClassDef base(Code base, Resolver scope) {
            String text = base.text();
            int bracket = text.indexOf('[');
            String written = bracket > 0 ? text.substring(0, bracket) : text;
            String name = scope.dotted(written);
            Meaning meaning =
                    name != null && isKnown(name)
                            ? new Meaning.Named(name, false)
                            : scope.meaning(written, Classes::isKnown);
            if (meaning instanceof Meaning.Bound bound
                    && bound.binding() instanceof Binding.Definition definition) {
                hasUnknownBase |= bound.conditional();
                place(definition.def(), bound.names());
                return definition.def();
            }
            if (meaning instanceof Meaning.Named named) {
                hasUnknownBase |= named.conditional();
                named(named.dotted());
            } else {
                hasUnknownBase = true;
            }
            return null;
        }

        private void named(String name) {
            if (TEST_CASES.contains(name)) {
                isTestCase = true;
            } else if (CONSTRUCTED.contains(name)) {
                isConstructed = true;
            } else if (HARMLESS.contains(name)) {
                mayBeAbstract |= name.equals("abc.ABC");
            } else {
                hasUnknownBase = true;
            }
        }
    }

    /** Whether a base is known without its text; others of these only where there is no text. */
    private static boolean isKnown(String name) {
        return name.startsWith("unittest.")
                ? TEST_CASES.contains(name)
                : CONSTRUCTED.contains(name) || HARMLESS.contains(name);
    }
}
