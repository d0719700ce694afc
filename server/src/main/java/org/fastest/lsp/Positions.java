package org.fastest.lsp;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.function.IntFunction;
import org.fastest.model.Span;
import org.jspecify.annotations.Nullable;

/** Between spans (UTF-16 columns) and the protocol's positions in the encoding agreed upon. */
final class Positions {
    /** Where both count alike. */
    static final Positions UTF16 = new Positions(null);

    private final @Nullable IntFunction<String> lines;

    private Positions(@Nullable IntFunction<String> lines) {
        this.lines = lines;
    }

    /** For a client that counts bytes; {@code lines} gives the text of a line. */
    static Positions utf8(IntFunction<String> lines) {
        return new Positions(lines);
    }

    JsonObject range(Span span) {
        return Json.object(
                "start", position(span.startLine(), span.startColumn()),
                "end", position(span.endLine(), span.endColumn()));
    }

    Span span(JsonObject range) {
        JsonObject start = Json.needObject(range, "start");
        JsonObject end = Json.needObject(range, "end");
        int startLine = Json.needInt(start, "line");
        int endLine = Json.needInt(end, "line");
        return new Span(startLine, column(start, startLine), endLine, column(end, endLine));
    }

    /** A position, as an empty span. */
    Span place(JsonObject position) {
        int line = Json.needInt(position, "line");
        int column = column(position, line);
        return new Span(line, column, line, column);
    }

    /** The same as text. */
    void write(Span span, StringBuilder out) {
        out.append("{\"start\":");
        write(span.startLine(), span.startColumn(), out);
        out.append(",\"end\":");
        write(span.endLine(), span.endColumn(), out);
        out.append('}');
    }

    private void write(int line, int column, StringBuilder out) {
        out.append("{\"line\":").append(line);
        out.append(",\"character\":").append(units(line, column)).append('}');
    }

    private JsonObject position(int line, int column) {
        return Json.object("line", line, "character", units(line, column));
    }

    private int units(int line, int column) {
        return lines == null ? column : bytes(lines.apply(line), column);
    }

    private int column(JsonElement position, int line) {
        int units = Json.needInt(position, "character");
        return lines == null ? units : units(lines.apply(line), units);
    }

    private static int bytes(String line, int column) {
        int bytes = 0;
        int known = Math.min(column, line.length());
        for (int i = 0; i < known; i++) {
            bytes += width(line.charAt(i));
        }
        return bytes + column - known;
    }

    private static int units(String line, int bytes) {
        int left = bytes;
        int units = 0;
        while (left > 0 && units < line.length()) {
            left -= width(line.charAt(units));
            units++;
        }
        return units + Math.max(0, left);
    }

    /** Bytes of a UTF-16 unit: each half of a pair has two of the pair's four. */
    private static int width(char c) {
        if (c < 0x80) {
            return 1;
        }
        return c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
    }
}
