package org.fastest.bridge;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object's fields by name, read without reflection. Asking for a field that is not there or
 * of another type is a broken frame.
 */
final class Fields {
    private final Map<String, @Nullable Object> values;

    private Fields(Map<String, @Nullable Object> values) {
        this.values = values;
    }

    static Fields parse(byte[] body) throws FrameException {
        try (JsonReader reader =
                new JsonReader(
                        new InputStreamReader(
                                new ByteArrayInputStream(body), StandardCharsets.UTF_8))) {
            Fields fields = object(reader);
            if (reader.peek() != JsonToken.END_DOCUMENT) {
                throw new FrameException("a frame holds more than one JSON value");
            }
            return fields;
        } catch (FrameException e) {
            throw e;
        } catch (IOException | IllegalStateException | NumberFormatException e) {
            throw new FrameException("a frame is not JSON: " + e.getMessage());
        }
    }

    boolean has(String name) {
        return values.get(name) != null;
    }

    String text(String name) throws FrameException {
        @Nullable String text = textOrNull(name);
        if (text == null) {
            throw missing(name);
        }
        return text;
    }

    @Nullable String textOrNull(String name) throws FrameException {
        @Nullable Object value = values.get(name);
        if (value == null || value instanceof String) {
            return (String) value;
        }
        throw missing(name);
    }

    int number(String name) throws FrameException {
        @Nullable Integer number = numberOrNull(name);
        if (number == null) {
            throw missing(name);
        }
        return number;
    }

    @Nullable Integer numberOrNull(String name) throws FrameException {
        @Nullable Object value = values.get(name);
        if (value == null) {
            return null;
        }
        if (value instanceof Double number) {
            return (int) (double) number;
        }
        throw missing(name);
    }

    double decimal(String name) throws FrameException {
        if (values.get(name) instanceof Double number) {
            return number;
        }
        throw missing(name);
    }

    @Nullable Double decimalOrNull(String name) throws FrameException {
        return values.get(name) == null ? null : Double.valueOf(decimal(name));
    }

    boolean flag(String name) throws FrameException {
        if (values.get(name) instanceof Boolean flag) {
            return flag;
        }
        throw missing(name);
    }

    /** The objects of a list; a list that is not there is empty. */
    List<Fields> objects(String name) throws FrameException {
        List<Fields> objects = new ArrayList<>();
        for (Object value : list(name)) {
            if (!(value instanceof Fields fields)) {
                throw missing(name);
            }
            objects.add(fields);
        }
        return objects;
    }

    /** The texts of a list; a list that is not there is empty. */
    List<String> texts(String name) throws FrameException {
        List<String> texts = new ArrayList<>();
        for (Object value : list(name)) {
            if (!(value instanceof String text)) {
                throw missing(name);
            }
            texts.add(text);
        }
        return texts;
    }

    @Nullable Fields objectOrNull(String name) throws FrameException {
        @Nullable Object value = values.get(name);
        if (value == null || value instanceof Fields) {
            return (Fields) value;
        }
        throw missing(name);
    }

    Iterable<String> names() {
        return values.keySet();
    }

    FrameException missing(String name) {
        return new FrameException("a frame's field '" + name + "' is missing or of another type");
    }

    private List<?> list(String name) throws FrameException {
        @Nullable Object value = values.get(name);
        if (value == null) {
            return List.of();
        }
        if (value instanceof List<?> list) {
            return list;
        }
        throw missing(name);
    }

    private static Fields object(JsonReader reader) throws IOException {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        reader.beginObject();
        while (reader.hasNext()) {
            values.put(reader.nextName(), value(reader));
        }
        reader.endObject();
        return new Fields(values);
    }

    private static @Nullable Object value(JsonReader reader) throws IOException {
        return switch (reader.peek()) {
            case STRING -> reader.nextString();
            case NUMBER -> reader.nextDouble();
            case BEGIN_OBJECT -> object(reader);
            case BEGIN_ARRAY -> array(reader);
            case BOOLEAN -> reader.nextBoolean();
            case NULL -> {
                reader.nextNull();
                yield null;
            }
            case END_ARRAY, END_OBJECT, END_DOCUMENT, NAME ->
                    throw new FrameException("a frame's JSON is out of order");
        };
    }

    private static List<@Nullable Object> array(JsonReader reader) throws IOException {
        List<@Nullable Object> list = new ArrayList<>();
        reader.beginArray();
        while (reader.hasNext()) {
            list.add(value(reader));
        }
        reader.endArray();
        return list;
    }
}
