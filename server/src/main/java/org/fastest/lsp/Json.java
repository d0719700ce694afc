package org.fastest.lsp;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads and builds JSON trees; what has the wrong shape is an {@link RpcError}. */
final class Json {
    private Json() {}

    /** An object of these keys and values in turn; null values are left out. */
    static JsonObject object(@Nullable Object... keysAndValues) {
        JsonObject object = new JsonObject();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            Object value = keysAndValues[i + 1];
            if (value != null) {
                object.add(String.valueOf(keysAndValues[i]), value(value));
            }
        }
        return object;
    }

    static JsonArray array(Iterable<?> values) {
        JsonArray array = new JsonArray();
        for (Object value : values) {
            array.add(value(value));
        }
        return array;
    }

    private static JsonElement value(Object value) {
        if (value instanceof JsonElement element) {
            return element;
        }
        if (value instanceof Number number) {
            return new JsonPrimitive(number);
        }
        if (value instanceof Boolean bool) {
            return new JsonPrimitive(bool);
        }
        return new JsonPrimitive(value.toString());
    }

    /**
     * Params, which are an object; absent ones are an empty object, and so is an empty list, as
     * which Lua writes an empty object.
     */
    static JsonObject params(@Nullable Object params) {
        if (params == null
                || params instanceof JsonNull
                || (params instanceof JsonArray list && list.isEmpty())) {
            return new JsonObject();
        }
        if (params instanceof JsonObject object) {
            return object;
        }
        throw RpcError.params("params must be an object");
    }

    /** An object's members as plain values: maps, lists, strings, numbers, true, false, null. */
    static Map<String, @Nullable Object> map(JsonObject object) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        for (Map.Entry<String, JsonElement> member : object.entrySet()) {
            map.put(member.getKey(), plain(member.getValue()));
        }
        return map;
    }

    /** The same of any element; null for none. */
    static @Nullable Object plain(@Nullable JsonElement element) {
        if (element == null || element.isJsonNull()) {
            return null;
        }
        if (element instanceof JsonObject object) {
            return map(object);
        }
        if (element instanceof JsonArray array) {
            List<@Nullable Object> list = new ArrayList<>(array.size());
            array.forEach(each -> list.add(plain(each)));
            return list;
        }
        JsonPrimitive primitive = element.getAsJsonPrimitive();
        if (primitive.isString()) {
            return primitive.getAsString();
        }
        return primitive.isBoolean()
                ? (Object) primitive.getAsBoolean()
                : (Object) primitive.getAsDouble();
    }

    /** A member that is there and not null. */
    static @Nullable JsonElement member(@Nullable JsonElement of, String name) {
        if (!(of instanceof JsonObject object)) {
            return null;
        }
        JsonElement member = object.get(name);
        return member == null || member.isJsonNull() ? null : member;
    }

    /** Follows the names; null where one is missing or something on the way is no object. */
    static @Nullable JsonElement path(@Nullable JsonElement of, String... names) {
        JsonElement at = of;
        for (String name : names) {
            at = member(at, name);
        }
        return at;
    }

    static boolean isTrue(@Nullable JsonElement element) {
        return element instanceof JsonPrimitive primitive
                && primitive.isBoolean()
                && primitive.getAsBoolean();
    }

    static JsonObject needObject(JsonElement of, String name) {
        JsonObject object = object(of, name);
        if (object == null) {
            throw RpcError.params(name + " is missing");
        }
        return object;
    }

    static @Nullable JsonObject object(JsonElement of, String name) {
        JsonElement member = member(of, name);
        if (member == null || member instanceof JsonObject) {
            return (JsonObject) member;
        }
        throw RpcError.params(name + " must be an object");
    }

    static String needString(JsonElement of, String name) {
        String string = string(of, name);
        if (string == null) {
            throw RpcError.params(name + " is missing");
        }
        return string;
    }

    static @Nullable String string(JsonElement of, String name) {
        JsonElement member = member(of, name);
        return member == null ? null : string(member, name, "a string");
    }

    private static String string(JsonElement element, String name, String what) {
        if (element instanceof JsonPrimitive primitive && primitive.isString()) {
            return primitive.getAsString();
        }
        throw RpcError.params(name + " must be " + what);
    }

    static int needInt(JsonElement of, String name) {
        Integer number = integer(of, name);
        if (number == null) {
            throw RpcError.params(name + " is missing");
        }
        return number;
    }

    /** A whole number; clamped to the range of int, as positions may be "the end of the line". */
    static @Nullable Integer integer(JsonElement of, String name) {
        JsonElement member = member(of, name);
        if (member == null) {
            return null;
        }
        if (member instanceof JsonPrimitive primitive && primitive.isNumber()) {
            double number = primitive.getAsDouble();
            if (number == Math.rint(number)) {
                return (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, number));
            }
        }
        throw RpcError.params(name + " must be a whole number");
    }

    static @Nullable Double decimal(JsonElement of, String name) {
        JsonElement member = member(of, name);
        if (member == null) {
            return null;
        }
        if (member instanceof JsonPrimitive primitive && primitive.isNumber()) {
            return primitive.getAsDouble();
        }
        throw RpcError.params(name + " must be a number");
    }

    static boolean bool(JsonElement of, String name) {
        JsonElement member = member(of, name);
        if (member == null) {
            return false;
        }
        if (member instanceof JsonPrimitive primitive && primitive.isBoolean()) {
            return primitive.getAsBoolean();
        }
        throw RpcError.params(name + " must be true or false");
    }

    static @Nullable JsonArray list(JsonElement of, String name) {
        JsonElement member = member(of, name);
        if (member == null || member instanceof JsonArray) {
            return (JsonArray) member;
        }
        throw RpcError.params(name + " must be a list");
    }

    static @Nullable List<String> strings(JsonElement of, String name) {
        JsonArray list = list(of, name);
        if (list == null) {
            return null;
        }
        List<String> strings = new ArrayList<>(list.size());
        for (JsonElement element : list) {
            strings.add(string(element, name, "a list of strings"));
        }
        return strings;
    }
}
