package org.fastest.index;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.fastest.cache.KeptListing;
import org.fastest.config.Target;
import org.fastest.discover.Filter;
import org.fastest.model.Issue;
import org.fastest.model.Parsed;
import org.fastest.model.TestItem;
import org.jspecify.annotations.Nullable;

/**
 * A project's tests as its texts tell them, once: from the index where nothing changed, else read.
 * Of what was kept no more is decoded than is asked for.
 */
public final class StaticListing {
    private final Project project;
    private final String projectId;
    private final List<Issue> issues;
    private final Contents contents;
    private final Selected selected;

    private StaticListing(
            Project project,
            String projectId,
            List<Issue> issues,
            Contents contents,
            Selected selected) {
        this.project = project;
        this.projectId = projectId;
        this.issues = issues;
        this.contents = contents;
        this.selected = selected;
    }

    /** What of a listing will be asked for. */
    public enum Part {
        /** {@link #ids} and {@link #faults} alone. */
        IDS,
        ALL
    }

    /** What a listing is made from. */
    private record Contents(
            @Nullable KeptListing shown, List<IndexedFile> files, boolean acts, Runnable keep) {}

    /** What of it was asked for. */
    private record Selected(Filter filter, Map<String, List<String>> inside) {
        boolean isAll() {
            return filter.isEmpty() && inside.isEmpty();
        }
    }

    /**
     * Lists a project.
     *
     * @param projectId what {@code TestId.project} is
     * @param threads how many may read at once
     * @param index where listings are kept, or null
     */
    public static StaticListing of(
            Project project,
            String projectId,
            int threads,
            @Nullable StaticIndex index,
            Part part) {
        List<Issue> issues = new ArrayList<>(project.issues());
        Parsed<Filter> filter = Filter.of(project.config().options(), project.facts());
        issues.addAll(filter.issues());
        Selected selected = new Selected(filter.value(), inside(project));
        if (project.isUnusable() || !filter.issues().isEmpty()) {
            Contents nothing = new Contents(null, List.of(), true, () -> {});
            return new StaticListing(project, projectId, issues, nothing, selected);
        }
        boolean isShown = index != null && part == Part.IDS && selected.isAll();
        KeptListing shown = isShown && index != null ? index.shown(project) : null;
        if (shown != null) {
            Contents kept = new Contents(shown, List.of(), true, () -> {});
            return new StaticListing(project, projectId, issues, kept, selected);
        }
        Reading reading = Reading.of(project, projectId, threads, index);
        Contents read =
                new Contents(null, reading.files(), reading.actsOnSession(), reading.keep());
        StaticListing listing = new StaticListing(project, projectId, issues, read, selected);
        listing.lookInside();
        return listing;
    }

    /** What is wrong with the project or the request. */
    public List<Issue> issues() {
        return issues;
    }

    /**
     * Whether something may act on the items of all files or on their order; true where only what
     * is shown was asked for.
     */
    public boolean actsOnSession() {
        return contents.acts;
    }

    /** The node ids of tests as they are printed, one a line, in UTF-8; without faulty files'. */
    public Ids ids() {
        KeptListing shown = contents.shown;
        if (shown != null) {
            return Ids.of(shown);
        }
        return Ids.of(selected.isAll() ? contents.files : selectedFiles());
    }

    /** What is wrong with files that can't be collected, the first fault of each. */
    public List<Issue> faults() {
        KeptListing shown = contents.shown;
        if (shown != null) {
            return IndexCode.faults(shown.remarks());
        }
        List<Issue> faults = new ArrayList<>();
        for (IndexedFile file : contents.files) {
            Issue fault = file.fault();
            if (fault != null) {
                String path = file.path();
                faults.add(new Issue(fault.severity(), fault.message(), path, fault.span()));
            }
        }
        return faults;
    }

    /** Those with tests or issues, in pytest's order. */
    public List<FileTests> files() {
        List<FileTests> files = new ArrayList<>(contents.files.size());
        for (IndexedFile file : contents.files) {
            FileTests tests = selected(file);
            if (!tests.items().isEmpty() || !tests.issues().isEmpty()) {
                files.add(tests);
            }
        }
        return files;
    }

    /** Paths of the test files in which no test is. */
    public List<String> empty() {
        List<String> empty = new ArrayList<>();
        for (IndexedFile file : contents.files) {
            if (file.tests(projectId).items().isEmpty()) {
                empty.add(file.path());
            }
        }
        return empty;
    }

    /** Keeps it for the next time; better done when it has been shown. */
    public void keep() {
        contents.keep.run();
    }

    private List<IndexedFile> selectedFiles() {
        List<IndexedFile> files = new ArrayList<>();
        for (IndexedFile file : contents.files) {
            files.add(
                    IndexedFile.read(
                            selected(file), false, false, Seen.NOTHING, IndexedFile.Slice.NONE));
        }
        return files;
    }

    private FileTests selected(IndexedFile file) {
        FileTests tests = file.tests(projectId);
        if (selected.isAll()) {
            return tests;
        }
        List<String> asked = selected.inside.getOrDefault(file.path(), List.of());
        List<TestItem> kept = selected.filter.apply(tests.items(), asked);
        return new FileTests(tests.path(), kept, tests.issues(), tests.stale());
    }

    private void lookInside() {
        if (selected.inside.isEmpty()) {
            return;
        }
        for (IndexedFile file : contents.files) {
            for (String part : selected.inside.getOrDefault(file.path(), List.of())) {
                FileTests tests = file.tests(projectId);
                if (!tests.stale() && !Filter.hasAny(tests.items(), part)) {
                    String message = "not found: " + file.path() + "::" + part;
                    issues.add(new Issue(Issue.Severity.ERROR, message, null, null));
                }
            }
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
            if (target.inside() == null && !inside.isEmpty()) {
                String path = Walker.relative(project.config().rootdir(), target.path());
                inside.keySet()
                        .removeIf(file ->
                                path.isEmpty() || file.equals(path) || file.startsWith(path + "/"));
            }
        }
        return inside;
    }

    /** The project that was listed. */
    public Project project() {
        return project;
    }
}
