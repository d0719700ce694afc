package org.fastest.lsp;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonPrimitive;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the client says about whose code may run.
 *
 * @param all the same for every folder; null where nothing was said, or it was said of some
 * @param some those that are trusted, and what lies in them, all others not; null where it was not
 *     said folder by folder
 */
record Trusted(@Nullable Boolean all, @Nullable List<Path> some) {
    /** Reads {@code initializationOptions.trusted}: true, false, or a list of folders' URIs. */
    static Trusted of(@Nullable JsonElement said) {
        if (said instanceof JsonPrimitive primitive && primitive.isBoolean()) {
            return new Trusted(primitive.getAsBoolean(), null);
        }
        if (!(said instanceof JsonArray list)) {
            return new Trusted(null, null);
        }
        List<Path> folders = new ArrayList<>();
        for (JsonElement each : list) {
            if (each instanceof JsonPrimitive uri && uri.isString()) {
                Path folder = Uris.path(uri.getAsString());
                if (folder != null) {
                    folders.add(folder);
                }
            }
        }
        return new Trusted(null, List.copyOf(folders));
    }

    /** What was said of a folder; null for nothing. */
    @Nullable Boolean of(Path folder) {
        return some == null ? all : Boolean.valueOf(some.stream().anyMatch(folder::startsWith));
    }
}
