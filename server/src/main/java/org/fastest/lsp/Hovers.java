package org.fastest.lsp;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.fastest.index.FixtureQueries;
import org.fastest.model.Certainty;
import org.fastest.model.Kind;
import org.fastest.model.Span;
import org.fastest.model.TestId;
import org.fastest.model.TestItem;
import org.jspecify.annotations.Nullable;

/** What is known of a test, for a person who points at its name. */
final class Hovers {
    /** So many cases are named one by one. */
    private static final int MOST = 20;

    private Hovers() {}

    /**
     * What to show.
     *
     * @param span the name
     * @param lines each a paragraph or, where it starts with a dash, an entry of a list
     */
    record Shown(Span span, List<String> lines) {}

    /** The test whose name stands at a place, or null. */
    static @Nullable Shown of(
            ProjectFile file, int line, int column, Map<TestId, LastResult> last) {
        List<TestItem> items = file.items();
        for (TestItem item : items) {
            Span name = item.selection();
            if (item.kind().isDefinition() && name != null && item.path().equals(file.path())) {
                if (name.startLine() == line
                        && name.startColumn() <= column
                        && column <= name.endColumn()) {
                    List<String> lines = lines(item, items, last);
                    String refusal = file.project().refusal();
                    if (refusal != null) {
                        lines.add("It can't be run: " + refusal + ".");
                    }
                    return new Shown(name, lines);
                }
            }
        }
        return null;
    }

    private static List<String> lines(
            TestItem item, List<TestItem> items, Map<TestId, LastResult> last) {
        List<String> lines = new ArrayList<>();
        lines.add("`" + item.id().nodeId() + "`");
        List<TestItem> below = item.kind() == Kind.CLASS ? List.of() : cases(item, items);
        LastResult own = last.get(item.id());
        if (own != null && below.isEmpty()) {
            lines.add(said(own) + ", " + own.at());
        }
        if (!below.isEmpty()) {
            lines.add(counted(below, last));
            for (TestItem one : below.subList(0, Math.min(MOST, below.size()))) {
                LastResult result = last.get(one.id());
                lines.add("- `[" + one.label() + "]`" + (result == null ? "" : " " + said(result)));
            }
            if (below.size() > MOST) {
                lines.add("- … and " + (below.size() - MOST) + " more");
            }
        }
        if (item.certainty() == Certainty.BASE) {
            lines.add("Its cases are known once pytest has collected it.");
        } else if (item.certainty() == Certainty.UNKNOWN) {
            lines.add("Only running code tells whether pytest collects it.");
        }
        if (!item.tags().isEmpty()) {
            lines.add("Marks: " + String.join(", ", item.tags().stream().distinct().toList()));
        }
        return lines;
    }

    /**
     * What is known of a fixture.
     *
     * @param where it is defined, for people
     */
    static List<String> lines(FixtureQueries.Named fixture, String where) {
        FixtureQueries.Definition definition = fixture.definition();
        List<String> lines = new ArrayList<>();
        if (definition == null) {
            lines.add("fixture `" + fixture.name() + "`");
            return lines;
        }
        lines.add(
                "fixture `"
                        + fixture.name()
                        + "`"
                        + (definition.scope() == null ? "" : ", scope " + definition.scope())
                        + (definition.isAutouse() ? ", autouse" : ""));
        lines.add("defined in " + where);
        if (definition.summary() != null) {
            lines.add(definition.summary());
        }
        return lines;
    }

    private static List<TestItem> cases(TestItem item, List<TestItem> items) {
        List<TestItem> cases = new ArrayList<>();
        for (TestItem each : items) {
            if (each.kind() == Kind.CASE && item.id().nodeId().equals(each.parent())) {
                cases.add(each);
            }
        }
        return cases;
    }

    private static String counted(List<TestItem> cases, Map<TestId, LastResult> last) {
        int known = 0;
        int bad = 0;
        for (TestItem each : cases) {
            LastResult result = last.get(each.id());
            known += result == null ? 0 : 1;
            bad += result != null && result.outcome().isBad() ? 1 : 0;
        }
        String count = cases.size() == 1 ? "1 case" : cases.size() + " cases";
        return known == 0 ? count : count + ": " + (known - bad) + " passed, " + bad + " failed";
    }

    private static String said(LastResult last) {
        return LastResult.word(last.outcome()) + ", " + Commands.time(last.millis());
    }
}
