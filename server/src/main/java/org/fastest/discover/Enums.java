package org.fastest.discover;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.fastest.syntax.Code;
import org.fastest.syntax.Expressions;
import org.fastest.syntax.Stmt;
import org.jspecify.annotations.Nullable;

/** Reads enums: their members with their values, aliases, and what each is taken for in an id. */
final class Enums {
    private static final Set<String> BASES =
            Set.of("enum.Enum", "enum.IntEnum", "enum.StrEnum", "enum.Flag", "enum.IntFlag");

    /** What the class body may define without changing how members come to be or are written. */
    private static final Set<String> CHANGING =
            Set.of(
                    "__new__",
                    "__eq__",
                    "__hash__",
                    "__iter__",
                    "__getattr__",
                    "__getattribute__",
                    "_generate_next_value_",
                    "_ignore_",
                    "_missing_",
                    "_member_type_",
                    "_value_repr_",
                    "__name__");

    private Enums() {}

    /** The enum that a class is, or null where it is none, or not surely one of known members. */
    static PyValue.@Nullable EnumClass read(Stmt.ClassDef def, Values values) {
        String kind = null;
        String mixed = null;
        for (Code base : def.bases()) {
            String name = values.names().dotted(base.text());
            if (name != null && BASES.contains(name) && kind == null) {
                kind = name;
            } else if (name != null
                    && (name.equals("str") || name.equals("int"))
                    && mixed == null) {
                mixed = name;
            } else {
                return null;
            }
        }
        if (kind == null || !def.keywords().isEmpty() || !keeps(def, values)) {
            return null;
        }
        Resolver names = values.names();
        Namespace body = Namespace.of(def.body(), names.world(), names.home());
        for (String name : body.bindings().keySet()) {
            if (CHANGING.contains(name)) {
                return null;
            }
        }
        return new Reader(def.name(), kind, mixed, names.world().facts())
                .read(body, values.in(body));
    }

    /** The member of that name, also an alias; null where there is none or that is not known. */
    static PyValue.@Nullable Member member(PyValue.EnumClass type, String name) {
        List<PyValue.Member> all = type.aliases();
        for (PyValue.Member member : all == null ? List.<PyValue.Member>of() : all) {
            if (member.name().equals(name)) {
                return member;
            }
        }
        return null;
    }

    private static boolean keeps(Stmt.ClassDef def, Values values) {
        for (Code decorator : def.decorators()) {
            if (!"enum.unique".equals(values.names().dotted(decorator.text()))) {
                return false;
            }
        }
        return true;
    }

    private static final class Reader {
        private final String owner;
        private final String kind;
        private final @Nullable String mixed;
        private final Facts facts;
        private @Nullable Binding said;
        private final List<PyValue.Member> members = new ArrayList<>();
        private final List<PyValue.Member> all = new ArrayList<>();

        Reader(String owner, String kind, @Nullable String mixed, Facts facts) {
            this.owner = owner;
            this.kind = kind;
            this.mixed = mixed;
            this.facts = facts;
        }

        PyValue.EnumClass read(Namespace body, Values values) {
            PyValue.EnumClass open = new PyValue.EnumClass(owner, null, null);
            if (body.isOpen()) {
                return open;
            }
            said = body.get("__str__");
            boolean iterates = true;
            for (Map.Entry<String, Binding> entry : body.bindings().entrySet()) {
                String name = entry.getKey();
                Binding binding = entry.getValue();
                boolean special = name.startsWith("__") && name.endsWith("__");
                if (binding instanceof Binding.Function || special) {
                    continue;
                }
                boolean reserved = name.startsWith("_") && name.endsWith("_");
                if (reserved
                        || name.startsWith("__")
                        || !(binding instanceof Binding.Value value)
                        || value.conditional()) {
                    return open;
                }
                PyValue worth = value(value, name, values);
                if (worth == null) {
                    return open;
                }
                PyValue.Member first = equal(worth);
                if (first == null && isOpen(worth)) {
                    return open;
                }
                PyValue.Member member =
                        first == null
                                ? member(name, worth, values)
                                : new PyValue.Member(
                                        owner, name, first.own(), first.value(), first.like());
                all.add(member);
                if (first == null) {
                    members.add(member);
                }
                iterates &= !isFlag() || isOneBit(worth);
            }
            return new PyValue.EnumClass(owner, iterates ? members : null, all);
        }

        private PyValue.Member member(String name, PyValue worth, Values values) {
            PyValue like = like(name, worth);
            if (said != null && !(like instanceof PyValue.Str)) {
                PyValue.Member self =
                        new PyValue.Member(owner, name, name, worth, new PyValue.Unknown());
                like = said instanceof Binding.Function own ? said(own, self, values) : self.like();
            }
            return new PyValue.Member(owner, name, name, worth, like);
        }

        /** What the class's own {@code __str__} makes of a member. */
        private static PyValue said(Binding.Function own, PyValue.Member self, Values values) {
            boolean plain = !own.conditional() && own.def().decorators().isEmpty();
            PyValue text =
                    plain
                            ? Application.function(
                                    Application.of(own.def(), values), List.of(self), Map.of(), 0)
                            : self.like();
            return text instanceof PyValue.Str str ? new PyValue.Named(str.text()) : self.like();
        }

        /** A member's value, or null where it can't be known. */
        private @Nullable PyValue value(Binding.Value value, String name, Values values) {
            String text = value.code().text();
            if (text.endsWith("auto()")) {
                String maker = values.names().dotted(text.substring(0, text.length() - 2));
                return "enum.auto".equals(maker) ? auto(name) : null;
            }
            if (text.equals("object()")) {
                return new PyValue.Plain();
            }
            PyValue worth = values.of(Expressions.parse(value.code()));
            boolean isData =
                    worth instanceof PyValue.Str
                            || worth instanceof PyValue.Bytes
                            || worth instanceof PyValue.Scalar
                            || worth instanceof PyValue.Sequence
                            || worth instanceof PyValue.Dict;
            return isData ? worth : null;
        }

        private @Nullable PyValue auto(String name) {
            if (kind.equals("enum.StrEnum")) {
                return new PyValue.Str(name.toLowerCase(java.util.Locale.ROOT));
            }
            long last = 0;
            for (PyValue.Member member : all) {
                Long number = Operators.integer(member.value());
                if (number == null || number < last) {
                    return null;
                }
                last = number;
            }
            long next = isFlag() ? Math.max(1, Long.highestOneBit(last) * 2) : last + 1;
            return new PyValue.Scalar(Long.toString(next));
        }

        private boolean isFlag() {
            return kind.equals("enum.Flag") || kind.equals("enum.IntFlag");
        }

        private static boolean isOneBit(PyValue worth) {
            Long number = Operators.integer(worth);
            return number != null && number > 0 && Long.bitCount(number) == 1;
        }

        /** The member that has this value already. */
        private PyValue.@Nullable Member equal(PyValue worth) {
            for (PyValue.Member member : members) {
                Boolean same = Logic.equal(member.value(), worth);
                if (same != null && same) {
                    return member;
                }
            }
            return null;
        }

        /** Whether some member may have this value. */
        private boolean isOpen(PyValue worth) {
            for (PyValue.Member member : members) {
                // A plain one is an object(), which equals nothing but itself.
                boolean plain =
                        member.value() instanceof PyValue.Plain || worth instanceof PyValue.Plain;
                if (!plain && Logic.equal(member.value(), worth) == null) {
                    return true;
                }
            }
            return false;
        }

        /** pytest asks for strings and numbers first, and only then whether it is an enum's. */
        private PyValue like(String name, PyValue worth) {
            PyValue named = new PyValue.Named(owner + "." + name);
            PyValue open = new PyValue.Unknown();
            if (kind.equals("enum.StrEnum") || "str".equals(mixed)) {
                return worth instanceof PyValue.Str && !isFlag() ? worth : open;
            }
            if (mixed != null && Operators.integer(worth) == null) {
                return open;
            }
            if (kind.equals("enum.IntEnum") || kind.equals("enum.IntFlag")) {
                // Their str() is that of a number since Python 3.11.
                Boolean since = facts.pythonIsAtLeast(3, 11);
                boolean number = Operators.integer(worth) != null;
                return since == null || !number || mixed != null ? open : since ? worth : named;
            }
            return isFlag() && !isOneBit(worth) ? open : named;
        }
    }
}
