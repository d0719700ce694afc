package org.fastest.discover;

import java.util.ArrayList;
import java.util.List;
import org.fastest.model.Certainty;
import org.fastest.model.Issue;
import org.fastest.model.Kind;
import org.fastest.model.Origin;
import org.fastest.model.Span;
import org.fastest.model.TestId;
import org.fastest.model.TestItem;
import org.fastest.text.Extent;
import org.fastest.text.SourceText;

/** The items of one file as they are found, and what is wrong with them. */
final class ItemList {
    /** From so many lines on a search is quicker than steps. */
    private static final int FAR = 32;

    private final SourceText text;
    private final ModuleContext context;
    private final List<TestItem> items = new ArrayList<>();
    private final List<Issue> issues = new ArrayList<>();
    private int lastLine;
    private boolean isRefused;
    private boolean isDoubtful;
    private boolean isModuleRefused;

    ItemList(SourceText text, ModuleContext context) {
        this.text = text;
        this.context = context;
    }

    /** The items; none where there is nothing but the file. */
    List<TestItem> items() {
        boolean nothing = items.size() == 1 && items.getFirst().certainty() == Certainty.EXACT;
        return nothing ? List.of() : items;
    }

    List<Issue> issues() {
        return issues;
    }

    int size() {
        return items.size();
    }

    /** Where the next item and the next issue will stand. */
    Mark mark() {
        return new Mark(items.size(), issues.size());
    }

    /** Counts of items and of issues. */
    record Mark(int items, int issues) {}

    /** Whether pytest stops collecting the class or module at hand, perhaps or surely. */
    boolean isInDoubt() {
        return isRefused || isDoubtful;
    }

    /**
     * Takes over what was found in the text before an edit.
     *
     * @param from to: which
     * @return false where the edit touches the place of one
     */
    boolean take(ItemList before, Mark from, Mark to, Shift shift) {
        for (int i = from.items(); i < to.items(); i++) {
            TestItem item = before.items.get(i);
            Span range = item.range();
            Span selection = item.selection();
            Span movedRange = range == null ? null : shift.of(range);
            Span movedSelection = selection == null ? null : shift.of(selection);
            if ((range != null && movedRange == null)
                    || (selection != null && movedSelection == null)) {
                return false;
            }
            items.add(item.at(movedRange, movedSelection));
        }
        for (int i = from.issues(); i < to.issues(); i++) {
            Issue issue = before.issues.get(i);
            Span span = issue.span() == null ? null : shift.of(issue.span());
            if (issue.span() != null && span == null) {
                return false;
            }
            issues.add(
                    new Issue(issue.severity(), issue.message(), issue.path(), span, issue.code()));
        }
        return true;
    }

    void addFile(Certainty certainty) {
        String path = context.path();
        int slash = path.lastIndexOf('/');
        String parent = slash < 0 ? null : path.substring(0, slash);
        TestId id = TestId.of(context.project(), path);
        String label = path.substring(slash + 1);
        items.add(
                new TestItem(
                        id,
                        parent,
                        Kind.FILE,
                        label,
                        path,
                        null,
                        null,
                        List.of(),
                        Origin.STATIC,
                        certainty));
    }

    /** Says of the file that was added that there may be more in it. */
    void doubtFile() {
        TestItem file = items.getFirst();
        items.set(0, file.with(Certainty.UNKNOWN));
    }

    /** Says of all that was added that it may not be there. */
    void doubtAll() {
        for (int i = 0; i < items.size(); i++) {
            items.set(i, items.get(i).with(Certainty.UNKNOWN));
        }
    }

    void add(
            String parent,
            Kind kind,
            String name,
            Extent range,
            Extent selection,
            List<String> tags,
            Certainty certainty) {
        insert(items.size(), parent, kind, name, range, selection, tags, certainty);
    }

    void insert(
            int at,
            String parent,
            Kind kind,
            String name,
            Extent range,
            Extent selection,
            List<String> tags,
            Certainty certainty) {
        items.add(
                at,
                item(parent + "::" + name, parent, kind, name, range, selection, tags, certainty));
    }

    void addCases(
            String function,
            List<Case> cases,
            Extent range,
            Extent selection,
            List<String> tags,
            Certainty certainty) {
        for (Case one : cases) {
            List<String> all = tags;
            if (!one.marks().isEmpty()) {
                all = new ArrayList<>(tags);
                all.addAll(one.marks());
            }
            items.add(
                    item(
                            function + "[" + one.id() + "]",
                            function,
                            Kind.CASE,
                            one.id(),
                            range,
                            selection,
                            all,
                            certainty));
        }
    }

    void warn(Issue.Code code, String message, Extent place) {
        issues.add(new Issue(Issue.Severity.WARNING, message, context.path(), span(place), code));
    }

    /**
     * pytest stops collecting the class or module at hand here.
     *
     * @param perhaps whether that is not sure
     */
    void refuse(Issue.Code code, String message, Extent place, boolean perhaps) {
        warn(code, message, place);
        isDoubtful |= perhaps;
        isRefused |= !perhaps;
    }

    /** pytest may stop collecting the class or module at hand here. */
    void doubt() {
        isDoubtful = true;
    }

    /** pytest refuses the module as a whole for something of an item. */
    void refuseModule() {
        isModuleRefused = true;
    }

    /** Whether pytest refuses the module as a whole. */
    boolean isModuleRefused() {
        return isModuleRefused;
    }

    /**
     * Where a class or module began.
     *
     * @param from index of its first item
     */
    record Begun(int from, boolean wasRefused, boolean wasDoubtful) {}

    /** Begins a class or module. */
    Begun begin() {
        Begun begun = new Begun(items.size(), isRefused, isDoubtful);
        isRefused = false;
        isDoubtful = false;
        return begun;
    }

    /** Ends it: where pytest refused one of its functions, it has none. */
    void settle(Begun begun) {
        int from = begun.from();
        if (isRefused) {
            items.subList(from, items.size()).clear();
        } else if (isDoubtful) {
            for (int i = from; i < items.size(); i++) {
                items.set(i, items.get(i).with(Certainty.UNKNOWN));
            }
        }
        isRefused = begun.wasRefused();
        isDoubtful = begun.wasDoubtful();
    }

    private TestItem item(
            String id,
            String parent,
            Kind kind,
            String label,
            Extent range,
            Extent selection,
            List<String> tags,
            Certainty certainty) {
        TestId identity = TestId.of(context.project(), id);
        return new TestItem(
                identity,
                parent,
                kind,
                label,
                context.path(),
                span(range),
                span(selection),
                tags,
                Origin.STATIC,
                certainty);
    }

    /**
     * Items come nearly in the order of the text, so a line is mostly found a few steps on from the
     * last one.
     */
    private int line(int offset) {
        int line = offset < text.lineStart(lastLine) ? text.line(offset) : lastLine;
        int steps = 0;
        while (line + 1 < text.lineCount() && text.lineStart(line + 1) <= offset) {
            line = ++steps > FAR ? text.line(offset) : line + 1;
        }
        lastLine = line;
        return line;
    }

    private Span span(Extent extent) {
        int startLine = line(extent.start());
        int endLine = line(extent.end());
        return new Span(
                startLine,
                extent.start() - text.lineStart(startLine),
                endLine,
                extent.end() - text.lineStart(endLine));
    }
}
