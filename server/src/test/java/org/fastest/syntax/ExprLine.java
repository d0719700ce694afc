package org.fastest.syntax;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Writes expressions as the oracle {@code expressions.py} does. */
final class ExprLine {
    private ExprLine() {}

    static String of(@Nullable Expr expr) {
        return switch (expr) {
            case null -> "**";
            case Expr.Name n -> n.id();
            case Expr.Constant c ->
                    switch (c.kind()) {
                        case TRUE -> "True";
                        case FALSE -> "False";
                        case NONE -> "None";
                        case ELLIPSIS -> "Ellipsis";
                    };
            case Expr.Int i -> i.value().toString();
            case Expr.Real _ -> "float";
            case Expr.Imaginary _ -> "complex";
            case Expr.Str s -> units("str", s.value());
            case Expr.Bytes b -> units("bytes", b.value());
            case Expr.FString _ -> "fstring";
            case Expr.Attribute a -> of(a.value()) + "." + a.name();
            case Expr.Call c -> {
                StringBuilder line = new StringBuilder("(call " + of(c.function()));
                c.arguments().forEach(argument -> line.append(' ').append(of(argument)));
                for (Expr.Keyword keyword : c.keywords()) {
                    line.append(' ').append(keyword.name() == null ? "**" : keyword.name());
                    line.append('=').append(of(keyword.value()));
                }
                yield line + ")";
            }
            case Expr.Tuple t -> all("tuple", t.elements());
            case Expr.ListExpr l -> all("list", l.elements());
            case Expr.SetExpr s -> all("set", s.elements());
            case Expr.DictExpr d -> {
                List<String> pairs = new ArrayList<>();
                d.entries().forEach(entry -> pairs.add(of(entry.key()) + ":" + of(entry.value())));
                yield "(dict " + String.join(" ", pairs) + ")";
            }
            case Expr.Unary u -> "(" + u.operator() + " " + of(u.operand()) + ")";
            case Expr.Binary b ->
                    "(" + of(b.left()) + " " + b.operator() + " " + of(b.right()) + ")";
            case Expr.BoolOp b ->
                    "(" + of(b.left()) + " " + b.operator() + " " + of(b.right()) + ")";
            case Expr.Compare c -> {
                StringBuilder line = new StringBuilder("(compare " + of(c.first()));
                for (int i = 0; i < c.rest().size(); i++) {
                    line.append(' ')
                            .append(c.operators().get(i))
                            .append(' ')
                            .append(of(c.rest().get(i)));
                }
                yield line + ")";
            }
            case Expr.IfExp i ->
                    "(if " + of(i.test()) + " " + of(i.then()) + " " + of(i.otherwise()) + ")";
            case Expr.Subscript s -> "(index " + of(s.value()) + " " + of(s.index()) + ")";
            case Expr.Comprehension c -> comprehension(c);
            case Expr.Lambda l -> "(lambda " + of(l.body()) + ")";
            case Expr.Starred s -> "(* " + of(s.value()) + ")";
            case Expr.NamedExpr n -> "(" + n.name() + " := " + of(n.value()) + ")";
            case Expr.Opaque _ -> "?";
        };
    }

    private static String comprehension(Expr.Comprehension c) {
        StringBuilder line =
                new StringBuilder("(" + c.kind().name().toLowerCase(Locale.ROOT) + "comp ");
        line.append(of(c.element()));
        if (c.value() != null) {
            line.append(' ').append(of(c.value()));
        }
        for (Expr.ComprehensionFor clause : c.clauses()) {
            line.append(clause.isAsync() ? " async for " : " for ");
            line.append(of(clause.target())).append(' ').append(of(clause.iterable()));
            clause.conditions().forEach(condition -> line.append(" if ").append(of(condition)));
        }
        return line + ")";
    }

    private static String all(String kind, List<Expr> elements) {
        StringBuilder line = new StringBuilder("(" + kind);
        elements.forEach(element -> line.append(' ').append(of(element)));
        return line + ")";
    }

    private static String units(String kind, String value) {
        StringBuilder line = new StringBuilder(kind);
        value.codePoints().forEach(c -> line.append(' ').append(Integer.toHexString(c)));
        return line.toString();
    }
}
