package org.fastest.syntax;

import java.math.BigInteger;
import java.util.List;
import org.fastest.text.Extent;
import org.jspecify.annotations.Nullable;

/**
 * An expression. Extents are offsets in the text of the {@link Code} that it was read from, so that
 * it means the same wherever that stands; parentheses around an expression are not part of it.
 */
public sealed interface Expr {
    Extent extent();

    record Name(Extent extent, String id) implements Expr {}

    record Attribute(Extent extent, Expr value, String name) implements Expr {}

    /**
     * Arguments in their order of kinds; {@code *x} is a {@link Starred}, {@code **x} a keyword
     * without a name.
     */
    record Call(Extent extent, Expr function, List<Expr> arguments, List<Keyword> keywords)
            implements Expr {
        public Call {
            arguments = List.copyOf(arguments);
            keywords = List.copyOf(keywords);
        }
    }

    record Keyword(@Nullable String name, Expr value) {}

    /**
     * A string or several in a row.
     *
     * @param value what Python would make of it; lone surrogates as such
     */
    record Str(Extent extent, String value) implements Expr {}

    /**
     * A bytes literal.
     *
     * @param value one character for each byte, 0 to 255
     */
    record Bytes(Extent extent, String value) implements Expr {}

    record Int(Extent extent, BigInteger value) implements Expr {}

    record Real(Extent extent, double value) implements Expr {}

    /** {@code 2j}: an imaginary part without a real one. */
    record Imaginary(Extent extent, double value) implements Expr {}

    record Constant(Extent extent, ConstantKind kind) implements Expr {}

    enum ConstantKind {
        TRUE,
        FALSE,
        NONE,
        ELLIPSIS
    }

    /** An f-string, or strings in a row of which one is; its value is only known when it runs. */
    record FString(Extent extent, String code) implements Expr {}

    record Tuple(Extent extent, List<Expr> elements) implements Expr {
        public Tuple {
            elements = List.copyOf(elements);
        }
    }

    record ListExpr(Extent extent, List<Expr> elements) implements Expr {
        public ListExpr {
            elements = List.copyOf(elements);
        }
    }

    record SetExpr(Extent extent, List<Expr> elements) implements Expr {
        public SetExpr {
            elements = List.copyOf(elements);
        }
    }

    record DictExpr(Extent extent, List<Entry> entries) implements Expr {
        public DictExpr {
            entries = List.copyOf(entries);
        }
    }

    /**
     * A pair of a dictionary.
     *
     * @param key or null for {@code **value}
     */
    record Entry(@Nullable Expr key, Expr value) {}

    /** One of {@code - + ~ not}. */
    record Unary(Extent extent, String operator, Expr operand) implements Expr {}

    record Binary(Extent extent, Expr left, String operator, Expr right) implements Expr {}

    /** {@code first < rest[0] < rest[1]}: as many operators as operands in the rest. */
    record Compare(Extent extent, Expr first, List<String> operators, List<Expr> rest)
            implements Expr {
        public Compare {
            operators = List.copyOf(operators);
            rest = List.copyOf(rest);
        }
    }

    /** {@code left and right}, {@code left or right}. */
    record BoolOp(Extent extent, Expr left, String operator, Expr right) implements Expr {}

    /** {@code then if test else otherwise}. */
    record IfExp(Extent extent, Expr test, Expr then, Expr otherwise) implements Expr {}

    /** {@code value[index]}; several indexes are a tuple, slices are opaque. */
    record Subscript(Extent extent, Expr value, Expr index) implements Expr {}

    /**
     * A comprehension or generator.
     *
     * @param element what is collected; of a dictionary, its keys
     * @param value a dictionary's values, else null
     */
    record Comprehension(
            Extent extent,
            ComprehensionKind kind,
            Expr element,
            @Nullable Expr value,
            List<ComprehensionFor> clauses)
            implements Expr {
        public Comprehension {
            clauses = List.copyOf(clauses);
        }
    }

    enum ComprehensionKind {
        LIST,
        SET,
        DICT,
        GENERATOR
    }

    /** {@code for target in iterable if condition …}. */
    record ComprehensionFor(boolean isAsync, Expr target, Expr iterable, List<Expr> conditions) {
        public ComprehensionFor {
            conditions = List.copyOf(conditions);
        }
    }

    record Lambda(Extent extent, Code parameters, Expr body) implements Expr {}

    /** {@code *value}. */
    record Starred(Extent extent, Expr value) implements Expr {}

    /** {@code name := value}. */
    record NamedExpr(Extent extent, String name, Expr value) implements Expr {}

    /**
     * What is not read any further: {@code await}, {@code yield}, slices, broken code, too deep
     * nesting.
     */
    record Opaque(Extent extent, String code) implements Expr {}
}
