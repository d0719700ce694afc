package org.fastest.index;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.fastest.model.TestId;
import org.fastest.model.TestItem;
import org.jspecify.annotations.Nullable;

/**
 * What is shown of a text that Python refuses: half-typed lines must not make tests come and go.
 */
final class LastGood {
    private LastGood() {}

    /**
     * The last good items, at their new places where the text still shows them; without any, those
     * of the text, none of which is sure.
     *
     * @param fresh what the text says
     * @param known what was shown before
     */
    static FileTests of(FileTests fresh, @Nullable FileTests known) {
        if (!fresh.stale()) {
            return fresh;
        }
        if (known == null || known.items().isEmpty()) {
            return FileScan.doubted(fresh);
        }
        List<TestItem> items = fresh.items();
        List<TestItem> kept = new ArrayList<>(known.items().size());
        // Mostly all stand in the same order: a table is made where one is missing.
        Map<TestId, TestItem> seen = null;
        int next = 0;
        for (TestItem item : known.items()) {
            TestItem at = next < items.size() ? items.get(next) : null;
            if (at != null && at.id().equals(item.id())) {
                next++;
            } else {
                seen = seen == null ? byId(items) : seen;
                at = seen.get(item.id());
            }
            kept.add(at == null ? item : item.at(at.range(), at.selection()));
        }
        return new FileTests(fresh.path(), kept, fresh.issues(), true);
    }

    private static Map<TestId, TestItem> byId(List<TestItem> items) {
        Map<TestId, TestItem> byId = new HashMap<>();
        for (TestItem item : items) {
            byId.put(item.id(), item);
        }
        return byId;
    }
}
