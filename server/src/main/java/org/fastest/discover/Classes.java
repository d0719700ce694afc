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
 * What a module's classes inherit, as far as their bases stand in the same module or are known. A
 * definition is one place in the file, so definitions are told apart by identity.
 */
@SuppressWarnings("ReferenceEquality")
final class Classes {
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
                    "threading.Thread",
                    "collections.UserDict",
                    "collections.OrderedDict",
                    "collections.defaultdict");

    private final Resolver names;
    private final IdentityHashMap<Stmt.ClassDef, Namespace> namespaces = new IdentityHashMap<>();
    private final IdentityHashMap<Stmt.ClassDef, Namespace> enclosing = new IdentityHashMap<>();

    Classes(Resolver names) {
        this.names = names;
    }

    /**
     * A class with what it inherits.
     *
     * @param lineage itself first, then the classes of this module it inherits from, in method
     *     resolution order
     * @param isTestCase whether unittest.TestCase is among its bases
     * @param hasUnknownBase whether a base stands elsewhere, so that there may be more to it
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

    Namespace namespace(Stmt.ClassDef def) {
        Namespace known = namespaces.get(def);
        if (known != null) {
            return known;
        }
        Namespace namespace = Namespace.of(def.body());
        namespaces.put(def, namespace);
        for (Binding binding : namespace.bindings().values()) {
            if (binding instanceof Binding.Definition inner) {
                enclosing.put(inner.def(), namespace);
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
                    String name = names.dotted(code.text());
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

        /**
         * C3, Python's own; where bases contradict each other, which Python refuses, the order of
         * mention.
         */
        List<Stmt.ClassDef> linearize(Stmt.ClassDef def, int depth) {
            List<List<Stmt.ClassDef>> sequences = new ArrayList<>();
            List<Stmt.ClassDef> bases = new ArrayList<>();
            for (Stmt.Keyword keyword : def.keywords()) {
                if ("metaclass".equals(keyword.name())) {
                    boolean isAbc = "abc.ABCMeta".equals(names.dotted(keyword.value().text()));
                    mayBeAbstract |= isAbc;
                    hasUnknownBase |= !isAbc;
                }
            }
            Resolver scope = new Resolver(enclosing.get(def), names.module());
            for (Code base : def.bases()) {
                Stmt.ClassDef local = depth > 50 ? null : base(base, scope);
                if (local != null && local != def) {
                    sequences.add(new ArrayList<>(linearize(local, depth + 1)));
                    bases.add(local);
                }
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
                    sequence.remove(next);
                }
            }
        }

        private Stmt.ClassDef candidate(List<List<Stmt.ClassDef>> sequences) {
            for (List<Stmt.ClassDef> sequence : sequences) {
                Stmt.ClassDef head = sequence.getFirst();
                boolean free = true;
                for (List<Stmt.ClassDef> other : sequences) {
                    free &= other.lastIndexOf(head) <= 0;
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
            Binding bound = scope.get(written);
            for (int depth = 0;
                    depth < 8
                            && bound instanceof Binding.Value value
                            && value.code().isDottedName();
                    depth++) {
                hasUnknownBase |= value.conditional();
                bound = scope.get(value.code().text());
            }
            if (bound instanceof Binding.Definition definition) {
                hasUnknownBase |= definition.conditional();
                return definition.def();
            }
            String name = scope.dotted(written);
            if (name != null && TEST_CASES.contains(name)) {
                isTestCase = true;
            } else if (name != null && CONSTRUCTED.contains(name)) {
                isConstructed = true;
            } else if (name == null || !HARMLESS.contains(name)) {
                hasUnknownBase = true;
            } else {
                mayBeAbstract |= name.equals("abc.ABC");
            }
            return null;
        }
    }
}
