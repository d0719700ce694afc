package org.fastest.syntax;

import java.util.List;
import java.util.Set;
import org.fastest.text.Extent;
import org.jspecify.annotations.Nullable;

/** Reads expressions. Names with dots, single numbers and single strings need no native library. */
public final class Expressions {
    /** Words that are never names; the constants are no less reserved, but have values. */
    private static final Set<String> KEYWORDS =
            Set.of(
                    "and",
                    "as",
                    "assert",
                    "async",
                    "await",
                    "break",
                    "class",
                    "continue",
                    "def",
                    "del",
                    "elif",
                    "else",
                    "except",
                    "finally",
                    "for",
                    "from",
                    "global",
                    "if",
                    "import",
                    "in",
                    "is",
                    "lambda",
                    "nonlocal",
                    "not",
                    "or",
                    "pass",
                    "raise",
                    "return",
                    "try",
                    "while",
                    "with",
                    "yield");

    private Expressions() {}

    /** Whether a word is one of Python's own and never a name; not for constants. */
    public static boolean isKeyword(String word) {
        return KEYWORDS.contains(word);
    }

    /**
     * Reads an expression; commas outside of brackets make a tuple. What cannot be read is {@link
     * Expr.Opaque}, as a whole or in parts.
     *
     * @return with extents that are offsets in the code's own text
     * @throws IllegalStateException where the native library is needed and missing
     */
    public static Expr parse(Code code) {
        Expr known = code.parsed;
        if (known == null) {
            Code own = code.start() == 0 ? code : new Code(code.text(), 0);
            known = simple(own);
            known = known == null ? ExprReader.read(own) : known;
            code.parsed = known;
        }
        return known;
    }

    private static @Nullable Expr simple(Code code) {
        String text = code.text();
        Extent extent = new Extent(code.start(), code.end());
        if (text.isEmpty()) {
            return new Expr.Opaque(extent, text);
        }
        if (code.isDottedName()) {
            return dotted(code);
        }
        char first = text.charAt(0);
        if ((first >= '0' && first <= '9') || first == '.') {
            return number(text, extent);
        }
        boolean isString = Skim.next(text, 0, text.length()) == text.length();
        if (isString && (first == '"' || first == '\'')) {
            return Literals.strings(List.of(text), extent, text);
        }
        return null;
    }

    private static @Nullable Expr number(String text, Extent extent) {
        if (text.equals("...")) {
            return new Expr.Constant(extent, Expr.ConstantKind.ELLIPSIS);
        }
        for (int i = 0; i < text.length(); i++) {
            if (!Chars.isIdentifier(text.charAt(i)) && text.charAt(i) != '.') {
                return null;
            }
        }
        return Literals.number(text, extent);
    }

    private static Expr dotted(Code code) {
        String text = code.text();
        int start = code.start();
        int end = text.indexOf('.');
        String first = end < 0 ? text : text.substring(0, end);
        Extent extent = new Extent(start, start + first.length());
        if (isKeyword(first)) {
            return new Expr.Opaque(new Extent(start, code.end()), text);
        }
        Expr.ConstantKind constant = Literals.constant(first);
        Expr expr =
                constant != null
                        ? new Expr.Constant(extent, constant)
                        : new Expr.Name(extent, first);
        while (end >= 0) {
            int from = end + 1;
            end = text.indexOf('.', from);
            String name = text.substring(from, end < 0 ? text.length() : end);
            expr = new Expr.Attribute(new Extent(start, start + from + name.length()), expr, name);
        }
        return expr;
    }
}
