package org.fastest.lsp;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Good messages, and what becomes of them when each field in turn is something else or is not there
 * at all.
 */
final class BadValues {
    private static final List<JsonElement> BAD = bad();

    private BadValues() {}

    private static List<JsonElement> bad() {
        List<JsonElement> bad = new ArrayList<>(List.of(JsonNull.INSTANCE));
        String json =
                """
                [true, 0, -1, 1.5, 1e300, -2147483649, 9007199254740993, "", "text", "\\u0000",
                 "\\ud800", "file:", "file:///%00%ff", "untitled:a", "::", "#2", [], [null], [[]],
                 ["text"], {}, {"a": 1}]
                """;
        bad.addAll(JsonParser.parseString(json).getAsJsonArray().asList());
        JsonElement deep = new JsonArray();
        for (int i = 0; i < 200; i++) {
            JsonArray around = new JsonArray();
            around.add(deep);
            deep = around;
        }
        bad.add(deep);
        return List.copyOf(bad);
    }

    /** A value and, of each of its parts, every bad one and its absence. */
    static List<JsonElement> of(JsonElement good) {
        List<JsonElement> all = new ArrayList<>(BAD);
        if (good instanceof JsonObject object) {
            for (Map.Entry<String, JsonElement> member : object.entrySet()) {
                JsonObject without = object.deepCopy();
                without.remove(member.getKey());
                all.add(without);
                for (JsonElement other : of(member.getValue())) {
                    JsonObject with = object.deepCopy();
                    with.add(member.getKey(), other);
                    all.add(with);
                }
            }
        } else if (good instanceof JsonArray list && !list.isEmpty()) {
            for (JsonElement other : of(list.get(0))) {
                JsonArray with = new JsonArray();
                with.add(other);
                all.add(with);
            }
        }
        return all;
    }

    /**
     * Params for each request of the published schema: one for each field, with those that must be
     * there.
     *
     * @param uri of a file that is served
     * @param id of a test in it
     */
    static Map<String, List<JsonObject>> requests(String uri, String id) throws IOException {
        JsonObject schema =
                JsonParser.parseString(
                                Files.readString(TestsSchema.FOLDER.resolve("tests.schema.json")))
                        .getAsJsonObject();
        return new Samples(schema.getAsJsonObject("$defs"), uri, id)
                .requests(schema.getAsJsonArray("oneOf"));
    }

    private record Samples(JsonObject definitions, String uri, String id) {
        Map<String, List<JsonObject>> requests(JsonArray messages) {
            Map<String, List<JsonObject>> requests = new java.util.TreeMap<>();
            List<String> answered = new ArrayList<>();
            for (JsonElement message : messages) {
                JsonObject parts = message.getAsJsonObject().getAsJsonObject("properties");
                String method = parts.getAsJsonObject("method").get("const").getAsString();
                if (parts.has("result")) {
                    answered.add(method);
                } else {
                    requests.put(method, params(resolve(parts.get("params").getAsJsonObject())));
                }
            }
            requests.keySet().retainAll(answered);
            return requests;
        }

        private List<JsonObject> params(JsonObject schema) {
            List<JsonObject> all = new ArrayList<>(List.of(required(schema)));
            for (String name : schema.getAsJsonObject("properties").keySet()) {
                JsonObject one = required(schema);
                one.add(name, property(schema, name));
                all.add(one);
            }
            return all;
        }

        private JsonObject required(JsonObject schema) {
            JsonObject object = new JsonObject();
            if (schema.has("required")) {
                for (JsonElement name : schema.getAsJsonArray("required")) {
                    object.add(name.getAsString(), property(schema, name.getAsString()));
                }
            }
            return object;
        }

        private JsonElement property(JsonObject schema, String name) {
            return value(schema.getAsJsonObject("properties").getAsJsonObject(name), name);
        }

        private JsonObject resolve(JsonObject schema) {
            String ref = schema.has("$ref") ? schema.get("$ref").getAsString() : null;
            return ref == null
                    ? schema
                    : resolve(definitions.getAsJsonObject(ref.substring("#/$defs/".length())));
        }

        private JsonElement value(JsonObject unresolved, String name) {
            JsonObject schema = resolve(unresolved);
            for (String choice : List.of("anyOf", "oneOf", "enum")) {
                if (schema.has(choice)) {
                    JsonElement first = schema.getAsJsonArray(choice).get(0);
                    return choice.equals("enum") ? first : value(first.getAsJsonObject(), name);
                }
            }
            if (schema.has("const")) {
                return schema.get("const");
            }
            JsonElement type = schema.get("type");
            String kind = type == null ? "object" : first(type);
            return switch (kind) {
                case "object" -> object(schema);
                case "array" -> {
                    JsonArray list = new JsonArray();
                    list.add(value(schema.getAsJsonObject("items"), name));
                    yield list;
                }
                case "boolean" -> new JsonPrimitive(true);
                case "integer", "number" -> new JsonPrimitive(1);
                case "null" -> JsonNull.INSTANCE;
                default -> new JsonPrimitive(string(name));
            };
        }

        private static String first(JsonElement type) {
            return type instanceof JsonArray several
                    ? several.get(0).getAsString()
                    : type.getAsString();
        }

        private JsonElement object(JsonObject schema) {
            JsonObject object = new JsonObject();
            @Nullable JsonObject properties = schema.getAsJsonObject("properties");
            if (properties != null) {
                for (String name : properties.keySet()) {
                    object.add(name, property(schema, name));
                }
            }
            if (schema.get("additionalProperties") instanceof JsonObject other) {
                object.add("NAME", value(other, "NAME"));
            }
            return object;
        }

        private String string(String name) {
            return switch (name) {
                case "uri", "uris" -> uri;
                case "id", "ids", "include", "exclude", "testId" -> id;
                default -> "text";
            };
        }
    }
}
