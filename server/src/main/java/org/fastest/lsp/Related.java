package org.fastest.lsp;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.fastest.model.TestId;
import org.fastest.model.TestItem;
import org.jspecify.annotations.Nullable;

/** The answer to {@code tests/related}: the tests that reach the code at a place. */
final class Related {
    private final Features features;
    private final Executor work;

    /**
     * Answers of a session.
     *
     * @param work the session's thread
     */
    Related(Features features, Executor work) {
        this.features = features;
        this.work = work;
    }

    /** In a test it is that test; elsewhere the files whose tests may reach the file. */
    CompletableFuture<@Nullable JsonElement> answer(JsonObject params) {
        ProjectFile file = features.projects().file(Json.needString(params, "uri"));
        JsonObject position = Json.needObject(params, "position");
        if (file == null) {
            return CompletableFuture.completedFuture(json(List.of()));
        }
        int line = file.positions().place(position).startLine();
        TestItem test = innermost(file, line);
        if (test != null) {
            return CompletableFuture.completedFuture(json(List.of(test.id())));
        }
        return Reach.of(features, List.of(file.project().file(file.path())))
                .thenApplyAsync(
                        paths -> {
                            List<TestId> ids = new ArrayList<>();
                            paths.forEach((project, files) -> {
                                String identity = project.snapshot().project();
                                files.forEach(path -> ids.add(TestId.of(identity, path)));
                            });
                            return json(ids);
                        },
                        work);
    }

    /** The function, or else the class, that holds a line; null for none. */
    static @Nullable TestItem innermost(ProjectFile file, int line) {
        TestItem innermost = null;
        for (TestItem item : file.items()) {
            if (item.kind().isDefinition()
                    && item.path().equals(file.path())
                    && Commands.holds(item.range(), line)) {
                // Parents come before their children.
                innermost = item;
            }
        }
        return innermost;
    }

    private static JsonElement json(List<TestId> ids) {
        return Json.object("ids", Json.array(ids));
    }
}
