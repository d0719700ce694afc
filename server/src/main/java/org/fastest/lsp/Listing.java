package org.fastest.lsp;

import com.google.gson.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import org.fastest.model.TestItem;
import org.jspecify.annotations.Nullable;

/**
 * {@code tests/list}: pages over one moment's items. A cursor names the moment and the place in it,
 * so that asking again and again keeps nothing more alive.
 */
final class Listing {
    static final int PAGE = 2_000;

    /** So many lists may be under way at a time. */
    static final int MOMENTS = 32;

    private static final Duration KEPT = Duration.ofMinutes(2);

    private final InstantSource clock;

    /** By the number of the moment, oldest first. */
    private final LinkedHashMap<Long, Pinned> pinned = new LinkedHashMap<>();

    private long count;

    private record Pinned(long generation, List<TestItem> items, Instant at) {}

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
            return at(cursor, projects);
        }
        Pinned fresh = new Pinned(now, items(projects, uri, id), clock.instant());
        long moment = fresh.items().size() > PAGE ? pin(fresh) : 0;
        return page(fresh, moment, 0, projects);
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

    private long pin(Pinned fresh) {
        pinned.values().removeIf(old -> old.at().plus(KEPT).isBefore(fresh.at()));
        if (pinned.size() == MOMENTS) {
            pinned.pollFirstEntry();
        }
        pinned.put(++count, fresh);
        return count;
    }

    /** A cursor may be asked again, and stays good for a while after it was last asked. */
    private JsonObject at(String cursor, Projects projects) {
        int dot = cursor.indexOf('.');
        Long moment = number(cursor.substring(0, Math.max(0, dot)));
        Long from = number(cursor.substring(dot + 1));
        Pinned page = moment == null || from == null ? null : pinned.remove(moment);
        if (page == null || moment == null || from == null) {
            throw RpcError.params("the cursor is too old: list from the start again");
        }
        // The one asked last is the last to go.
        pinned.put(moment, new Pinned(page.generation(), page.items(), clock.instant()));
        int start = Math.clamp(from, 0, page.items().size());
        return page(page, moment, start, projects);
    }

    private static @Nullable Long number(String digits) {
        try {
            return Long.parseLong(digits, 36);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static JsonObject page(Pinned page, long moment, int from, Projects projects) {
        int end = Math.min(page.items().size(), from + PAGE);
        List<TestItem> items = page.items().subList(from, end);
        boolean isLast = end == page.items().size();
        return Json.object(
                "generation",
                page.generation(),
                "items",
                ToLsp.items(items, projects),
                "nextCursor",
                isLast ? null : Long.toString(moment, 36) + "." + Integer.toString(end, 36));
    }
}
