package org.fastest.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import org.junit.jupiter.api.Test;

class NodeIdsTest {
    @Test
    void aScopeIsToldAsItIsMade() {
        List<String> ids =
                List.of(
                        "a.py::test_a",
                        "a.py::test_a[x::y]",
                        "a.py::test_b[1]",
                        "a.py::TestA::test_a",
                        "a.py::TestA::test_a[x::y[z]]",
                        "a.py::TestAB::test_a",
                        "a.py::TestA::TestB::test_a[1]",
                        "a.pyx::test_a",
                        "b[1]/a.py::test_a",
                        "b[1]/a.py::TestA::test_a[::]");
        for (String one : ids) {
            assertFalse(NodeIds.isOfScope(one, ""));
            for (String other : ids) {
                String scope = NodeIds.scope(other);
                boolean same = NodeIds.scope(one).equals(scope);
                assertEquals(same, NodeIds.isOfScope(one, scope), one + " in " + scope);
            }
        }
    }
}
