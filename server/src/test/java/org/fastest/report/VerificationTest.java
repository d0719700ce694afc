package org.fastest.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.fastest.model.Certainty;
import org.fastest.model.Kind;
import org.fastest.model.Origin;
import org.fastest.model.RunItem;
import org.fastest.model.Span;
import org.fastest.model.TestId;
import org.fastest.model.TestItem;
import org.junit.jupiter.api.Test;

final class VerificationTest {
    @Test
    void everyKindOfDifferenceIsNamed() {
        List<TestItem> texts =
                List.of(
                        text("t.py::test_b", Certainty.EXACT),
                        text("t.py::test_a", Certainty.EXACT),
                        text("t.py::test_gone", Certainty.EXACT),
                        text("t.py::test_cases", Certainty.BASE),
                        text("t.py::test_perhaps", Certainty.UNKNOWN));
        List<RunItem> kept = run("t.py::test_a", "t.py::test_cases[old]");
        List<RunItem> collected =
                run("t.py::test_a", "t.py::test_b", "t.py::test_cases[1]", "t.py::test_made");

        Verification found = Verification.of(texts, true, kept, collected);

        assertEquals(4, found.pytest());
        assertEquals(2, found.exact());
        assertEquals(1, found.covered());
        assertEquals(1, found.doubtful());
        assertEquals(
                List.of(
                        "said to be exact, but pytest does not collect it: t.py::test_gone"
                                + " (t.py:5)",
                        "not seen in the texts: t.py::test_made",
                        "in another order: where pytest has t.py::test_a, the texts have"
                                + " t.py::test_b",
                        "kept, but pytest does not collect it any more: t.py::test_cases[old]",
                        "not in what was kept: t.py::test_b",
                        "not in what was kept: t.py::test_cases[1]",
                        "not in what was kept: t.py::test_made"),
                found.differences());
    }

    @Test
    void anOrderThatNobodyPromisedIsNoDifference() {
        List<TestItem> texts =
                List.of(
                        text("t.py::test_b", Certainty.EXACT),
                        text("t.py::test_a", Certainty.EXACT));
        List<RunItem> collected = run("t.py::test_a", "t.py::test_b");
        assertTrue(Verification.of(texts, false, null, collected).isEqual());
        assertEquals(1, Verification.of(texts, true, null, collected).differences().size());
        assertEquals(
                1,
                Verification.of(texts, false, collected.reversed(), collected)
                        .differences()
                        .size());
    }

    @Test
    void duplicatesAreCounted() {
        List<TestItem> texts = List.of(text("t.py::test_a", Certainty.EXACT));
        List<RunItem> collected = new ArrayList<>(run("t.py::test_a"));
        TestId second = new TestId(".", "t.py::test_a", 2);
        collected.add(new RunItem(second, "t.py", 4, Kind.FUNCTION, List.of()));
        assertEquals(
                List.of("not seen in the texts: t.py::test_a (number 2)"),
                Verification.of(texts, true, null, collected).differences());
    }

    private static TestItem text(String nodeId, Certainty certainty) {
        Span span = new Span(4, 0, 5, 8);
        return new TestItem(
                TestId.of(".", nodeId),
                "t.py",
                Kind.FUNCTION,
                nodeId,
                "t.py",
                span,
                span,
                List.of(),
                Origin.STATIC,
                certainty);
    }

    private static List<RunItem> run(String... nodeIds) {
        List<RunItem> items = new ArrayList<>();
        for (String nodeId : nodeIds) {
            items.add(new RunItem(TestId.of(".", nodeId), "t.py", 4, Kind.FUNCTION, List.of()));
        }
        return items;
    }
}
