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
    private final List<String> tokens;
    private int at;
    private @Nullable String fault;

    private Expression(List<String> tokens) {
        this.tokens = tokens;
    }

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
        List<String> tokens = new ArrayList<>();
        for (int i = 0; i < text.length(); ) {
            char c = text.charAt(i);
            if (c == ' ' || c == '\t') {
                i++;
            } else if (c == '(' || c == ')') {
                tokens.add(String.valueOf(c));
                i++;
            } else if (isNameChar(c)) {
                int start = i;
                while (i < text.length() && isNameChar(text.charAt(i))) {
                    i++;
                }
                tokens.add(text.substring(start, i));
            } else {
                return new Read.Bad(
                        "at column " + (i + 1) + ": unexpected character \"" + c + "\"");
            }
        }
        Expression reader = new Expression(tokens);
        Term term = reader.or();
        if (reader.fault == null && reader.at < tokens.size()) {
            reader.fault = "expected end of input; got " + tokens.get(reader.at);
        }
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
            if (!taken(")") && fault == null) {
                fault = "expected right parenthesis";
            }
            return inner;
        }
        String token = at < tokens.size() ? tokens.get(at) : null;
        if (token == null || token.equals(")") || token.equals("and") || token.equals("or")) {
            if (fault == null) {
                fault =
                        "expected not OR left parenthesis OR identifier; got "
                                + (token == null ? "end of input" : token);
            }
            return new Name("");
        }
        at++;
        return new Name(token);
    }

    private boolean taken(String word) {
        if (fault == null && at < tokens.size() && tokens.get(at).equals(word)) {
            at++;
            return true;
        }
        return false;
    }
}
