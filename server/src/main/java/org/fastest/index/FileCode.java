package org.fastest.index;

import java.util.ArrayList;
import java.util.List;
import org.fastest.cache.ByteBuilder;
import org.fastest.cache.ByteScanner;
import org.fastest.model.Certainty;
import org.fastest.model.Issue;
import org.fastest.model.Kind;
import org.fastest.model.Origin;
import org.fastest.model.Span;
import org.fastest.model.TestId;
import org.fastest.model.TestItem;
import org.jspecify.annotations.Nullable;

/** One file's tests as bytes. What follows from the item above, or from the file, is left out. */
final class FileCode {
    private static final Kind[] KINDS = Kind.values();
    private static final Certainty[] CERTAINTIES = Certainty.values();
    private static final Origin[] ORIGINS = Origin.values();
    private static final Issue.Severity[] SEVERITIES = Issue.Severity.values();
    private static final Issue.Code[] CODES = Issue.Code.values();

    /** How a node id is made: of the parent's with two colons and the label, or without them. */
    private static final int OWN = 0;

    private static final int BELOW = 1;
    private static final int BEHIND = 2;

    private FileCode() {}

    static byte[] write(FileTests file) {
        ByteBuilder out = new ByteBuilder(64 + file.items().size() * 40);
        out.number(file.stale() ? 1 : 0).number(file.issues().size());
        for (Issue issue : file.issues()) {
            out.number(place(SEVERITIES, issue.severity())).text(issue.message());
            optional(issue.path(), out);
            span(issue.span(), out);
            Issue.Code code = issue.code();
            out.number(code == null ? 0 : 1 + place(CODES, code));
        }
        List<TestItem> items = file.items();
        out.number(items.size());
        int[] parents = new int[items.size()];
        for (int i = 0; i < items.size(); i++) {
            TestItem item = items.get(i);
            parents[i] = parent(items, parents, i);
            int way = way(item);
            out.number(
                    place(KINDS, item.kind())
                            | way << 3
                            | place(CERTAINTIES, item.certainty()) << 5);
            out.number(place(ORIGINS, item.origin())).number(item.id().occurrence());
            out.number(parents[i] < 0 ? 0 : i - parents[i]);
            if (parents[i] < 0) {
                optional(item.parent(), out);
            }
            out.text(item.label());
            if (way == OWN) {
                out.text(item.id().nodeId());
            }
            optional(item.path().equals(file.path()) ? null : item.path(), out);
            span(item.range(), out);
            span(item.selection(), out);
            out.number(item.tags().size());
            for (String tag : item.tags()) {
                out.text(tag);
            }
        }
        return out.toArray();
    }

    /**
     * The file that {@link #write} was given.
     *
     * @param project what {@code TestId.project} shall be
     */
    static FileTests read(String path, String project, ByteScanner in) {
        boolean isStale = in.number() == 1;
        int issueCount = in.number();
        List<Issue> issues = new ArrayList<>(issueCount);
        for (int i = 0; i < issueCount; i++) {
            Issue.Severity severity = SEVERITIES[in.number()];
            issues.add(new Issue(severity, in.text(), optional(in), span(in), code(in.number())));
        }
        int count = in.number();
        List<TestItem> items = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            items.add(item(path, project, items, in));
        }
        return new FileTests(path, items, issues, isStale);
    }

    private static TestItem item(
            String path, String project, List<TestItem> before, ByteScanner in) {
        int head = in.number();
        Origin origin = ORIGINS[in.number()];
        int occurrence = in.number();
        int back = in.number();
        String parent = back == 0 ? optional(in) : before.get(before.size() - back).id().nodeId();
        String label = in.text();
        int way = head >> 3 & 3;
        String id = way == OWN ? in.text() : way == BELOW ? parent + "::" + label : parent + label;
        String other = optional(in);
        Span range = span(in);
        Span selection = span(in);
        int tagCount = in.number();
        List<String> tags = tagCount == 0 ? List.of() : new ArrayList<>(tagCount);
        for (int i = 0; i < tagCount; i++) {
            tags.add(in.text());
        }
        return new TestItem(
                new TestId(project, id, occurrence),
                parent,
                KINDS[head & 7],
                label,
                other == null ? path : other,
                range,
                selection,
                tags,
                origin,
                CERTAINTIES[head >> 5]);
    }

    private static int way(TestItem item) {
        String parent = item.parent();
        String id = item.id().nodeId();
        String label = item.label();
        if (parent == null || !id.startsWith(parent) || !id.endsWith(label)) {
            return OWN;
        }
        int between = id.length() - parent.length() - label.length();
        return between == 0
                ? BEHIND
                : between == 2 && id.startsWith("::", parent.length()) ? BELOW : OWN;
    }

    /** The place of the item above: the last item, or one of those above that; else -1. */
    private static int parent(List<TestItem> items, int[] parents, int of) {
        String wanted = items.get(of).parent();
        if (wanted != null) {
            for (int at = of - 1; at >= 0; at = parents[at]) {
                if (wanted.equals(items.get(at).id().nodeId())) {
                    return at;
                }
            }
        }
        return -1;
    }

    /** The build is part of a listing's key: the constants are those that it was written with. */
    private static <T> int place(T[] all, T one) {
        int at = 0;
        while (!all[at].equals(one)) {
            at++;
        }
        return at;
    }

    private static Issue.@Nullable Code code(int number) {
        return number == 0 ? null : CODES[number - 1];
    }

    private static void optional(@Nullable String text, ByteBuilder out) {
        out.number(text == null ? 0 : 1);
        if (text != null) {
            out.text(text);
        }
    }

    private static @Nullable String optional(ByteScanner in) {
        return in.number() == 0 ? null : in.text();
    }

    static void span(@Nullable Span span, ByteBuilder out) {
        out.number(span == null ? 0 : 1);
        if (span != null) {
            out.number(span.startLine()).number(span.startColumn());
            out.number(span.endLine() - span.startLine()).number(span.endColumn());
        }
    }

    static @Nullable Span span(ByteScanner in) {
        if (in.number() == 0) {
            return null;
        }
        int line = in.number();
        int column = in.number();
        return new Span(line, column, line + in.number(), in.number());
    }
}
