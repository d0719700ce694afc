package org.fastest.discover;

import org.fastest.syntax.Code;
import org.fastest.syntax.Expr;
import org.fastest.syntax.Expressions;
import org.jspecify.annotations.Nullable;

/** Works out f-strings, and strings in a row of which one is one. */
final class FStrings {
    private final String code;
    private final Values values;
    private final int depth;
    private final StringBuilder out = new StringBuilder();
    private int at;

    private FStrings(String code, Values values, int depth) {
        this.code = code;
        this.values = values;
        this.depth = depth;
    }

    /** The text it gives, or null where that can't be known. */
    static @Nullable String value(Expr.FString string, Values values, int depth) {
        FStrings reader = new FStrings(string.code(), values, depth);
        return reader.run() ? reader.out.toString() : null;
    }

    private boolean run() {
        while (true) {
            skipBlanks();
            if (at >= code.length()) {
                return true;
            }
            int start = at;
            while (at < code.length() && Character.isLetter(code.charAt(at))) {
                at++;
            }
            String prefix = code.substring(start, at);
            if (at >= code.length() || !literal(prefix)) {
                return false;
            }
        }
    }

    private void skipBlanks() {
        while (at < code.length()) {
            char c = code.charAt(at);
            if (c == '#') {
                int end = code.indexOf('\n', at);
                at = end < 0 ? code.length() : end;
            } else if (c == '\\' || Character.isWhitespace(c)) {
                at++;
            } else {
                return;
            }
        }
    }

    private boolean literal(String prefix) {
        String one = code.substring(at, at + 1);
        if (!one.equals("'") && !one.equals("\"")) {
            return false;
        }
        String quote = code.startsWith(one.repeat(3), at) ? one.repeat(3) : one;
        at += quote.length();
        boolean formatted = prefix.indexOf('f') >= 0 || prefix.indexOf('F') >= 0;
        if (!formatted && (prefix.indexOf('t') >= 0 || prefix.indexOf('T') >= 0)) {
            return false;
        }
        boolean raw = prefix.indexOf('r') >= 0 || prefix.indexOf('R') >= 0;
        StringBuilder chunk = new StringBuilder();
        while (at < code.length()) {
            char c = code.charAt(at);
            if (code.startsWith(quote, at)) {
                at += quote.length();
                return flush(chunk, raw, quote);
            }
            boolean doubled = at + 1 < code.length() && code.charAt(at + 1) == c;
            if (c == '\\' && at + 1 < code.length()) {
                chunk.append(c).append(code.charAt(at + 1));
                at += 2;
                boolean named = !raw && chunk.charAt(chunk.length() - 1) == 'N';
                int end = named ? code.indexOf('}', at) : -1;
                if (end > 0) {
                    chunk.append(code, at, end + 1);
                    at = end + 1;
                }
            } else if (formatted && (c == '{' || c == '}') && doubled) {
                chunk.append(c);
                at += 2;
            } else if (formatted && c == '{') {
                if (!flush(chunk, raw, quote) || !field()) {
                    return false;
                }
            } else {
                chunk.append(c);
                at++;
            }
        }
        return false;
    }

    /** Appends what the letters between two fields mean. */
    private boolean flush(StringBuilder chunk, boolean raw, String quote) {
        if (chunk.isEmpty()) {
            return true;
        }
        String literal = (raw ? "r" : "") + quote + chunk + quote;
        chunk.setLength(0);
        if (!(Expressions.parse(new Code(literal, 0)) instanceof Expr.Str text)) {
            return false;
        }
        out.append(text.value());
        return true;
    }

    /** One {@code {expression!r:spec}}; the brace at hand opens it. */
    private boolean field() {
        int start = ++at;
        int level = 0;
        char conversion = 0;
        int end = -1;
        boolean shows = false;
        for (; at < code.length(); at++) {
            char c = code.charAt(at);
            char next = at + 1 < code.length() ? code.charAt(at + 1) : 0;
            if (c == '\'' || c == '"') {
                int close = code.indexOf(c, at + 1);
                if (close < 0 || code.substring(at, close).indexOf('\\') >= 0) {
                    return false;
                }
                at = close;
            } else if (c == '(' || c == '[' || c == '{') {
                level++;
            } else if (level > 0 && (c == ')' || c == ']' || c == '}')) {
                level--;
            } else if (level == 0 && (c == '}' || c == ':' || (c == '!' && next != '='))) {
                end = at;
                break;
            } else if (level == 0 && c == '=' && isShown(at)) {
                shows = true;
            }
        }
        if (end < 0) {
            return false;
        }
        String written = code.substring(start, end);
        String expression = shows ? written.substring(0, written.lastIndexOf('=')) : written;
        if (code.charAt(at) == '!') {
            conversion = at + 1 < code.length() ? code.charAt(at + 1) : 0;
            at += 2;
        }
        String spec = "";
        if (at < code.length() && code.charAt(at) == ':') {
            int close = code.indexOf('}', at);
            spec = close < 0 ? "{" : code.substring(at + 1, close);
            at = Math.max(close, at);
        }
        if (at >= code.length() || code.charAt(at) != '}' || spec.indexOf('{') >= 0) {
            return false;
        }
        at++;
        if (shows) {
            out.append(written);
            conversion = conversion == 0 && spec.isEmpty() ? 'r' : conversion;
        }
        PyValue value = values.of(Expressions.parse(new Code(expression.strip(), 0)), depth + 1);
        String text = Formatting.format(value, conversion, spec);
        if (text == null) {
            return false;
        }
        out.append(text);
        return true;
    }

    /** Whether the equals sign asks for the expression to be shown too. */
    private boolean isShown(int equals) {
        int after = equals + 1;
        while (after < code.length() && code.charAt(after) == ' ') {
            after++;
        }
        char next = after < code.length() ? code.charAt(after) : 0;
        return (next == '}' || next == '!' || next == ':')
                && "=!<>".indexOf(code.charAt(equals - 1)) < 0;
    }
}
