package org.fastest.lsp;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Which test files of all projects may reach some code. */
final class Reach {
    private Reach() {}

    /**
     * The test files of each project, in pytest's order, that import any of these or are these.
     *
     * @param files absolute
     * @return fails where that can't be found out
     */
    static CompletableFuture<Map<Project, List<String>>> of(
            Features features, Collection<Path> files) {
        List<CompletableFuture<?>> all = new ArrayList<>();
        Map<Project, CompletableFuture<List<String>>> answers = new LinkedHashMap<>();
        for (Project project : features.projects().all()) {
            CompletableFuture<List<String>> answer =
                    features.engine().reached(project.workspace(), files);
            answers.put(project, answer);
            all.add(answer);
        }
        return CompletableFuture.allOf(all.toArray(new CompletableFuture<?>[0]))
                .thenApply(done -> {
                    Map<Project, List<String>> paths = new LinkedHashMap<>();
                    answers.forEach((project, answer) -> paths.put(project, answer.join()));
                    return paths;
                });
    }
}
