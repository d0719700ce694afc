package org.fastest.lsp;

import com.google.gson.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.fastest.model.TestItem;
import org.jspecify.annotations.Nullable;

/** {@code tests/list}: pages over one moment's items. */
final class Listing {
    static final int PAGE = 2_000;
    private static final Duration KEPT = Duration.ofMinutes(2);

    private final InstantSource clock;
    private final Map<String, Pinned> pinned = new HashMap<>();
    private long count;

    private record Pinned(long generation, List<TestItem> items, int from, Instant at) {}

    Listing(InstantSource clock) {
        this.clock = clock;
    }

    /** The answer to params, where {@code now} is the generation of what is listed. */
    JsonObject answer(JsonObject params, Projects projects, long now) {
        String cursor = Json.string(params, "cursor");
        String uri = Json.string(params, "uri");
        String id = Json.string(params, "id");
        if (uri != null && id != null) {
            throw RpcError.params("uri and id exclude each other");
        }
        if (cursor != null) {
            return page(at(cursor), projects);
        }
        return page(new Pinned(now, items(projects, uri, id), 0, clock.instant()), projects);
    }

    private static List<TestItem> items(
            Projects projects, @Nullable String uri, @Nullable String id) {
        if (id != null) {
            return projects.children(projects.id(id));
        }
        if (uri == null) {
            return projects.items();
        }
        ProjectFile file = projects.file(uri);
        return file == null ? List.of() : file.items();
    }

    /** A cursor may be asked again, and stays good for a while. */
    private Pinned at(String cursor) {
        Pinned page = pinned.get(cursor);
        if (page == null) {
            throw RpcError.params("the cursor is too old: list from the start again");
        }
        return page;
    }

    private JsonObject page(Pinned page, Projects projects) {
        int end = Math.min(page.items().size(), page.from() + PAGE);
        List<TestItem> items = page.items().subList(page.from(), end);
        return Json.object(
                "generation",
                page.generation(),
                "items",
                ToLsp.items(items, projects),
                "nextCursor",
                end == page.items().size() ? null : pin(page, end));
    }

    private String pin(Pinned page, int from) {
        Instant now = clock.instant();
        pinned.values().removeIf(old -> old.at().plus(KEPT).isBefore(now));
        String cursor = Long.toString(++count, 36);
        pinned.put(cursor, new Pinned(page.generation(), page.items(), from, now));
        return cursor;
    }
}
