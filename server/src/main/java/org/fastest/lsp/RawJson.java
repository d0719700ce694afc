package org.fastest.lsp;

import com.google.gson.JsonElement;
import com.google.gson.JsonPrimitive;

/** JSON that is written as it is: what stands for a number prints itself. */
final class RawJson extends Number {
    private static final long serialVersionUID = 1;

    private final String text;

    private RawJson(String text) {
        this.text = text;
    }

    /** An element of this text, which is JSON already. */
    static JsonElement of(String text) {
        return new JsonPrimitive(new RawJson(text));
    }

    @Override
    public String toString() {
        return text;
    }

    @Override
    public int intValue() {
        throw new NumberFormatException(text);
    }

    @Override
    public long longValue() {
        throw new NumberFormatException(text);
    }

    @Override
    public float floatValue() {
        throw new NumberFormatException(text);
    }

    @Override
    public double doubleValue() {
        throw new NumberFormatException(text);
    }
}
