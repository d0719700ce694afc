package org.fastest.discover;

import java.util.List;
import org.fastest.syntax.Code;
import org.fastest.syntax.Expr;
import org.fastest.syntax.Stmt;
import org.jspecify.annotations.Nullable;

/** What an expression is worth, as far as the text tells: enough for parameter sets and ids. */
sealed interface PyValue {
    /** A string. */
    record Str(String text) implements PyValue {}

    /** A bytes object; each char is one byte. */
    record Bytes(String bytes) implements PyValue {}

    /**
     * A number, a bool or None.
     *
     * @param text what Python's {@code str()} gives
     */
    record Scalar(String text) implements PyValue {}

    /** Elements in a known order: no id of its own, but it can be iterated. */
    record Sequence(List<PyValue> elements, Form form) implements PyValue {
        public Sequence {
            elements = List.copyOf(elements);
        }
    }

    /** What holds the elements of a sequence. */
    enum Form {
        LIST,
        TUPLE,
        /** A range, or a dictionary's keys, values or items. */
        VIEW,
        /** A zip, map and the like: gone once it was gone through. */
        ITERATOR,
        /** The same, of a generator expression, which has a name. */
        GENERATOR;

        /** Whether it is gone once it was gone through. */
        boolean isSpent() {
            return this == ITERATOR || this == GENERATOR;
        }
    }

    /**
     * A dictionary with known keys.
     *
     * @param keys each once, in order
     * @param values as many
     */
    record Dict(List<PyValue> keys, List<PyValue> values) implements PyValue {
        public Dict {
            keys = List.copyOf(keys);
            values = List.copyOf(values);
        }
    }

    /** A set: its elements are known, their order is not. */
    record SetOf(List<PyValue> elements) implements PyValue {
        public SetOf {
            elements = List.copyOf(elements);
        }
    }

    /** A class, function or module of which no more is known than its {@code __name__}. */
    record Named(String name) implements PyValue {}

    /**
     * A class or function of Python's own library.
     *
     * @param path its full name, such as {@code str} or {@code itertools.product}
     */
    record Builtin(String path) implements PyValue {
        /** Its {@code __name__}. */
        String name() {
            return path.substring(path.lastIndexOf('.') + 1);
        }
    }

    /** A class whose instances are {@link Plain}. */
    record PlainClass(String name) implements PyValue {}

    /**
     * A function of the text or a lambda.
     *
     * @param name its {@code __name__}
     * @param parameters what stands between the parentheses
     * @param def of a {@code def}, else null
     * @param body of a lambda, else null
     * @param values what names mean where it stands
     */
    record Function(
            String name,
            Code parameters,
            Stmt.@Nullable FunctionDef def,
            @Nullable Expr body,
            Values values)
            implements PyValue {}

    /** A method that is bound to its object: {@code "-".join}. */
    record Method(PyValue self, String name) implements PyValue {}

    /**
     * An enum.
     *
     * @param members those that stand for themselves, in order; null where they can't be known
     * @param aliases by name, also the members themselves; null where members is
     */
    record EnumClass(String name, @Nullable List<Member> members, @Nullable List<Member> aliases)
            implements PyValue {
        public EnumClass {
            members = members == null ? null : List.copyOf(members);
            aliases = aliases == null ? null : List.copyOf(aliases);
        }
    }

    /**
     * A member of an enum.
     *
     * @param owner the enum's name
     * @param name under which it was looked up
     * @param own its own name, another one where {@code name} is an alias
     * @param value its {@code value}
     * @param like what pytest's ids and Python's {@code str()} take it for: a string, a number, or
     *     {@code Owner.NAME} as a {@link Named}; unknown where that depends on more
     */
    record Member(String owner, String name, String own, PyValue value, PyValue like)
            implements PyValue {}

    /**
     * {@code pytest.param(…)}.
     *
     * @param id what it gives, or null
     */
    record Param(List<PyValue> values, @Nullable PyValue id, Marks marks) implements PyValue {
        public Param {
            values = List.copyOf(values);
        }
    }

    /** {@code pytest.HIDDEN_PARAM}: this parameter set has no part in the test's id. */
    record Hidden() implements PyValue {}

    /** A compiled regular expression. */
    record Pattern(String pattern) implements PyValue {}

    /**
     * An object that has no id of its own, so that pytest falls back to the argument's name and the
     * index.
     */
    record Plain() implements PyValue {}

    /** An object of which no more is known than that it is no {@code pytest.param}. */
    record Some() implements PyValue {}

    /** Only running the code would tell. */
    record Unknown() implements PyValue {}
}
