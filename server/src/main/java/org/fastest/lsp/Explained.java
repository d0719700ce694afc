package org.fastest.lsp;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import org.fastest.engine.Explanation;
import org.fastest.model.Interpreter;
import org.fastest.model.TestId;
import org.fastest.model.TestItem;
import org.jspecify.annotations.Nullable;

/** The answer to {@code tests/explain}. */
final class Explained {
    private final Features features;
    private final Folders folders;

    Explained(Features features, Folders folders) {
        this.features = features;
        this.folders = folders;
    }

    /**
     * How a test would be run; of a place without one, why there is none.
     *
     * @throws RpcError where there is no test of that id
     */
    CompletableFuture<@Nullable JsonElement> answer(JsonObject params) {
        String wire = Json.string(params, "id");
        if (wire != null && Json.string(params, "uri") != null) {
            throw RpcError.params("id and uri exclude each other");
        }
        if (wire != null) {
            return answer(features.projects().ids(List.of(wire)).getFirst(), wire);
        }
        ProjectFile file = features.projects().file(Json.needString(params, "uri"));
        JsonObject position = Json.needObject(params, "position");
        if (file == null) {
            return absent("the file lies in none of the folders that are open");
        }
        int line = file.positions().place(position).startLine();
        TestItem test = Related.innermost(file, line);
        return test == null
                ? absent(
                        file.project()
                                .workspace()
                                .whyNoTest(file.project().file(file.path()), line))
                : answer(test.id(), test.id().toString());
    }

    private static CompletableFuture<@Nullable JsonElement> absent(String why) {
        return CompletableFuture.completedFuture(Json.object("why", why));
    }

    private CompletableFuture<@Nullable JsonElement> answer(TestId id, String wire) {
        Project project = features.projects().of(id);
        TestItem item = features.projects().item(id);
        if (project == null || item == null) {
            throw RpcError.params("no such test: " + wire);
        }
        Trust trust = folders.trust(project);
        if (trust == null || !trust.isGiven()) {
            String why = "the folder is not trusted, and pytest has to be asked";
            return CompletableFuture.completedFuture(
                    json(item, new Explanation(null, why, null, null, null)));
        }
        return features.engine().explain(project.workspace(), id).thenApply(it -> json(item, it));
    }

    private static JsonElement json(TestItem item, Explanation found) {
        JsonObject json =
                Json.object(
                        "why",
                        found.why(),
                        "certainty",
                        item.certainty().name().toLowerCase(Locale.ROOT));
        put(json, "engine", found.engine());
        put(json, "cold", found.cold());
        put(json, "config", found.inifile() == null ? null : found.inifile().toString());
        Interpreter interpreter = found.interpreter();
        if (interpreter != null) {
            JsonObject python =
                    Json.object(
                            "path", interpreter.executable().toString(), "why", interpreter.why());
            put(python, "version", interpreter.version());
            put(python, "pytest", interpreter.pytest());
            json.add("interpreter", python);
        }
        return json;
    }

    private static void put(JsonObject json, String name, @Nullable String value) {
        if (value != null) {
            json.addProperty(name, value);
        }
    }
}
