package org.fastest.discover;

import java.util.ArrayList;
import java.util.List;
import org.fastest.syntax.Expressions;
import org.jspecify.annotations.Nullable;

/**
 * An expression of {@code -k} or {@code -m}: names with {@code and}, {@code or}, {@code not} and
 * parentheses, as pytest reads it; since 8.3 names may be called with keyword arguments.
 */
final class Expression {
    /** Starts a token that is none: no text can hold it. */
    private static final String UNREADABLE = " ";

    private static final List<String> CONSTANTS = List.of("True", "False", "None");

    /** Which of pytest's grammars holds. */
    enum Grammar {
        /** Before 8.3. */
        NAMES,
        CALLS
    }

    private final List<Token> tokens;
    private final int length;
    private final Grammar grammar;
    private int at;
    private @Nullable String fault;

    private Expression(List<Token> tokens, int length, Grammar grammar) {
        this.tokens = tokens;
        this.length = length;
        this.grammar = grammar;
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
        /**
         * Whether it holds, given which names do; null where that depends on what they leave open.
         */
        @Nullable Boolean holds(Held names);

        /** Whether names are called in it. */
        boolean calls();

        static @Nullable Boolean both(
                @Nullable Boolean left, @Nullable Boolean right, Boolean decides) {
            if (decides.equals(left) || decides.equals(right)) {
                return decides;
            }
            return (left == null || right == null) ? null : left;
        }
    }

    /** Which names hold. */
    interface Held {
        /** Whether one does, or null where that is not known. */
        @Nullable Boolean holds(String name);
    }

    record Name(String name) implements Term {
        @Override
        public @Nullable Boolean holds(Held names) {
            return names.holds(name);
        }

        @Override
        public boolean calls() {
            return false;
        }
    }

    /** A name with keyword arguments. */
    record Call(String name) implements Term {
        @Override
        public @Nullable Boolean holds(Held names) {
            // A mark that is not there has no arguments either.
            return Boolean.FALSE.equals(names.holds(name)) ? Boolean.FALSE : null;
        }

        @Override
        public boolean calls() {
            return true;
        }
    }

    record Not(Term term) implements Term {
        @Override
        public @Nullable Boolean holds(Held names) {
            return Logic.not(term.holds(names));
        }

        @Override
        public boolean calls() {
            return term.calls();
        }
    }

    record And(Term left, Term right) implements Term {
        @Override
        public @Nullable Boolean holds(Held names) {
            return Term.both(left.holds(names), right.holds(names), Boolean.FALSE);
        }

        @Override
        public boolean calls() {
            return left.calls() || right.calls();
        }
    }

    record Or(Term left, Term right) implements Term {
        @Override
        public @Nullable Boolean holds(Held names) {
            return Term.both(left.holds(names), right.holds(names), Boolean.TRUE);
        }

        @Override
        public boolean calls() {
            return left.calls() || right.calls();
        }
    }

    static Read read(String text, Grammar grammar) {
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
            } else if (grammar == Grammar.CALLS && (c == '=' || c == ',')) {
                tokens.add(new Token(String.valueOf(c), i));
                i++;
            } else if (grammar == Grammar.CALLS && (c == '"' || c == '\'')) {
                Token string = string(text, i);
                tokens.add(string);
                if (string.text().startsWith(UNREADABLE)) {
                    break;
                }
                i += string.text().length();
            } else {
                // pytest splits as it reads: what is wrong before this is told first.
                String wrong = Character.toString(text.codePointAt(i));
                tokens.add(new Token(UNREADABLE + "unexpected character \"" + wrong + "\"", i));
                break;
            }
        }
        Expression reader = new Expression(tokens, text.length(), grammar);
        reader.look();
        Term term = reader.or();
        reader.expected("end of input", reader.at == tokens.size());
        return reader.fault == null ? new Read.Good(term) : new Read.Bad(reader.fault);
    }

    private static Token string(String text, int start) {
        int end = text.indexOf(text.charAt(start), start + 1);
        if (end < 0) {
            String message = "closing quote \"" + text.charAt(start) + "\" is missing";
            return new Token(UNREADABLE + message, start);
        }
        int escape = text.indexOf('\\', start);
        return escape >= 0 && escape < end
                ? new Token(
                        UNREADABLE + "escaping with \"\\\" not supported in marker expression",
                        escape)
                : new Token(text.substring(start, end + 1), start);
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
        String name = identifier("not OR left parenthesis OR identifier");
        if (grammar == Grammar.NAMES || !taken("(")) {
            return new Name(name);
        }
        do {
            argument();
        } while (taken(","));
        expected("right parenthesis", taken(")"));
        return new Call(name);
    }

    /** {@code name=value}. */
    private void argument() {
        int start = at < tokens.size() ? tokens.get(at).start() : length;
        String name = identifier("identifier");
        if (!isIdentifier(name)) {
            wrong(start, "not a valid python identifier " + name);
        } else if (CONSTANTS.contains(name) || Expressions.isKeyword(name)) {
            wrong(start, "unexpected reserved python keyword `" + name + "`");
        }
        expected("=", taken("="));
        boolean string = at < tokens.size() && isString(tokens.get(at).text());
        if (fault == null && string) {
            next();
            return;
        }
        start = at < tokens.size() ? tokens.get(at).start() : length;
        String value = identifier("identifier");
        if (!isNumber(value) && !CONSTANTS.contains(value)) {
            wrong(start, "unexpected character/s \"" + value + "\"");
        }
    }

    private String identifier(String expected) {
        boolean name = at < tokens.size() && kind(tokens.get(at).text()).equals("identifier");
        expected(expected, name);
        return name && fault == null ? next().text() : "";
    }

    private static boolean isIdentifier(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c != '_' && !(i == 0 ? Character.isLetter(c) : Character.isLetterOrDigit(c))) {
                return false;
            }
        }
        return !name.isEmpty();
    }

    private static boolean isNumber(String text) {
        int from = text.startsWith("-") ? 1 : 0;
        for (int i = from; i < text.length(); i++) {
            if (!Character.isDigit(text.charAt(i))) {
                return false;
            }
        }
        return from < text.length();
    }

    private static boolean isString(String token) {
        return token.startsWith("\"") || token.startsWith("'");
    }

    private void wrong(int start, String message) {
        if (fault == null) {
            fault = "at column " + (start + 1) + ": " + message;
        }
    }

    private Token next() {
        Token token = tokens.get(at++);
        look();
        return token;
    }

    private void look() {
        String text = at < tokens.size() ? tokens.get(at).text() : "";
        if (fault == null && text.startsWith(UNREADABLE)) {
            wrong(tokens.get(at).start(), text.substring(UNREADABLE.length()));
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
            case "and", "or", "not", "=", "," -> token;
            default -> isString(token) ? "string literal" : "identifier";
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
