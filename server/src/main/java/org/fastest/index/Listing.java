package org.fastest.index;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.fastest.config.Target;
import org.fastest.discover.Filter;
import org.fastest.model.Issue;
import org.fastest.model.Parsed;
import org.fastest.model.TestItem;

/**
 * A project's tests as its texts tell them, once.
 *
 * @param project what was listed
 * @param files those with tests or issues, in pytest's order
 * @param isSeparable whether what pytest makes of one file depends on that file alone and on what
 *     it imports; if not, pytest must be asked for all files where it is asked at all
 * @param issues what is wrong with the project or the request
 */
public record Listing(
        Project project, List<FileTests> files, boolean isSeparable, List<Issue> issues) {
    /**
     * From so many files on other threads pay: before, what takes the time is code that is not
     * compiled yet, on each thread.
     */
    private static final int FEW = 1000;

    public Listing {
        files = List.copyOf(files);
        issues = List.copyOf(issues);
    }

    /**
     * Reads the project's test files.
     *
     * @param projectId what {@code TestId.project} is
     * @param threads how many may read at once
     */
    public static Listing read(Project project, String projectId, int threads) {
        List<Issue> issues = new ArrayList<>(project.issues());
        Parsed<Filter> filter = Filter.of(project.config().options());
        issues.addAll(filter.issues());
        if (project.isUnusable() || !filter.issues().isEmpty()) {
            return new Listing(project, List.of(), false, issues);
        }
        Walk walk = project.walk();
        List<String> paths = walk.files();
        FileScan scan = new FileScan(project, projectId, walk);
        FileTests[] read = new FileTests[paths.size()];
        AtomicInteger next = new AtomicInteger();
        List<Thread> others = new ArrayList<>();
        for (int i = 1; i < threads && paths.size() > FEW; i++) {
            Thread other = new Thread(() -> readAll(scan, paths, read, next), "fastest-list");
            other.start();
            others.add(other);
        }
        readAll(scan, paths, read, next);
        for (Thread other : others) {
            join(other);
        }
        Map<String, List<String>> inside = inside(project);
        List<FileTests> files = new ArrayList<>();
        for (FileTests file : read) {
            List<String> asked = inside.getOrDefault(file.path(), List.of());
            for (String part : asked) {
                if (!file.stale() && !Filter.hasAny(file.items(), part)) {
                    String message = "not found: " + file.path() + "::" + part;
                    issues.add(new Issue(Issue.Severity.ERROR, message, null, null));
                }
            }
            List<TestItem> kept = filter.value().apply(file.items(), asked);
            if (!kept.isEmpty() || !file.issues().isEmpty()) {
                files.add(new FileTests(file.path(), kept, file.issues(), file.stale()));
            }
        }
        if (addFaults(walk, paths, files)) {
            PathOrder order = project.order();
            files.sort((left, right) -> order.compare(left.path(), right.path()));
        }
        return new Listing(project, files, !scan.actsOnSession(), issues);
    }

    /** Adds what is wrong with conftests that are no test files themselves. */
    private static boolean addFaults(Walk walk, List<String> paths, List<FileTests> to) {
        boolean isAny = false;
        for (FileTests fault : walk.conftests().faults()) {
            if (!paths.contains(fault.path())) {
                to.add(fault);
                isAny = true;
            }
        }
        return isAny;
    }

    private static void readAll(
            FileScan scan, List<String> paths, FileTests[] into, AtomicInteger next) {
        for (int i = next.getAndIncrement(); i < into.length; i = next.getAndIncrement()) {
            into[i] = scan.read(paths.get(i)).tests();
        }
    }

    private static void join(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException stopped) {
                // The reader ends by itself; whoever interrupts hears of it afterwards.
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * What was asked of single files; a file that was also asked for as a whole, or lies below an
     * asked folder, is not in it.
     */
    private static Map<String, List<String>> inside(Project project) {
        Map<String, List<String>> inside = new HashMap<>();
        for (Target target : project.targets()) {
            if (target.inside() != null) {
                String path = Walker.relative(project.config().rootdir(), target.path());
                inside.computeIfAbsent(path, each -> new ArrayList<>()).add(target.inside());
            }
        }
        for (Target target : project.targets()) {
            if (target.inside() == null) {
                String path = Walker.relative(project.config().rootdir(), target.path());
                inside.keySet()
                        .removeIf(file ->
                                path.isEmpty() || file.equals(path) || file.startsWith(path + "/"));
            }
        }
        return inside;
    }
}
