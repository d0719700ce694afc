package org.fastest.lsp;

import com.google.gson.JsonElement;
import java.util.IdentityHashMap;
import org.fastest.model.TestItem;
import org.jspecify.annotations.Nullable;

/**
 * The items of the file that changed last, as they were written: each keystroke sends all items of
 * a file, of which hardly one is another than before. Used by the session's thread.
 */
final class ItemTexts {
    private String path = "";
    private IdentityHashMap<TestItem, Written> before = new IdentityHashMap<>(0);
    private IdentityHashMap<TestItem, Written> now = new IdentityHashMap<>();

    private record Written(JsonElement json, String uri, @Nullable LastResult last) {}

    /** The items of a file follow. */
    void begin(String file) {
        before = file.equals(path) ? now : new IdentityHashMap<>(0);
        now = new IdentityHashMap<>(Math.max(16, before.size()));
        path = file;
    }

    /** An item as it was written last; null where it is another now. */
    @SuppressWarnings("ReferenceEquality")
    @Nullable JsonElement written(TestItem item, String uri, @Nullable LastResult last) {
        Written known = before.get(item);
        if (known == null || known.last != last || !known.uri.equals(uri)) {
            return null;
        }
        now.put(item, known);
        return known.json;
    }

    /** Takes note of how an item is written; gives that. */
    JsonElement keep(TestItem item, String uri, @Nullable LastResult last, JsonElement made) {
        JsonElement json = RawJson.of(MessageWriter.text(made));
        now.put(item, new Written(json, uri, last));
        return json;
    }
}
