package org.fastest.lsp;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.fastest.index.FileTests;
import org.fastest.model.Kind;
import org.fastest.model.TestId;
import org.fastest.model.TestItem;
import org.jspecify.annotations.Nullable;

/**
 * The open projects, and the newest result of each of their tests. A file belongs to the innermost
 * project that it lies in. Used by the session's thread.
 */
final class Projects {
    /** Results that are not worth counting. */
    private static final int FEW = 1_000;

    private final Documents documents;
    private final Map<TestId, LastResult> last = new HashMap<>();
    private final ItemTexts texts = new ItemTexts();
    private int bound = FEW;
    private List<Project> all = List.of();

    Projects(Documents documents) {
        this.documents = documents;
    }

    /** In the order in which they are listed. */
    List<Project> all() {
        return all;
    }

    /** From now on these are open. */
    void set(List<Project> open) {
        all = List.copyOf(open);
    }

    /** Results of tests, the newest of each. */
    Map<TestId, LastResult> last() {
        return last;
    }

    /**
     * Notes the newest result of a test. That of a test which is gone stays for a while, as it may
     * come back; once most of them are of such, they are forgotten.
     */
    void remember(TestId id, LastResult result) {
        last.put(id, result);
        if (last.size() > bound) {
            int known = 0;
            for (Project project : all) {
                for (FileTests file : project.snapshot().files()) {
                    known += file.items().size();
                }
            }
            if (last.size() > 2 * known) {
                forgetGone();
            }
            bound = 2 * Math.max(known, last.size()) + FEW;
        }
    }

    private void forgetGone() {
        // All at once: to look each up, in no order, is to search the files of all others again.
        Set<TestId> there = new HashSet<>();
        for (Project project : all) {
            for (TestItem item : project.items()) {
                there.add(item.id());
            }
        }
        last.keySet().retainAll(there);
    }

    /** How the items of the file that changed last were written. */
    ItemTexts texts() {
        return texts;
    }

    /** The project whose pytest is started in this folder. */
    @Nullable Project startedIn(Path folder) {
        for (Project project : all) {
            if (project.workspace().folder().equals(folder)) {
                return project;
            }
        }
        return null;
    }

    /** Whose file it is; null where it is none of ours. */
    @Nullable ProjectFile file(Path file) {
        Project inside = null;
        Project above = null;
        for (Project project : all) {
            Path folder = project.workspace().folder();
            if (file.startsWith(folder)) {
                inside = inner(inside, project);
            } else if (file.startsWith(project.snapshot().rootdir())) {
                // Opened below its rootdir, as a part of a project: its conftests lie outside.
                above = above == null ? project : above;
            }
        }
        Project owner = inside == null ? above : inside;
        String path = owner == null ? null : owner.workspace().pathOf(file);
        return owner == null || path == null ? null : new ProjectFile(owner, path);
    }

    /**
     * A file as its project calls it: where the client came to it by another way, through a link,
     * by the way of the folder that was opened.
     */
    Path spelled(Path file) {
        if (file(file) != null) {
            return file;
        }
        try {
            Path real = file.toRealPath();
            for (Project project : all) {
                Path folder = project.workspace().folder();
                Path realFolder = folder.toRealPath();
                if (real.startsWith(realFolder)) {
                    return folder.resolve(realFolder.relativize(real));
                }
            }
        } catch (IOException notOnDisk) {
            return file;
        }
        return file;
    }

    private static Project inner(@Nullable Project known, Project other) {
        return known == null || other.workspace().folder().startsWith(known.workspace().folder())
                ? other
                : known;
    }

    /** The file of a URI; null where it is none of ours. */
    @Nullable ProjectFile file(String uri) {
        Document open = documents.of(uri);
        Path file = open == null ? Uris.path(uri) : open.path();
        return file == null ? null : file(file);
    }

    /**
     * The project that an identity is of; null where it is of none that is open. Folders that were
     * opened apart may be parts of one pytest project: then its place decides.
     */
    @Nullable Project of(TestId id) {
        Project first = null;
        int named = 0;
        for (Project project : all) {
            if (project.isNamed(id.project())) {
                first = first == null ? project : first;
                named++;
            }
        }
        if (first == null || named == 1) {
            return first;
        }
        ProjectFile file = file(first.file(TestId.fileOf(id.nodeId())));
        return file != null && file.project().isNamed(id.project()) ? file.project() : first;
    }

    /** Any project with this identity, as all of them call their files alike. */
    @Nullable Project named(String identity) {
        for (Project project : all) {
            if (project.isNamed(identity)) {
                return project;
            }
        }
        return null;
    }

    /** All items, parents before children. */
    List<TestItem> items() {
        if (all.size() == 1) {
            return all.getFirst().items();
        }
        List<TestItem> items = new ArrayList<>();
        Set<TestId> folders = new HashSet<>();
        for (Project project : all) {
            for (TestItem item : project.items()) {
                // Parts of one pytest project that were opened apart share the folders above.
                if (item.kind() != Kind.DIR || folders.add(item.id())) {
                    items.add(item);
                }
            }
        }
        return items;
    }

    List<TestItem> children(TestId id) {
        List<TestItem> children = new ArrayList<>();
        for (Project project : all) {
            if (project.isNamed(id.project())) {
                children.addAll(project.children(id));
            }
        }
        return children;
    }

    @Nullable TestItem item(TestId id) {
        Project owner = of(id);
        return owner == null ? null : owner.item(id);
    }

    /**
     * The identity that an id on the wire stands for, also where no such item is known any more.
     *
     * @throws RpcError where it is none of ours
     */
    TestId id(String wire) {
        String identity = null;
        for (Project project : all) {
            String known = project.snapshot().project();
            boolean isLonger = identity == null || known.length() > identity.length();
            if (isLonger && wire.startsWith(known) && wire.startsWith("::", known.length())) {
                identity = known;
            }
        }
        if (identity == null) {
            throw RpcError.params("not an id of this workspace: " + wire);
        }
        String nodeId = wire.substring(identity.length() + 2);
        TestId plain = TestId.of(identity, nodeId);
        int hash = nodeId.lastIndexOf('#');
        if (hash < 0 || item(plain) != null || !isCount(nodeId.substring(hash + 1))) {
            return plain;
        }
        int occurrence = Integer.parseInt(nodeId.substring(hash + 1));
        return new TestId(identity, nodeId.substring(0, hash), occurrence);
    }

    List<TestId> ids(Collection<String> wire) {
        List<TestId> ids = new ArrayList<>(wire.size());
        for (String id : wire) {
            ids.add(id(id));
        }
        return ids;
    }

    private static boolean isCount(String text) {
        if (text.isEmpty() || text.length() > 6 || text.charAt(0) == '0') {
            return false;
        }
        return text.chars().allMatch(Character::isDigit);
    }
}
