package org.fastest.index;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.fastest.cache.Stamp;
import org.jspecify.annotations.Nullable;

/**
 * What a workspace begins with: the index, as far as it holds, and the other files read at once.
 */
final class FirstReading {
    private FirstReading() {}

    /**
     * Reads the files of a project.
     *
     * @param threads how many may read at once
     * @param later is given what may be done in the background: keeping what was read
     * @return by path; without files that may have changed since
     */
    static Map<String, Scanned> of(
            Project project,
            String projectId,
            int threads,
            StaticIndex index,
            Consumer<Runnable> later) {
        if (project.isUnusable()) {
            return Map.of();
        }
        long began = index.clock().millis() * 1_000_000;
        Reading reading = Reading.of(project, projectId, threads, index);
        List<Scanned> files = new ArrayList<>(reading.files().size());
        Map<String, Path> paths = new HashMap<>();
        for (IndexedFile file : reading.files()) {
            List<Path> inputs = inputs(file, reading, project, paths);
            files.add(new Scanned(file.tests(projectId), inputs));
        }
        later.accept(reading.keep());
        Set<Path> changing = changing(project, files, paths, began);
        Map<String, Scanned> certain = new HashMap<>();
        for (Scanned file : files) {
            String path = file.tests().path();
            if (!changing.contains(project.config().rootdir().resolve(path))
                    && (changing.isEmpty()
                            || file.inputs().stream().noneMatch(changing::contains))) {
                certain.put(path, file);
            }
        }
        return certain;
    }

    /** The files that were written while these were read, or so shortly before that it may be. */
    private static Set<Path> changing(
            Project project, List<Scanned> files, Map<String, Path> inputs, long began) {
        List<Path> all = new ArrayList<>(inputs.values());
        for (Scanned file : files) {
            all.add(project.config().rootdir().resolve(file.tests().path()));
        }
        List<@Nullable Stamp> stamps = Stamp.of(all);
        Set<Path> changing = new HashSet<>();
        for (int i = 0; i < stamps.size(); i++) {
            Stamp stamp = stamps.get(i);
            if (stamp != null && stamp.isRacy(began)) {
                changing.add(all.get(i));
            }
        }
        return changing;
    }

    /** The other files that a file's tests were found from, or would be if they were there. */
    private static List<Path> inputs(
            IndexedFile file, Reading reading, Project project, Map<String, Path> shared) {
        String own = Disk.slashed(project.config().rootdir().resolve(file.path()));
        String rootdir = Disk.slashed(project.config().rootdir()) + "/";
        List<Path> inputs = new ArrayList<>();
        for (String place : reading.places(file)) {
            boolean isOwn = place.equals(own);
            // Outside the project nothing appears but with another interpreter's packages.
            if (!isOwn && place.startsWith(rootdir) && !place.contains("/site-packages/")) {
                inputs.add(shared.computeIfAbsent(place, Path::of));
            }
        }
        return inputs;
    }
}
