package org.fastest.lsp;

import static java.lang.Character.MIN_SURROGATE;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.Map;
import java.util.function.Consumer;
import org.eclipse.lsp4j.jsonrpc.json.MessageJsonHandler;
import org.eclipse.lsp4j.jsonrpc.messages.Either;
import org.eclipse.lsp4j.jsonrpc.messages.Message;
import org.eclipse.lsp4j.jsonrpc.messages.NotificationMessage;
import org.eclipse.lsp4j.jsonrpc.messages.RequestMessage;
import org.eclipse.lsp4j.jsonrpc.messages.ResponseError;
import org.eclipse.lsp4j.jsonrpc.messages.ResponseMessage;
import org.jspecify.annotations.Nullable;

/**
 * Writes messages whose contents are JSON trees. A file of a thousand tests is half a megabyte at
 * each keystroke, most of whose time Gson's general writer would take.
 */
final class MessageWriter extends MessageJsonHandler {
    private static final int LEAST = 1 << 12;
    private static final int MOST = 1 << 20;
    private static final char[] HEX = "0123456789abcdef".toCharArray();

    /** How long a message may be; any thread may write it. */
    private volatile int expected = LEAST;

    private final Consumer<String> written;

    /** Tells {@code written} of each message. */
    MessageWriter(Consumer<String> written) {
        super(Map.of());
        this.written = written;
    }

    @Override
    public String serialize(Message message) {
        // Messages come in rows of about the same length.
        StringBuilder out = new StringBuilder(expected).append("{\"jsonrpc\":\"2.0\"");
        if (message instanceof RequestMessage request) {
            id(request.getRawId(), out);
            method(request.getMethod(), request.getParams(), out);
        } else if (message instanceof NotificationMessage notification) {
            method(notification.getMethod(), notification.getParams(), out);
        } else if (message instanceof ResponseMessage response) {
            id(response.getRawId(), out);
            outcome(response.getResult(), response.getError(), out);
        }
        out.append('}');
        expected = Math.clamp(out.length() + out.length() / 8, LEAST, MOST);
        String text = out.toString();
        written.accept(text);
        return text;
    }

    /** How a part of a message is written. */
    static String text(JsonElement element) {
        StringBuilder out = new StringBuilder(512);
        write(element, out);
        return out.toString();
    }

    private static void id(@Nullable Either<String, Number> id, StringBuilder out) {
        out.append(",\"id\":");
        if (id != null && id.isLeft()) {
            string(id.getLeft(), out);
        } else {
            out.append(id == null ? null : id.getRight());
        }
    }

    private static void method(String method, @Nullable Object params, StringBuilder out) {
        out.append(",\"method\":");
        string(method, out);
        if (params instanceof JsonElement element) {
            out.append(",\"params\":");
            write(element, out);
        }
    }

    private static void outcome(
            @Nullable Object result, @Nullable ResponseError error, StringBuilder out) {
        if (error != null) {
            out.append(",\"error\":{\"code\":").append(error.getCode()).append(",\"message\":");
            string(error.getMessage(), out);
            out.append('}');
        } else {
            out.append(",\"result\":");
            if (result instanceof JsonElement element) {
                write(element, out);
            } else {
                out.append("null");
            }
        }
    }

    /** Writes a part of a message behind what is there. */
    static void write(JsonElement element, StringBuilder out) {
        if (element instanceof JsonObject object) {
            write(object, out);
        } else if (element instanceof JsonArray array) {
            write(array, out);
        } else if (element instanceof JsonPrimitive primitive && primitive.isString()) {
            string(primitive.getAsString(), out);
        } else {
            // Numbers, true, false and null are written as they print.
            out.append(element.isJsonNull() ? "null" : element.getAsString());
        }
    }

    private static void write(JsonObject object, StringBuilder out) {
        char before = '{';
        for (Map.Entry<String, JsonElement> member : object.entrySet()) {
            out.append(before);
            string(member.getKey(), out);
            out.append(':');
            write(member.getValue(), out);
            before = ',';
        }
        out.append(before == '{' ? "{}" : "}");
    }

    private static void write(JsonArray array, StringBuilder out) {
        char before = '[';
        for (JsonElement element : array) {
            out.append(before);
            write(element, out);
            before = ',';
        }
        out.append(before == '[' ? "[]" : "]");
    }

    /**
     * Writes a string in ASCII: one character of another kind doubles what a long text takes while
     * it is put together.
     */
    static void ascii(String text, StringBuilder out) {
        out.append('"');
        int plain = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c > '~' || c == '"' || c == '\\') {
                out.append(text, plain, i);
                escape(c, out);
                plain = i + 1;
            }
        }
        out.append(text, plain, text.length()).append('"');
    }

    private static void string(String text, StringBuilder out) {
        out.append('"');
        escaped(text, out);
        out.append('"');
    }

    /** The characters of a text, as they stand between quotes. */
    static void escaped(String text, StringBuilder out) {
        int plain = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c == '"' || c == '\\' || (c >= MIN_SURROGATE && isLone(text, i))) {
                out.append(text, plain, i);
                escape(c, out);
                plain = i + 1;
            }
        }
        out.append(text, plain, text.length());
    }

    /** Half a pair has no encoding in UTF-8; test output may hold some. */
    private static boolean isLone(String text, int at) {
        char c = text.charAt(at);
        if (!Character.isSurrogate(c)) {
            return false;
        }
        int other = Character.isHighSurrogate(c) ? at + 1 : at - 1;
        if (other < 0 || other >= text.length()) {
            return true;
        }
        return !Character.isSurrogatePair(
                text.charAt(Math.min(at, other)), text.charAt(Math.max(at, other)));
    }

    private static void escape(char c, StringBuilder out) {
        out.append('\\');
        switch (c) {
            case '"', '\\' -> out.append(c);
            case '\n' -> out.append('n');
            case '\r' -> out.append('r');
            case '\t' -> out.append('t');
            default -> {
                out.append('u');
                for (int shift = 12; shift >= 0; shift -= 4) {
                    out.append(HEX[(c >> shift) & 15]);
                }
            }
        }
    }
}
