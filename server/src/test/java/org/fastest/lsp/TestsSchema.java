package org.fastest.lsp;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The published schema, held against what really goes over the wire. */
final class TestsSchema {
    static final Path FOLDER =
            Path.of(System.getProperty("basedir", "."), "..", "docs", "protocol");

    private static final JsonSchema SCHEMA = load();

    private TestsSchema() {}

    /** What is wrong with a message; empty if nothing is. */
    static List<String> problems(String method, String part, JsonElement value) {
        JsonObject message = new JsonObject();
        message.addProperty("method", method);
        message.add(part, value);
        return problems(message.toString());
    }

    static List<String> problems(String message) {
        return SCHEMA.validate(message, InputFormat.JSON).stream()
                .map(problem -> problem.toString())
                .toList();
    }

    private static JsonSchema load() {
        try {
            return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                    .getSchema(Files.readString(FOLDER.resolve("tests.schema.json")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
