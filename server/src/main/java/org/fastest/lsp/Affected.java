package org.fastest.lsp;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.fastest.config.Sources;
import org.fastest.engine.ChangedFiles;
import org.fastest.index.FileTests;
import org.fastest.model.TestId;
import org.jspecify.annotations.Nullable;

/** Runs of the tests that some files reach: those that are named, or those that have changed. */
final class Affected {
    private final Features features;
    private final Folders folders;
    private final Executor work;

    /**
     * Runs of a session.
     *
     * @param work the session's thread
     */
    Affected(Features features, Folders folders, Executor work) {
        this.features = features;
        this.folders = folders;
        this.work = work;
    }

    /**
     * Answers {@code tests/run} once it is known which tests those are.
     *
     * @param choice says how to find out
     * @param asked starts the run
     */
    CompletableFuture<@Nullable JsonElement> run(JsonObject params, RunChoice choice, Asked asked) {
        JsonObject refused = asked.refusal(params);
        if (refused != null) {
            return CompletableFuture.completedFuture(refused);
        }
        return files(choice)
                .thenComposeAsync(
                        files -> {
                            String why = files.refused();
                            return why == null
                                    ? reached(params, files.files(), asked)
                                    : CompletableFuture.completedFuture(
                                            Asked.refused(Json.string(params, "runId"), why));
                        },
                        work);
    }

    private CompletableFuture<@Nullable JsonElement> reached(
            JsonObject params, Collection<Path> files, Asked asked) {
        return Reach.of(features, files)
                .thenApplyAsync(paths -> asked.run(params, ids(paths, files)), work);
    }

    /** The named files and, of folders whose code may run, those that have changed. */
    private CompletableFuture<ChangedFiles> files(RunChoice choice) {
        List<Path> named = new ArrayList<>();
        for (String uri : choice.relatedTo()) {
            ProjectFile file = features.projects().file(uri);
            if (file != null) {
                named.add(file.project().file(file.path()));
            }
        }
        String revision = choice.affectedSince();
        CompletableFuture<ChangedFiles> all =
                CompletableFuture.completedFuture(new ChangedFiles(named, null));
        if (revision == null) {
            return all;
        }
        for (Project project : features.projects().all()) {
            Trust trust = folders.trust(project);
            if (trust != null && trust.isGiven()) {
                // A repository may have programs in its settings: it is asked where code may run.
                Path folder = project.workspace().folder();
                all =
                        all.thenCombine(
                                features.engine().changedSince(folder, revision),
                                Affected::together);
            }
        }
        return all;
    }

    private static ChangedFiles together(ChangedFiles some, ChangedFiles more) {
        List<Path> files = new ArrayList<>(some.files());
        files.addAll(more.files());
        return new ChangedFiles(files, some.refused() == null ? more.refused() : some.refused());
    }

    private static boolean isConfiguration(Path file, Path rootdir) {
        return rootdir.equals(file.getParent())
                && Sources.names().contains(String.valueOf(file.getFileName()));
    }

    /** The test files that are reached; all of a project whose settings are among the files. */
    private static List<TestId> ids(Map<Project, List<String>> paths, Collection<Path> files) {
        List<TestId> ids = new ArrayList<>();
        paths.forEach((project, reached) -> {
            Path rootdir = project.snapshot().rootdir();
            boolean isAll = files.stream().anyMatch(file -> isConfiguration(file, rootdir));
            for (FileTests file : project.snapshot().files()) {
                if (!file.items().isEmpty() && (isAll || reached.contains(file.path()))) {
                    ids.add(TestId.of(project.snapshot().project(), file.path()));
                }
            }
        });
        return ids;
    }
}
