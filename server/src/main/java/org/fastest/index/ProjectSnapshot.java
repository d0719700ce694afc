package org.fastest.index;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.fastest.model.Certainty;
import org.fastest.model.Kind;
import org.fastest.model.Origin;
import org.fastest.model.TestId;
import org.fastest.model.TestItem;
import org.jspecify.annotations.Nullable;

/**
 * A project's files, as one immutable tree of folders for each thing that is collected: an edit
 * copies the folders above one file.
 */
final class ProjectSnapshot implements Snapshot {
    private final long generation;
    private final Path rootdir;
    private final String project;
    private final PathOrder order;

    /** One for each target, and a last one for what lies below none. */
    private final FileTree[] trees;

    /** Shared by the states that follow on each other. */
    private final ItemsById byId;

    private ProjectSnapshot(
            long generation,
            Path rootdir,
            String project,
            PathOrder order,
            FileTree[] trees,
            ItemsById byId) {
        this.generation = generation;
        this.rootdir = rootdir;
        this.project = project;
        this.order = order;
        this.trees = trees;
        this.byId = byId;
    }

    /**
     * A project at one moment.
     *
     * @param generation grows with each change that is shown
     * @param rootdir absolute
     * @param project the rootdir's URI
     * @param order how {@code files} are sorted
     * @param files those with tests or issues
     */
    static ProjectSnapshot of(
            long generation, Path rootdir, String project, PathOrder order, List<FileTests> files) {
        int count = order.targets().size() + 1;
        List<List<FileTests>> parts = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            parts.add(new ArrayList<>());
        }
        for (FileTests file : files) {
            parts.get(order.target(file.path())).add(file);
        }
        FileTree[] trees = new FileTree[count];
        for (int i = 0; i < count; i++) {
            trees[i] = FileTree.of(parts.get(i));
        }
        return new ProjectSnapshot(generation, rootdir, project, order, trees, new ItemsById());
    }

    @Override
    public long generation() {
        return generation;
    }

    @Override
    public Path rootdir() {
        return rootdir;
    }

    @Override
    public String project() {
        return project;
    }

    @Override
    public List<FileTests> files() {
        List<FileTests> files = new ArrayList<>();
        for (FileTree tree : trees) {
            tree.addTo(files);
        }
        return files;
    }

    @Override
    public @Nullable FileTests file(String path) {
        return trees[order.target(path)].file(path, order);
    }

    @Override
    public List<TestItem> items() {
        List<TestItem> items = new ArrayList<>();
        Set<String> folders = new HashSet<>();
        for (FileTests file : files()) {
            if (!file.items().isEmpty()) {
                items.addAll(newFolders(project, file.path(), folders));
                items.addAll(file.items());
            }
        }
        return items;
    }

    @Override
    public @Nullable TestItem item(TestId id) {
        String path = TestId.fileOf(id.nodeId());
        FileTests file = file(path);
        TestItem item = file == null ? null : byId.item(file, id);
        if (item != null) {
            return item;
        }
        boolean isPath = path.length() == id.nodeId().length();
        boolean folder = isPath && id.occurrence() == 1 && hasTestsBelow(path);
        return folder ? newFolders(id.project(), path + "/", new HashSet<>()).getLast() : null;
    }

    /**
     * This state with one file's tests put in, or taken out where there is nothing to show of it.
     */
    ProjectSnapshot with(FileTests file) {
        int target = order.target(file.path());
        boolean empty = file.items().isEmpty() && file.issues().isEmpty();
        FileTree[] changed = trees.clone();
        changed[target] =
                empty ? trees[target].without(file.path(), order) : trees[target].with(file, order);
        return new ProjectSnapshot(generation + 1, rootdir, project, order, changed, byId);
    }

    /** The same files as of another generation. */
    ProjectSnapshot at(long other) {
        return new ProjectSnapshot(other, rootdir, project, order, trees, byId);
    }

    /** Whether any file below the folder has tests. */
    boolean hasTestsBelow(String folder) {
        for (FileTree tree : trees) {
            if (tree.testedBelow(folder, order) > 0) {
                return true;
            }
        }
        return false;
    }

    /**
     * The items of the folders above a file that are not in {@code known} yet, outermost first;
     * they are added to it.
     */
    static List<TestItem> newFolders(String project, String path, Set<String> known) {
        List<TestItem> items = new ArrayList<>();
        for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
            String folder = path.substring(0, slash);
            if (known.add(folder)) {
                int parent = folder.lastIndexOf('/');
                items.add(
                        new TestItem(
                                TestId.of(project, folder),
                                parent < 0 ? null : folder.substring(0, parent),
                                Kind.DIR,
                                folder.substring(parent + 1),
                                folder,
                                null,
                                null,
                                List.of(),
                                Origin.STATIC,
                                Certainty.EXACT));
            }
        }
        return items;
    }
}
