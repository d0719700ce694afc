package org.fastest.lsp;

import com.google.common.collect.HashMultimap;
import com.google.common.collect.SetMultimap;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fastest.index.Snapshot;
import org.fastest.index.Workspace;
import org.fastest.model.Certainty;
import org.fastest.model.Kind;
import org.fastest.model.NodeIds;
import org.fastest.model.Origin;
import org.fastest.model.RunItem;
import org.fastest.model.TestId;
import org.fastest.model.TestItem;
import org.jspecify.annotations.Nullable;

/**
 * Items first seen while a run went on, such as the cases of a function whose parameters only
 * running code knows. They live as long as the item above them; once their file has changed on
 * disk, only cases do, and only as long as nothing else tells which ones there are.
 */
final class Found {
    private final Workspace workspace;
    private final Map<TestId, TestItem> byId = new HashMap<>();

    /** How often the disk had been looked at when the run began that has found the item. */
    private final Map<TestId, Long> since = new HashMap<>();

    private final Map<String, Map<TestId, TestItem>> byParent = new HashMap<>();
    private final SetMultimap<String, TestId> byPath = HashMultimap.create();

    Found(Workspace workspace) {
        this.workspace = workspace;
    }

    /** An item that a run found, where it stands now. */
    @Nullable TestItem item(TestId id, Snapshot snapshot) {
        TestItem found = byId.get(id);
        String above = found == null ? null : found.parent();
        TestItem parent = above == null ? null : snapshot.item(TestId.of(id.project(), above));
        return found == null || parent == null ? found : at(parent, found);
    }

    void forget(TestId id) {
        TestItem item = byId.remove(id);
        since.remove(id);
        if (item != null) {
            byPath.remove(item.path(), id);
            Map<TestId, TestItem> siblings = byParent.get(parent(item));
            if (siblings != null) {
                siblings.remove(id);
            }
        }
    }

    /** Forgets what was found in this file and is no more. */
    void prune(String path, Snapshot snapshot) {
        for (TestId id : gone(path, snapshot)) {
            forget(id);
        }
    }

    /** The files in which something was found that is no more. */
    List<String> outdated(Snapshot snapshot) {
        List<String> outdated = new ArrayList<>();
        for (String path : byPath.keySet()) {
            if (!gone(path, snapshot).isEmpty()) {
                outdated.add(path);
            }
        }
        return outdated;
    }

    private List<TestId> gone(String path, Snapshot snapshot) {
        long changed = workspace.changedAt(path);
        List<TestId> gone = new ArrayList<>();
        for (TestId id : byPath.get(path)) {
            if (!isRooted(id, snapshot, changed)) {
                gone.add(id);
            }
        }
        return gone;
    }

    private boolean isRooted(TestId id, Snapshot snapshot, long changed) {
        TestItem item = byId.get(id);
        if (item == null) {
            return false;
        }
        boolean isOld = since.getOrDefault(id, 0L) < changed;
        if (isOld && item.kind() != Kind.CASE) {
            return false;
        }
        if (item.parent() == null) {
            return true;
        }
        TestId parent = TestId.of(id.project(), item.parent());
        TestItem known = snapshot.item(parent);
        return known == null
                ? isRooted(parent, snapshot, changed)
                : !isOld || known.certainty() != Certainty.EXACT;
    }

    /** The given items and, behind each, what runs found below it. */
    List<TestItem> with(List<TestItem> items, Snapshot snapshot) {
        if (byId.isEmpty()) {
            return items;
        }
        List<TestItem> all = new ArrayList<>(items.size() + byId.size());
        for (TestItem item : items) {
            add(item, all, snapshot);
        }
        return all;
    }

    private void add(TestItem item, List<TestItem> to, Snapshot snapshot) {
        to.add(item);
        Map<TestId, TestItem> below = byParent.get(item.id().nodeId());
        if (below != null && item.id().occurrence() == 1) {
            for (TestItem found : below.values()) {
                if (snapshot.item(found.id()) == null) {
                    add(at(item, found), to, snapshot);
                }
            }
        }
    }

    /** A case stands where its function stands, wherever that has moved. */
    private static TestItem at(TestItem parent, TestItem found) {
        if (found.kind() != Kind.CASE) {
            return found;
        }
        return new TestItem(
                found.id(),
                found.parent(),
                Kind.CASE,
                found.label(),
                found.path(),
                parent.range(),
                parent.selection(),
                found.tags(),
                Origin.RUN,
                Certainty.EXACT);
    }

    /**
     * Notes an item that a run collected; gives what is new by it, parents before children.
     *
     * @param looks how often the disk had been looked at when the run began
     */
    List<TestItem> note(RunItem collected, Snapshot snapshot, long looks) {
        if (snapshot.item(collected.id()) != null) {
            return List.of();
        }
        List<TestItem> news = new ArrayList<>();
        note(collected.id(), collected, collected.kind(), snapshot, looks, news);
        return news;
    }

    private void note(
            TestId id,
            RunItem collected,
            Kind kind,
            Snapshot snapshot,
            long looks,
            List<TestItem> news) {
        if (snapshot.item(id) != null) {
            return;
        }
        since.merge(id, looks, Math::max);
        boolean isKnown = byId.containsKey(id);
        String parent = NodeIds.parent(id.nodeId(), collected.path());
        TestItem above = null;
        if (parent != null) {
            TestId parentId = TestId.of(id.project(), parent);
            above = snapshot.item(parentId);
            if (above == null) {
                note(parentId, collected, NodeIds.kind(parent, collected), snapshot, looks, news);
            }
        }
        if (isKnown) {
            return;
        }
        TestItem item =
                new TestItem(
                        id,
                        parent,
                        kind,
                        NodeIds.label(id.nodeId(), parent),
                        collected.path(),
                        above == null ? null : above.range(),
                        above == null ? null : above.selection(),
                        kind.isTest() ? collected.marks() : List.of(),
                        Origin.RUN,
                        Certainty.EXACT);
        byId.put(id, item);
        byPath.put(item.path(), id);
        byParent.computeIfAbsent(parent(item), none -> new LinkedHashMap<>()).put(id, item);
        news.add(item);
    }

    private static String parent(TestItem item) {
        String parent = item.parent();
        return parent == null ? "" : parent;
    }
}
