package org.fastest.lsp;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What clients tell about files and folders, and what we ask them to tell. */
final class FileEvents {
    private static final int CREATED_OR_DELETED = 1 | 4;

    private FileEvents() {}

    /** What to watch: sources and settings, and folders, of which only their coming and going. */
    static JsonArray watchers() {
        JsonArray watchers = new JsonArray();
        watchers.add(Json.object("globPattern", "**/*.py"));
        watchers.add(Json.object("globPattern", "**/{pytest,.pytest}.{ini,toml}"));
        watchers.add(Json.object("globPattern", "**/{pyproject.toml,tox.ini,setup.cfg}"));
        watchers.add(Json.object("globPattern", "**/pyvenv.cfg"));
        // A folder that is moved or deleted is one event, without its files.
        watchers.add(Json.object("globPattern", "**", "kind", CREATED_OR_DELETED));
        return watchers;
    }

    /** The paths of {@code workspace/didChangeWatchedFiles}. */
    static List<Path> watched(JsonObject params) {
        List<Path> paths = new ArrayList<>();
        JsonArray changes = Json.list(params, "changes");
        for (JsonElement change : changes == null ? new JsonArray() : changes) {
            add(change, "uri", paths);
        }
        return paths;
    }

    /** The paths of {@code workspace/didCreateFiles} and its like. */
    static List<Path> operated(JsonObject params) {
        List<Path> paths = new ArrayList<>();
        JsonArray files = Json.list(params, "files");
        for (JsonElement file : files == null ? new JsonArray() : files) {
            add(file, "uri", paths);
            add(file, "oldUri", paths);
            add(file, "newUri", paths);
        }
        return paths;
    }

    /** The folders that were added or removed in {@code workspace/didChangeWorkspaceFolders}. */
    static List<Path> folders(JsonObject event, String name) {
        List<Path> paths = new ArrayList<>();
        JsonArray folders = Json.list(event, name);
        for (JsonElement folder : folders == null ? new JsonArray() : folders) {
            add(folder, "uri", paths);
        }
        return paths;
    }

    private static void add(JsonElement of, String name, List<Path> into) {
        @Nullable JsonElement uri = Json.member(of, name);
        boolean isText = uri instanceof JsonPrimitive primitive && primitive.isString();
        Path path = uri == null || !isText ? null : Uris.path(uri.getAsString());
        if (path != null) {
            into.add(path);
        }
    }
}
