package org.fastest.discover;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * An expression of {@code -k} or {@code -m}: names with {@code and}, {@code or}, {@code not} and
 * parentheses, as pytest reads it.
 */
final class Expression {
    /** Starts a token that is none: no text can hold it. */
    private static final String UNREADABLE = " ";

    private final List<Token> tokens;
    private final int length;
    private int at;
    private @Nullable String fault;

    private Expression(List<Token> tokens, int length) {
        this.tokens = tokens;
        this.length = length;
    }

    /** A word or a parenthesis, and where it stands. */
    private record Token(String text, int start) {}

    /** What an expression is, or what is wrong with it. */
    sealed interface Read {
        /** Tells whether the expression holds where the predicate says which names do. */
        record Good(Term term) implements Read {}

        /** The expression can't be read. */
        record Bad(String message) implements Read {}
    }

    /** A node of the expression. */
    sealed interface Term {
        /** Whether it holds, given which names do. */
        default boolean holds(Predicate<String> names) {
            return switch (this) {
                case Name(String name) -> names.test(name);
                case Not(Term term) -> !term.holds(names);
                case And(Term left, Term right) -> left.holds(names) && right.holds(names);
                case Or(Term left, Term right) -> left.holds(names) || right.holds(names);
            };
        }
    }

    record Name(String name) implements Term {}

    record Not(Term term) implements Term {}

    record And(Term left, Term right) implements Term {}

    record Or(Term left, Term right) implements Term {}

    static Read read(String text) {
        List<Token> tokens = new ArrayList<>();
        for (int i = 0; i < text.length(); ) {
            char c = text.charAt(i);
            if (c == ' ' || c == '\t') {
                i++;
            } else if (c == '(' || c == ')') {
                tokens.add(new Token(String.valueOf(c), i));
                i++;
            } else if (isNameChar(c)) {
                int start = i;
                while (i < text.length() && isNameChar(text.charAt(i))) {
                    i++;
                }
                tokens.add(new Token(text.substring(start, i), start));
            } else {
                // pytest splits as it reads: what is wrong before this is told first.
                tokens.add(new Token(UNREADABLE + Character.toString(text.codePointAt(i)), i));
                break;
            }
        }
        Expression reader = new Expression(tokens, text.length());
        reader.look();
        Term term = reader.or();
        reader.expected("end of input", reader.at == tokens.size());
        return reader.fault == null ? new Read.Good(term) : new Read.Bad(reader.fault);
    }

    private static boolean isNameChar(char c) {
        return Character.isLetterOrDigit(c) || "_:+-.[]\\/".indexOf(c) >= 0;
    }

    private Term or() {
        Term left = and();
        while (taken("or")) {
            left = new Or(left, and());
        }
        return left;
    }

    private Term and() {
        Term left = not();
        while (taken("and")) {
            left = new And(left, not());
        }
        return left;
    }

    private Term not() {
        if (taken("not")) {
            return new Not(not());
        }
        if (taken("(")) {
            Term inner = or();
            expected("right parenthesis", taken(")"));
            return inner;
        }
        boolean name = at < tokens.size() && kind(tokens.get(at).text()).equals("identifier");
        expected("not OR left parenthesis OR identifier", name);
        return new Name(name ? next().text() : "");
    }

    private Token next() {
        Token token = tokens.get(at++);
        look();
        return token;
    }

    private void look() {
        String text = at < tokens.size() ? tokens.get(at).text() : "";
        if (fault == null && text.startsWith(UNREADABLE)) {
            int column = tokens.get(at).start() + 1;
            fault = "at column " + column + ": unexpected character \"" + text.substring(1) + "\"";
        }
    }

    /** Keeps the first fault, in pytest's words. */
    private void expected(String what, boolean met) {
        if (!met && fault == null) {
            boolean more = at < tokens.size();
            int column = (more ? tokens.get(at).start() : length) + 1;
            String got = more ? kind(tokens.get(at).text()) : "end of input";
            fault = "at column " + column + ": expected " + what + "; got " + got;
        }
    }

    private static String kind(String token) {
        return switch (token) {
            case "(" -> "left parenthesis";
            case ")" -> "right parenthesis";
            case "and", "or", "not" -> token;
            default -> "identifier";
        };
    }

    private boolean taken(String word) {
        if (fault == null && at < tokens.size() && tokens.get(at).text().equals(word)) {
            next();
            return true;
        }
        return false;
    }
}
