package org.fastest.bridge;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object's fields by name: few, so that they are gone through. Asking for a field that is
 * not there or of another type is a broken frame.
 */
final class Fields {
    private final @Nullable Object[] values;
    private final int count;

    /**
     * An object's fields.
     *
     * @param values names and values in turn
     * @param count how many of them there are
     */
    Fields(@Nullable Object[] values, int count) {
        this.values = values;
        this.count = count;
    }

    /**
     * A field's value: a text, a {@link Double}, a {@link Boolean}, Fields or a list of these; null
     * where it is null or not there. The last one of a name counts.
     */
    @Nullable Object value(String name) {
        for (int i = count - 2; i >= 0; i -= 2) {
            if (name.equals(values[i])) {
                return values[i + 1];
            }
        }
        return null;
    }

    boolean has(String name) {
        return value(name) != null;
    }

    String text(String name) throws FrameException {
        @Nullable String text = textOrNull(name);
        if (text == null) {
            throw missing(name);
        }
        return text;
    }

    @Nullable String textOrNull(String name) throws FrameException {
        @Nullable Object value = value(name);
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
        @Nullable Object value = value(name);
        if (value == null) {
            return null;
        }
        if (value instanceof Double number) {
            return (int) (double) number;
        }
        throw missing(name);
    }

    double decimal(String name) throws FrameException {
        if (value(name) instanceof Double number) {
            return number;
        }
        throw missing(name);
    }

    @Nullable Double decimalOrNull(String name) throws FrameException {
        return value(name) == null ? null : Double.valueOf(decimal(name));
    }

    boolean flag(String name) throws FrameException {
        if (value(name) instanceof Boolean flag) {
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
        @Nullable Object value = value(name);
        if (value == null || value instanceof Fields) {
            return (Fields) value;
        }
        throw missing(name);
    }

    Iterable<String> names() {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < count; i += 2) {
            if (values[i] instanceof String name && !names.contains(name)) {
                names.add(name);
            }
        }
        return names;
    }

    FrameException missing(String name) {
        return new FrameException("a frame's field '" + name + "' is missing or of another type");
    }

    private List<?> list(String name) throws FrameException {
        @Nullable Object value = value(name);
        if (value == null) {
            return List.of();
        }
        if (value instanceof List<?> list) {
            return list;
        }
        throw missing(name);
    }
}
