package org.fastest.index;

import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.ArrayList;
import java.util.List;
import org.fastest.model.Certainty;
import org.fastest.model.Kind;
import org.fastest.model.Origin;
import org.fastest.model.TestId;
import org.fastest.model.TestItem;
import org.junit.jupiter.api.Test;

/** An item is found in the very file that it was asked of, however many were asked before. */
class ItemsByIdTest {
    private final ItemsById byId = new ItemsById();

    @Test
    void eachItemIsFoundAndNothingElse() {
        List<FileTests> files = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            files.add(file("test_" + i + ".py", i % 2 == 0 ? 3 : 100));
        }
        for (int round = 0; round < 2; round++) {
            for (FileTests file : files) {
                for (TestItem item : file.items()) {
                    assertSame(item, byId.item(file, item.id()));
                }
                assertNull(byId.item(file, TestId.of("p", file.path() + "::test_200")));
                assertNull(byId.item(file, new TestId("p", file.path() + "::test_1", 2)));
            }
        }
    }

    @Test
    void aFileThatHasChangedIsAnother() {
        FileTests before = file("test_a.py", 100);
        FileTests after = file("test_a.py", 50);
        TestId id = TestId.of("p", "test_a.py::test_70");
        assertSame(before.items().get(70), byId.item(before, id));
        assertNull(byId.item(after, id));
        TestId both = TestId.of("p", "test_a.py::test_7");
        assertSame(after.items().get(7), byId.item(after, both));
        assertSame(before.items().get(7), byId.item(before, both));
    }

    private static FileTests file(String path, int tests) {
        List<TestItem> items = new ArrayList<>();
        for (int i = 0; i < tests; i++) {
            items.add(
                    new TestItem(
                            TestId.of("p", path + "::test_" + i),
                            path,
                            Kind.FUNCTION,
                            "test_" + i,
                            path,
                            null,
                            null,
                            List.of(),
                            Origin.STATIC,
                            Certainty.EXACT));
        }
        return new FileTests(path, items, List.of(), false);
    }
}
