package org.fastest.syntax;

import java.util.ArrayList;
import java.util.List;
import org.fastest.text.Extent;
import org.jspecify.annotations.Nullable;

/** Makes expressions of the nodes that tree-sitter found. */
final class ExprReader {
    /**
     * Deeper nesting is opaque: each level is a frame of the Java stack, which may be that of a
     * small thread.
     */
    private static final int DEEPEST = 400;

    /**
     * In brackets, commas make a tuple and line ends mean nothing, as where the code comes from.
     */
    private static final String BEFORE = "(";

    private static final String AFTER = "\n)";

    private final String text;
    private final int shift;
    private final Tree tree;
    private int level;

    private ExprReader(String text, int shift, Tree tree) {
        this.text = text;
        this.shift = shift;
        this.tree = tree;
    }

    static Expr read(Code code) {
        String text = BEFORE + code.text() + AFTER;
        Extent whole = new Extent(code.start(), code.end());
        Tree tree = Tree.of(text);
        if (tree == null) {
            return new Expr.Opaque(whole, code.text());
        }
        ExprReader reader = new ExprReader(text, code.start() - BEFORE.length(), tree);
        int statement = tree.onlyChild(0);
        int node = statement < 0 ? -1 : tree.onlyChild(statement);
        if (node < 0
                || tree.start(node) != 0
                || tree.end(node) != text.length()
                || !isBracket(tree.kind(node))) {
            return new Expr.Opaque(whole, code.text());
        }
        if (tree.kind(node) == Tree.Kind.TUPLE && !tree.isBroken(node)) {
            return new Expr.Tuple(whole, reader.all(node));
        }
        return reader.expr(node);
    }

    /** Anything else means that the code closed the bracket around it: {@code a) + (b}. */
    private static boolean isBracket(Tree.Kind kind) {
        return kind == Tree.Kind.PARENTHESIZED_EXPRESSION
                || kind == Tree.Kind.TUPLE
                || kind == Tree.Kind.PARENTHESIZED_LIST_SPLAT;
    }

    private Expr expr(int node) {
        if (level >= DEEPEST || tree.isBroken(node)) {
            return opaque(node);
        }
        level++;
        try {
            Expr expr = known(node);
            return expr == null ? opaque(node) : expr;
        } finally {
            level--;
        }
    }

    /** Null where a node is of a kind, or has a part, that is not read any further. */
    private @Nullable Expr known(int node) {
        Extent extent = extent(node);
        return switch (tree.kind(node)) {
            case PARENTHESIZED_EXPRESSION, EXPRESSION_STATEMENT -> {
                int inner = tree.onlyChild(node);
                yield inner < 0 ? null : expr(inner);
            }
            case IDENTIFIER -> new Expr.Name(extent, tree.code(node));
            case TRUE, FALSE, NONE, ELLIPSIS -> constant(node);
            case INTEGER, FLOAT -> Literals.number(tree.code(node), extent);
            case STRING -> Literals.strings(List.of(tree.code(node)), extent, tree.code(node));
            case CONCATENATED_STRING -> concatenated(node);
            case ATTRIBUTE -> {
                int name = tree.part(node, "attribute");
                Expr value = exprPart(node, "object");
                yield name < 0 || value == null
                        ? null
                        : new Expr.Attribute(extent, value, tree.code(name));
            }
            case CALL -> call(node);
            case SUBSCRIPT -> subscript(node);
            case TUPLE -> new Expr.Tuple(extent, all(node));
            case LIST -> new Expr.ListExpr(extent, all(node));
            case SET -> new Expr.SetExpr(extent, all(node));
            case DICTIONARY -> dictionary(node);
            case LIST_SPLAT, PARENTHESIZED_LIST_SPLAT -> {
                int inner = tree.onlyChild(node);
                yield inner < 0
                        ? null
                        : tree.kind(node) == Tree.Kind.LIST_SPLAT
                                ? new Expr.Starred(extent, expr(inner))
                                : expr(inner);
            }
            case UNARY_OPERATOR, NOT_OPERATOR -> {
                int first = node + 1;
                Expr operand = exprPart(node, "argument");
                yield operand == null ? null : new Expr.Unary(extent, tree.code(first), operand);
            }
            case BINARY_OPERATOR, BOOLEAN_OPERATOR -> binary(node);
            case COMPARISON_OPERATOR -> compare(node);
            case CONDITIONAL_EXPRESSION -> {
                List<Expr> parts = all(node);
                yield parts.size() == 3
                        ? new Expr.IfExp(extent, parts.get(1), parts.get(0), parts.get(2))
                        : null;
            }
            case LIST_COMPREHENSION,
                    SET_COMPREHENSION,
                    DICTIONARY_COMPREHENSION,
                    GENERATOR_EXPRESSION ->
                    comprehension(node);
            case LAMBDA -> {
                int parameters = tree.part(node, "parameters");
                Expr body = exprPart(node, "body");
                Code list =
                        parameters < 0
                                ? new Code("", extent.start() + "lambda".length())
                                : new Code(tree.code(parameters), extent(parameters).start());
                yield body == null ? null : new Expr.Lambda(extent, list, body);
            }
            case NAMED_EXPRESSION -> {
                int name = tree.part(node, "name");
                Expr value = exprPart(node, "value");
                yield name < 0 || value == null
                        ? null
                        : new Expr.NamedExpr(extent, tree.code(name), value);
            }
            case OTHER,
                    ERROR,
                    MODULE,
                    ARGUMENT_LIST,
                    KEYWORD_ARGUMENT,
                    DICTIONARY_SPLAT,
                    PAIR,
                    SLICE,
                    FOR_IN_CLAUSE,
                    IF_CLAUSE,
                    COMMENT,
                    LINE_CONTINUATION ->
                    null;
        };
    }

    private @Nullable Expr constant(int node) {
        Expr.ConstantKind kind = Literals.constant(tree.code(node));
        return kind == null ? null : new Expr.Constant(extent(node), kind);
    }

    private @Nullable Expr concatenated(int node) {
        List<String> literals = new ArrayList<>();
        for (int child = tree.first(node); child >= 0; child = tree.next(node, child)) {
            literals.add(tree.code(child));
        }
        return Literals.strings(literals, extent(node), tree.code(node));
    }

    private @Nullable Expr call(int node) {
        Expr function = exprPart(node, "function");
        int list = tree.part(node, "arguments");
        if (function == null || list < 0 || tree.isBroken(list)) {
            return null;
        }
        List<Expr> arguments = new ArrayList<>();
        List<Expr.Keyword> keywords = new ArrayList<>(0);
        if (tree.kind(list) == Tree.Kind.GENERATOR_EXPRESSION) {
            arguments.add(expr(list));
            return new Expr.Call(extent(node), function, arguments, keywords);
        }
        for (int child = tree.first(list); child >= 0; child = tree.next(list, child)) {
            Tree.Kind kind = tree.kind(child);
            if (kind == Tree.Kind.KEYWORD_ARGUMENT) {
                int name = tree.part(child, "name");
                Expr value = exprPart(child, "value");
                if (name < 0 || value == null) {
                    return null;
                }
                keywords.add(new Expr.Keyword(tree.code(name), value));
            } else if (kind == Tree.Kind.DICTIONARY_SPLAT) {
                int value = tree.onlyChild(child);
                if (value < 0) {
                    return null;
                }
                keywords.add(new Expr.Keyword(null, expr(value)));
            } else {
                arguments.add(expr(child));
            }
        }
        return new Expr.Call(extent(node), function, arguments, keywords);
    }

    private @Nullable Expr subscript(int node) {
        Expr value = exprPart(node, "value");
        List<Expr> indexes = new ArrayList<>(1);
        boolean comma = false;
        int from = -1;
        int to = -1;
        for (int child = node + 1; child < tree.after(node); child = tree.after(child)) {
            if (tree.field(child).equals("subscript")) {
                indexes.add(expr(child));
                from = from < 0 ? tree.start(child) : from;
                to = tree.end(child);
            } else if (tree.isToken(child) && tree.code(child).equals(",")) {
                comma = true;
                to = tree.end(child);
            }
        }
        if (value == null || indexes.isEmpty()) {
            return null;
        }
        Expr index =
                comma
                        ? new Expr.Tuple(new Extent(from + shift, to + shift), indexes)
                        : indexes.getFirst();
        return new Expr.Subscript(extent(node), value, index);
    }

    private @Nullable Expr dictionary(int node) {
        List<Expr.Entry> entries = new ArrayList<>();
        for (int child = tree.first(node); child >= 0; child = tree.next(node, child)) {
            if (tree.kind(child) == Tree.Kind.DICTIONARY_SPLAT) {
                int value = tree.onlyChild(child);
                if (value < 0) {
                    return null;
                }
                entries.add(new Expr.Entry(null, expr(value)));
            } else {
                Expr key = exprPart(child, "key");
                Expr value = exprPart(child, "value");
                if (key == null || value == null) {
                    return null;
                }
                entries.add(new Expr.Entry(key, value));
            }
        }
        return new Expr.DictExpr(extent(node), entries);
    }

    private @Nullable Expr binary(int node) {
        Expr left = exprPart(node, "left");
        Expr right = exprPart(node, "right");
        int operator = tree.part(node, "operator");
        if (left == null || right == null || operator < 0 || isMisread(node, tree.code(operator))) {
            return null;
        }
        return tree.kind(node) == Tree.Kind.BINARY_OPERATOR
                ? new Expr.Binary(extent(node), left, tree.code(operator), right)
                : new Expr.BoolOp(extent(node), left, tree.code(operator), right);
    }

    /** The grammar's version 0.25.0 binds ^ tighter than &; Python does not. */
    private boolean isMisread(int node, String operator) {
        return operator.equals("&")
                && (isExclusiveOr(tree.part(node, "left"))
                        || isExclusiveOr(tree.part(node, "right")));
    }

    private boolean isExclusiveOr(int node) {
        return tree.kind(node) == Tree.Kind.BINARY_OPERATOR
                && tree.code(tree.part(node, "operator")).equals("^");
    }

    private @Nullable Expr compare(int node) {
        List<String> operators = new ArrayList<>(1);
        List<Expr> operands = new ArrayList<>(2);
        for (int child = node + 1; child < tree.after(node); child = tree.after(child)) {
            if (tree.field(child).equals("operators")) {
                operators.add(oneSpace(tree.code(child)));
            } else if (tree.isPart(child)) {
                operands.add(expr(child));
            }
        }
        if (operands.size() != operators.size() + 1) {
            return null;
        }
        return new Expr.Compare(
                extent(node), operands.getFirst(), operators, operands.subList(1, operands.size()));
    }

    /** {@code not in} can be written with anything between its words. */
    private static String oneSpace(String operator) {
        return operator.startsWith("not")
                ? "not in"
                : operator.startsWith("is") && operator.length() > 2 ? "is not" : operator;
    }

    private @Nullable Expr comprehension(int node) {
        int body = tree.part(node, "body");
        if (body < 0) {
            return null;
        }
        Tree.Kind kind = tree.kind(node);
        boolean dict = kind == Tree.Kind.DICTIONARY_COMPREHENSION;
        Expr element = dict ? exprPart(body, "key") : expr(body);
        @Nullable Expr value = dict ? exprPart(body, "value") : null;
        List<Expr.ComprehensionFor> clauses = clauses(node);
        if (element == null || (dict && value == null) || clauses == null) {
            return null;
        }
        Expr.ComprehensionKind collected =
                dict
                        ? Expr.ComprehensionKind.DICT
                        : kind == Tree.Kind.LIST_COMPREHENSION
                                ? Expr.ComprehensionKind.LIST
                                : kind == Tree.Kind.SET_COMPREHENSION
                                        ? Expr.ComprehensionKind.SET
                                        : Expr.ComprehensionKind.GENERATOR;
        return new Expr.Comprehension(extent(node), collected, element, value, clauses);
    }

    private @Nullable List<Expr.ComprehensionFor> clauses(int node) {
        List<Expr.ComprehensionFor> clauses = new ArrayList<>(1);
        List<Expr> conditions = new ArrayList<>(0);
        int loop = -1;
        for (int child = tree.first(node); child >= 0; child = tree.next(node, child)) {
            if (tree.kind(child) == Tree.Kind.IF_CLAUSE) {
                int condition = tree.onlyChild(child);
                if (condition < 0) {
                    return null;
                }
                conditions.add(expr(condition));
            } else if (tree.kind(child) == Tree.Kind.FOR_IN_CLAUSE) {
                if (loop >= 0 && !addClause(clauses, loop, conditions)) {
                    return null;
                }
                loop = child;
                conditions = new ArrayList<>(0);
            }
        }
        return loop >= 0 && addClause(clauses, loop, conditions) ? clauses : null;
    }

    private boolean addClause(
            List<Expr.ComprehensionFor> clauses, int loop, List<Expr> conditions) {
        Expr target = tree.isBroken(loop) ? null : targets(loop);
        Expr iterable = exprPart(loop, "right");
        if (target == null || iterable == null) {
            return false;
        }
        boolean isAsync = tree.code(loop + 1).equals("async");
        clauses.add(new Expr.ComprehensionFor(isAsync, target, iterable, conditions));
        return true;
    }

    /** The grammar calls {@code a, b} a pattern, whose parts are read as a tuple's. */
    private @Nullable Expr targets(int loop) {
        int left = tree.part(loop, "left");
        if (left < 0) {
            return null;
        }
        return tree.kind(left) == Tree.Kind.OTHER && !tree.isBroken(left)
                ? new Expr.Tuple(extent(left), all(left))
                : expr(left);
    }

    private List<Expr> all(int node) {
        List<Expr> parts = new ArrayList<>();
        for (int child = tree.first(node); child >= 0; child = tree.next(node, child)) {
            parts.add(expr(child));
        }
        return parts;
    }

    private @Nullable Expr exprPart(int node, String field) {
        int part = tree.part(node, field);
        return part < 0 ? null : expr(part);
    }

    /** Of the brackets around the code, only the code. */
    private Expr opaque(int node) {
        int from = Math.max(tree.start(node), BEFORE.length());
        int to = Math.max(from, Math.min(tree.end(node), text.length() - AFTER.length()));
        return new Expr.Opaque(new Extent(from + shift, to + shift), text.substring(from, to));
    }

    private Extent extent(int node) {
        return new Extent(
                Math.max(0, tree.start(node) + shift), Math.max(0, tree.end(node) + shift));
    }
}
