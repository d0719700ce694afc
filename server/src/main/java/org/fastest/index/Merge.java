package org.fastest.index;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.fastest.model.Certainty;
import org.fastest.model.CollectError;
import org.fastest.model.Issue;
import org.fastest.model.Kind;
import org.fastest.model.NodeIds;
import org.fastest.model.Origin;
import org.fastest.model.RunItem;
import org.fastest.model.Span;
import org.fastest.model.TestId;
import org.fastest.model.TestItem;
import org.jspecify.annotations.Nullable;

/** Puts together what the text of a file tells and what pytest collected of it. Pure. */
final class Merge {
    private static final List<CollectError> NONE = List.of();

    private final String project;
    private final FileTests texts;
    private final Map<String, TestItem> known = new HashMap<>();
    private final Set<String> added = new HashSet<>();
    private final List<TestItem> items = new ArrayList<>();

    private Merge(String project, FileTests texts) {
        this.project = project;
        this.texts = texts;
        for (TestItem item : texts.items()) {
            known.putIfAbsent(item.id().nodeId(), item);
        }
    }

    /**
     * The file as pytest collected it, with the places that its text tells. Where the collection
     * failed: the text's items, in doubt, and the errors; what the text shows to be wrong is not
     * told twice, and an error of another file only there.
     *
     * @param project what {@code TestId.project} is
     * @param texts what the very text says that was collected
     */
    static FileTests exact(String project, FileTests texts, Collected collected) {
        if (!collected.errors().isEmpty()) {
            List<Issue> issues = withoutRefusals(texts.issues());
            for (CollectError error : isRefused(texts) ? NONE : collected.errors()) {
                if (!error.path().equals(collected.path())) {
                    continue;
                }
                Integer line = error.line();
                Span span = line == null ? null : new Span(line - 1, 0, line - 1, 0);
                issues.add(
                        new Issue(
                                Issue.Severity.ERROR,
                                error.text(),
                                collected.path(),
                                span,
                                Issue.Code.COLLECTION_ERROR));
            }
            List<TestItem> doubted = FileScan.doubted(texts.items());
            return new FileTests(texts.path(), doubted, issues, texts.stale());
        }
        Merge merge = new Merge(project, texts);
        for (RunItem item : collected.items()) {
            merge.add(item);
        }
        return new FileTests(
                texts.path(), merge.items, withoutRefusals(texts.issues()), texts.stale());
    }

    /** What pytest will have to say of a text it has said. */
    private static List<Issue> withoutRefusals(List<Issue> issues) {
        List<Issue> others = new ArrayList<>(issues.size());
        for (Issue issue : issues) {
            if (issue.code() == null || !issue.code().isRefusal()) {
                others.add(issue);
            }
        }
        return others;
    }

    private static boolean isRefused(FileTests texts) {
        for (Issue issue : texts.issues()) {
            if (issue.severity() == Issue.Severity.ERROR) {
                return true;
            }
        }
        return false;
    }

    /**
     * The file as its text tells, where that has changed since it was collected: functions whose
     * own text did not change keep their cases, which are in doubt until they are collected again.
     *
     * @param then the collected functions' headers, by node id
     * @param now the headers of the text's functions, by node id
     */
    static FileTests doubtful(
            FileTests texts,
            Collected collected,
            Map<String, String> then,
            Map<String, String> now) {
        Map<String, List<RunItem>> cases = new HashMap<>();
        for (RunItem item : collected.items()) {
            String parent = NodeIds.parent(item.id().nodeId(), collected.path());
            if (item.kind() == Kind.CASE && parent != null) {
                cases.computeIfAbsent(parent, none -> new ArrayList<>()).add(item);
            }
        }
        Set<String> parents = new HashSet<>();
        for (TestItem item : texts.items()) {
            parents.add(String.valueOf(item.parent()));
        }
        List<TestItem> items = new ArrayList<>();
        for (TestItem item : texts.items()) {
            items.add(item);
            String id = item.id().nodeId();
            String header = now.get(id);
            if (item.kind() == Kind.FUNCTION
                    && item.certainty() != Certainty.EXACT
                    && !parents.contains(id)
                    && header != null
                    && header.equals(then.get(id))) {
                for (RunItem one : cases.getOrDefault(id, List.of())) {
                    items.add(
                            place(
                                    item.id().project(),
                                    item.path(),
                                    one,
                                    id,
                                    item,
                                    Certainty.UNKNOWN));
                }
            }
        }
        return new FileTests(texts.path(), items, texts.issues(), texts.stale());
    }

    private void add(RunItem item) {
        TestItem above = parent(item, item.id().nodeId());
        TestItem own = known.get(item.id().nodeId());
        // A case stands where its function stands, what is in a class not where the class does.
        TestItem at = own == null && item.kind() == Kind.CASE ? above : own;
        String parent = above == null ? null : above.id().nodeId();
        items.add(place(project, texts.path(), item, parent, at, Certainty.EXACT));
    }

    /** The item above a node id, added with those above it if this is the first below it. */
    private @Nullable TestItem parent(RunItem item, String nodeId) {
        String id = NodeIds.parent(nodeId, texts.path());
        if (id == null || nodeId.equals(texts.path())) {
            return null;
        }
        TestItem text = known.get(id);
        if (added.add(id)) {
            TestItem above = parent(item, id);
            Kind kind = id.equals(texts.path()) ? Kind.FILE : kind(id, item);
            String over = above == null ? NodeIds.parent(id, texts.path()) : above.id().nodeId();
            TestItem made =
                    new TestItem(
                            TestId.of(project, id),
                            over,
                            kind,
                            NodeIds.label(id, over),
                            texts.path(),
                            text == null ? null : text.range(),
                            text == null ? null : text.selection(),
                            text == null ? List.of() : text.tags(),
                            Origin.COLLECTED,
                            Certainty.EXACT);
            items.add(made);
            known.put(id, made);
            return made;
        }
        return text;
    }

    private Kind kind(String id, RunItem of) {
        boolean isFunction =
                of.kind() == Kind.CASE && id.equals(NodeIds.parent(of.id().nodeId(), texts.path()));
        return isFunction ? Kind.FUNCTION : Kind.CLASS;
    }

    private static TestItem place(
            String project,
            String path,
            RunItem item,
            @Nullable String parent,
            @Nullable TestItem at,
            Certainty certainty) {
        Integer line = item.line();
        Span only = line == null ? null : new Span(line, 0, line, 0);
        return new TestItem(
                new TestId(project, item.id().nodeId(), item.id().occurrence()),
                parent,
                item.kind(),
                NodeIds.label(item.id().nodeId(), parent),
                path,
                at == null || at.range() == null ? only : at.range(),
                at == null || at.selection() == null ? only : at.selection(),
                item.marks(),
                Origin.COLLECTED,
                certainty);
    }
}
