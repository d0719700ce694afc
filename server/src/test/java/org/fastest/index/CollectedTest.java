package org.fastest.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.fastest.discover.Facts;
import org.fastest.model.CollectError;
import org.fastest.model.Kind;
import org.fastest.model.RunItem;
import org.fastest.model.Span;
import org.fastest.model.TestId;
import org.fastest.model.TestItem;
import org.fastest.text.SourceText;
import org.fastest.text.TextChange;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What pytest collected replaces what the text says, in place, until the text says otherwise. */
class CollectedTest {
    private static final String TEXT =
            """
            import pytest
            from data import CASES

            @pytest.mark.parametrize('n', CASES)
            def test_n(n):
                assert n

            class TestA:
                def test_in(self): ...
            """;

    @TempDir Path temp = Path.of("");
    private Path file = Path.of("");

    @BeforeEach
    void files() throws IOException {
        temp = temp.toRealPath();
        file = temp.resolve("test_a.py");
        Files.writeString(temp.resolve("pytest.ini"), "[pytest]\n");
        Files.writeString(file, TEXT);
        Files.writeString(temp.resolve("test_b.py"), "def test_b(): ...\n");
    }

    @Test
    void casesStandWhereTheirFunctionStands() {
        ProjectWorkspace workspace = open();
        assertEquals(List.of("test_a.py"), workspace.needsCollecting().paths());
        List<Delta> heard = new ArrayList<>();
        workspace.listen(heard::add);
        Delta delta = collect(workspace, "test_n[1]", "test_n[2]", "TestA::test_in");
        assertEquals(
                """
                FILE test_a.py COLLECTED EXACT
                FUNCTION test_a.py::test_n COLLECTED EXACT 4
                CASE test_a.py::test_n[1] COLLECTED EXACT 4
                CASE test_a.py::test_n[2] COLLECTED EXACT 4
                CLASS test_a.py::TestA COLLECTED EXACT 7
                FUNCTION test_a.py::TestA::test_in COLLECTED EXACT 8
                """,
                shown(workspace));
        assertEquals(List.of(delta), heard);
        assertEquals(workspace.snapshot().generation(), delta.generation());
        assertEquals(List.of(), workspace.needsCollecting().paths());
        assertTrue(collect(workspace, "test_n[1]", "test_n[2]", "TestA::test_in").isEmpty());
    }

    @Test
    void itemsThatPytestHasNotVanish() {
        ProjectWorkspace workspace = open();
        collect(workspace, "TestA::test_in", "TestB::test_made");
        assertEquals(
                """
                FILE test_a.py COLLECTED EXACT
                CLASS test_a.py::TestA COLLECTED EXACT 7
                FUNCTION test_a.py::TestA::test_in COLLECTED EXACT 8
                CLASS test_a.py::TestB COLLECTED EXACT
                FUNCTION test_a.py::TestB::test_made COLLECTED EXACT 0
                """,
                shown(workspace));
    }

    @Test
    void aChangedTextKeepsCasesInDoubtAndComingBackMendsThem() {
        ProjectWorkspace workspace = open();
        collect(workspace, "test_n[1]", "TestA::test_in");
        String exact = shown(workspace);
        workspace.edit(file, "\n" + TEXT.replace("test_in(self)", "test_out(self)"), 2);
        assertEquals(
                """
                FILE test_a.py STATIC EXACT
                FUNCTION test_a.py::test_n STATIC BASE 5
                CASE test_a.py::test_n[1] COLLECTED UNKNOWN 5
                CLASS test_a.py::TestA STATIC EXACT 8
                FUNCTION test_a.py::TestA::test_out STATIC EXACT 9
                """,
                shown(workspace));
        assertEquals(List.of("test_a.py"), workspace.needsCollecting().paths());
        workspace.edit(file, TEXT.replace("'n', CASES", "'n', CASES + [7]"), 3);
        assertEquals(
                """
                FILE test_a.py STATIC EXACT
                FUNCTION test_a.py::test_n STATIC BASE 4
                CLASS test_a.py::TestA STATIC EXACT 7
                FUNCTION test_a.py::TestA::test_in STATIC EXACT 8
                """,
                shown(workspace));
        workspace.edit(file, TEXT, 4);
        assertEquals(exact, shown(workspace));
        assertEquals(List.of(), workspace.needsCollecting().paths());
        workspace.close(file);
        assertEquals(exact, shown(workspace));
        assertTrue(workspace.refresh().isEmpty());
    }

    @Test
    void anEditInATestKeepsWhatWasCollectedAndMovesIt() {
        ProjectWorkspace workspace = open();
        collect(workspace, "test_n[1]", "TestA::test_in");
        String exact = shown(workspace);
        workspace.edit(file, TEXT, 1);
        SourceText text = SourceText.of(TEXT);
        TextChange letter = replace(text, "assert n", "assert n in x");
        workspace.edit(file, letter, 2);
        assertEquals(exact, shown(workspace));
        TextChange line = replace(letter.after(), "assert n in x", "x = 1\n    assert n");
        workspace.edit(file, line, 3);
        assertEquals(
                """
                FILE test_a.py COLLECTED EXACT
                FUNCTION test_a.py::test_n COLLECTED EXACT 4
                CASE test_a.py::test_n[1] COLLECTED EXACT 4
                CLASS test_a.py::TestA COLLECTED EXACT 8
                FUNCTION test_a.py::TestA::test_in COLLECTED EXACT 9
                """,
                shown(workspace));
        TextChange nested = replace(line.after(), "test_in(self): ...", "test_in(self): pass");
        workspace.edit(file, nested, 4);
        assertTrue(shown(workspace).contains("test_n[1] COLLECTED EXACT"), shown(workspace));
        assertEquals(List.of(), workspace.needsCollecting().paths());
        // Somebody may call a test while pytest collects.
        TextChange called = replace(nested.after(), "class TestA:", "test_n(1)\nclass TestA:");
        workspace.edit(file, called, 5);
        assertTrue(shown(workspace).contains("test_n[1] COLLECTED UNKNOWN"), shown(workspace));
        assertEquals(List.of("test_a.py"), workspace.needsCollecting().paths());
    }

    @Test
    void anEditInAHelperPutsWhatWasCollectedInDoubt() throws IOException {
        String helped = TEXT.replace("CASES)", "CASES + more())");
        String before = "def more():\n    return [1]\n\n" + helped;
        Files.writeString(file, before);
        ProjectWorkspace workspace = open();
        collect(workspace, "test_n[1]", "TestA::test_in");
        workspace.edit(file, before, 1);
        assertTrue(shown(workspace).contains("test_n[1] COLLECTED EXACT"), shown(workspace));
        workspace.edit(file, replace(SourceText.of(before), "[1]", "[1, 2]"), 2);
        assertTrue(shown(workspace).contains("test_n[1] COLLECTED UNKNOWN"), shown(workspace));
    }

    private static TextChange replace(SourceText text, String what, String by) {
        int from = text.text().indexOf(what);
        return TextChange.replace(text, from, from + what.length(), by);
    }

    @Test
    void aConftestThatChangesPutsItInDoubt() throws IOException {
        ProjectWorkspace workspace = open();
        collect(workspace, "test_n[1]", "TestA::test_in");
        Files.writeString(
                temp.resolve("conftest.py"),
                "import pytest\n@pytest.fixture(params=[1, 2])\ndef v(request): ...\n");
        workspace.refresh();
        assertTrue(shown(workspace).contains("test_n[1] COLLECTED UNKNOWN"), shown(workspace));
        assertEquals(List.of("test_a.py"), workspace.needsCollecting().paths());
    }

    @Test
    void whatChangedMeanwhileIsCollectedAgain() {
        ProjectWorkspace workspace = open();
        long moment = workspace.needsCollecting().moment();
        String text = TEXT + "\n@pytest.mark.parametrize('n', CASES)\ndef test_m(n): ...\n";
        workspace.edit(file, text, 2);
        workspace.collected(moment, List.of(of(List.of("test_n[1]", "TestA::test_in"))));
        assertTrue(shown(workspace).contains("test_n[1] COLLECTED UNKNOWN"), shown(workspace));
        assertTrue(shown(workspace).contains("test_m STATIC BASE"), shown(workspace));
        assertEquals(List.of("test_a.py"), workspace.needsCollecting().paths());
        // Nothing new would come of the same disk: it waits for the next change.
        workspace.collected(
                workspace.needsCollecting().moment(),
                List.of(of(List.of("test_n[1]", "TestA::test_in"))));
        assertEquals(List.of(), workspace.needsCollecting().paths());
    }

    @Test
    void anErrorStandsAtItsLineAndLeavesAllElse() {
        ProjectWorkspace workspace = open();
        String before = shown(workspace);
        CollectError error =
                new CollectError("test_a.py", "test_a.py", 2, "ImportError: no data", null);
        workspace.collected(
                workspace.needsCollecting().moment(),
                List.of(new Collected("test_a.py", List.of(), List.of(error))));
        // pytest has none of them now: they stay in sight, and are promised no more.
        assertEquals(
                before.replace("EXACT", "UNKNOWN").replace("BASE", "UNKNOWN"), shown(workspace));
        FileTests tests = workspace.snapshot().file("test_a.py");
        assertNotNull(tests);
        assertEquals("ImportError: no data", tests.issues().getFirst().message());
        assertEquals(new Span(1, 0, 1, 0), tests.issues().getFirst().span());
        assertEquals(List.of(), workspace.needsCollecting().paths());
        workspace.edit(file, TEXT + "\n", 2);
        tests = workspace.snapshot().file("test_a.py");
        assertNotNull(tests);
        assertEquals(List.of(), tests.issues());
        assertEquals(before, shown(workspace));
    }

    @Test
    void oneFaultIsToldOnce() throws IOException {
        Files.writeString(file, TEXT + "\ndef test_c(:\n");
        ProjectWorkspace workspace = open();
        CollectError error =
                new CollectError("test_a.py", "test_a.py", 11, "SyntaxError: invalid", null);
        workspace.collected(
                workspace.needsCollecting().moment(),
                List.of(new Collected("test_a.py", List.of(), List.of(error))));
        FileTests tests = workspace.snapshot().file("test_a.py");
        assertNotNull(tests);
        assertEquals(1, tests.issues().size());
    }

    private ProjectWorkspace open() {
        return ProjectWorkspace.open(
                Territory.whole(temp),
                territory ->
                        Project.at(territory.folder(), List.of(), Map.of(), new Facts("9.2.0")));
    }

    private Delta collect(ProjectWorkspace workspace, String... ids) {
        return workspace.collected(workspace.needsCollecting().moment(), List.of(of(List.of(ids))));
    }

    private static Collected of(List<String> ids) {
        List<RunItem> items = new ArrayList<>();
        for (String id : ids) {
            items.add(
                    new RunItem(
                            TestId.of("any", "test_a.py::" + id),
                            "test_a.py",
                            0,
                            id.endsWith("]") ? Kind.CASE : Kind.FUNCTION,
                            List.of()));
        }
        return new Collected("test_a.py", items, List.of());
    }

    private static String shown(ProjectWorkspace workspace) {
        FileTests file = workspace.snapshot().file("test_a.py");
        assertNotNull(file);
        StringBuilder lines = new StringBuilder();
        for (TestItem item : file.items()) {
            assertEquals(workspace.snapshot().project(), item.id().project());
            lines.append(item.kind()).append(' ').append(item.id().nodeId()).append(' ');
            lines.append(item.origin()).append(' ').append(item.certainty());
            Span selection = item.selection();
            lines.append(selection == null ? "" : " " + selection.startLine()).append('\n');
        }
        return lines.toString();
    }
}
