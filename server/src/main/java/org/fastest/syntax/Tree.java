package org.fastest.syntax;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A parsed text: nodes by index, in preorder, so that a node's first child is the next index. */
final class Tree {
    /** The kinds of nodes that mean something here, named as in the grammar. */
    enum Kind {
        OTHER,
        ERROR,
        MODULE,
        EXPRESSION_STATEMENT,
        PARENTHESIZED_EXPRESSION,
        IDENTIFIER,
        ATTRIBUTE,
        CALL,
        ARGUMENT_LIST,
        KEYWORD_ARGUMENT,
        LIST_SPLAT,
        DICTIONARY_SPLAT,
        PARENTHESIZED_LIST_SPLAT,
        STRING,
        CONCATENATED_STRING,
        INTEGER,
        FLOAT,
        TRUE,
        FALSE,
        NONE,
        ELLIPSIS,
        TUPLE,
        LIST,
        SET,
        DICTIONARY,
        PAIR,
        UNARY_OPERATOR,
        NOT_OPERATOR,
        BINARY_OPERATOR,
        COMPARISON_OPERATOR,
        BOOLEAN_OPERATOR,
        CONDITIONAL_EXPRESSION,
        SUBSCRIPT,
        SLICE,
        LIST_COMPREHENSION,
        SET_COMPREHENSION,
        DICTIONARY_COMPREHENSION,
        GENERATOR_EXPRESSION,
        FOR_IN_CLAUSE,
        IF_CLAUSE,
        LAMBDA,
        NAMED_EXPRESSION,
        COMMENT,
        LINE_CONTINUATION
    }

    private final String text;
    private final int[] nodes;
    private final Names names;

    private Tree(String text, int[] nodes) {
        this.text = text;
        this.nodes = nodes;
        names = Names.get();
    }

    /** Null where the text is too large. */
    static @Nullable Tree of(String text) {
        int[] nodes = TreeSitter.tree(text);
        return nodes == null ? null : new Tree(text, nodes);
    }

    int count() {
        return nodes.length / TreeSitter.STRIDE;
    }

    Kind kind(int node) {
        int symbol = nodes[node * TreeSitter.STRIDE];
        if ((symbol & TreeSitter.MISSING) != 0 || symbol == TreeSitter.ERROR) {
            return Kind.ERROR;
        }
        return names.kinds[symbol];
    }

    /** The grammar's name for the part that a node plays in its parent; empty for none. */
    String field(int node) {
        return names.fields[nodes[node * TreeSitter.STRIDE + 1]];
    }

    int start(int node) {
        return nodes[node * TreeSitter.STRIDE + 2];
    }

    int end(int node) {
        return nodes[node * TreeSitter.STRIDE + 3];
    }

    /** The index after a node's last descendant: its next sibling, where it has one. */
    int after(int node) {
        return nodes[node * TreeSitter.STRIDE + 4];
    }

    /**
     * Whether a node is a token such as a bracket or an operator, or one without a meaning of its
     * own.
     */
    boolean isToken(int node) {
        int symbol = nodes[node * TreeSitter.STRIDE];
        return symbol < names.kinds.length && names.isToken[symbol];
    }

    String code(int node) {
        return text.substring(start(node), end(node));
    }

    /** The first child that plays a part, or -1. */
    int part(int node, String field) {
        for (int child = node + 1; child < after(node); child = after(child)) {
            if (field(child).equals(field) && isPart(child)) {
                return child;
            }
        }
        return operator(node, field);
    }

    /** Operators are tokens, which no other part is. */
    private int operator(int node, String field) {
        if (field.equals("operator")) {
            for (int child = node + 1; child < after(node); child = after(child)) {
                if (field(child).equals(field)) {
                    return child;
                }
            }
        }
        return -1;
    }

    /** The first child that is neither token nor comment, or -1. */
    int first(int node) {
        return nextPart(node, node + 1);
    }

    /** The next such child, or -1. */
    int next(int node, int child) {
        return nextPart(node, after(child));
    }

    private int nextPart(int node, int from) {
        int child = from;
        while (child < after(node)) {
            if (isPart(child)) {
                return child;
            }
            child = after(child);
        }
        return -1;
    }

    /** The child that is neither token nor comment, where there is exactly one, or -1. */
    int onlyChild(int node) {
        int first = first(node);
        return first >= 0 && next(node, first) < 0 ? first : -1;
    }

    boolean isPart(int child) {
        Kind kind = kind(child);
        return !isToken(child) && kind != Kind.COMMENT && kind != Kind.LINE_CONTINUATION;
    }

    /** Whether the parser had to leave something out of a node or put something in. */
    boolean isBroken(int node) {
        if (kind(node) == Kind.ERROR) {
            return true;
        }
        for (int child = node + 1; child < after(node); child = after(child)) {
            if (kind(child) == Kind.ERROR) {
                return true;
            }
        }
        return false;
    }

    /** What the library's numbers mean; asked for once. */
    private static final class Names {
        private static @Nullable Names known;

        private final Kind[] kinds;
        private final boolean[] isToken;
        private final String[] fields;

        private Names() {
            Map<String, Kind> byName = new HashMap<>();
            for (Kind kind : Kind.values()) {
                byName.put(kind.name().toLowerCase(Locale.ROOT), kind);
            }
            String[] kindNames = TreeSitter.kindNames();
            kinds = new Kind[kindNames.length];
            isToken = new boolean[kindNames.length];
            for (int i = 0; i < kinds.length; i++) {
                String name = kindNames[i];
                kinds[i] = byName.getOrDefault(name, Kind.OTHER);
                isToken[i] = name.isEmpty();
            }
            fields = TreeSitter.fieldNames();
        }

        static synchronized Names get() {
            Names names = known;
            if (names == null) {
                names = new Names();
                known = names;
            }
            return names;
        }
    }
}
