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
        List<Project> projects = features.projects().all();
        List<CompletableFuture<List<String>>> answers = new ArrayList<>();
        for (Project project : projects) {
            answers.add(
                    features.engine()
                            .reached(
                                    project.workspace(),
                                    List.of(file.project().file(file.path()))));
        }
        return CompletableFuture.allOf(answers.toArray(new CompletableFuture<?>[0]))
                .thenApplyAsync(
                        done -> {
                            List<TestId> ids = new ArrayList<>();
                            for (int i = 0; i < projects.size(); i++) {
                                String project = projects.get(i).snapshot().project();
                                for (String path : answers.get(i).join()) {
                                    ids.add(TestId.of(project, path));
                                }
                            }
                            return json(ids);
                        },
                        work);
    }

    private static @Nullable TestItem innermost(ProjectFile file, int line) {
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
