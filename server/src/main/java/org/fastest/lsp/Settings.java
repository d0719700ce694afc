package org.fastest.lsp;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.fastest.config.Profiles;
import org.fastest.config.WorkerCount;
import org.fastest.engine.PythonChoice;
import org.jspecify.annotations.Nullable;

/**
 * What the client has set: at first in its {@code initializationOptions}, then in its section
 * {@code fastest}, whose members go before those. Used by the session's thread.
 */
final class Settings {
    private static final List<String> NAMES = List.of("profiles", "workers", "python");

    private final JsonObject first;
    private Profiles profiles = Profiles.NONE;
    private @Nullable String workers;
    private PythonChoice python = PythonChoice.NONE;

    /** Those of the beginning. */
    Settings(JsonObject initializationOptions) {
        this.first = initializationOptions;
    }

    /**
     * Takes the section as it is now.
     *
     * @return what is wrong with it, for people; what is wrong is as if it had not been said
     */
    List<String> take(JsonObject section) {
        List<String> faults = new ArrayList<>();
        JsonObject all = new JsonObject();
        for (String name : NAMES) {
            JsonElement said = Json.member(section, name);
            JsonElement value = said == null ? Json.member(first, name) : said;
            if (value != null) {
                all.add(name, value);
            }
        }
        Object tables = Json.plain(all.get("profiles"));
        profiles = Profiles.NONE;
        if (tables instanceof Map<?, ?>) {
            profiles = Profiles.read(Json.map(all.getAsJsonObject("profiles")));
            faults.addAll(profiles.wrong().values());
        } else if (tables != null) {
            faults.add("fastest.profiles must be an object");
        }
        Object count = Json.plain(all.get("workers"));
        workers = WorkerCount.of(count);
        if (count != null && workers == null) {
            faults.add("fastest.workers must be \"auto\" or a number of at least 1");
        }
        python = pythons(Json.plain(all.get("python")), faults);
        return faults;
    }

    /** The person's own profiles, for every project. */
    Profiles profiles() {
        return profiles;
    }

    /** How many workers where nothing else says it, or null for the project's choice. */
    @Nullable String workers() {
        return workers;
    }

    /** The person's choice of interpreters. */
    PythonChoice python() {
        return python;
    }

    /** One for all, or by the URIs of folders; nothing and an empty text leave it to the search. */
    private static PythonChoice pythons(@Nullable Object said, List<String> faults) {
        if (said instanceof String everywhere) {
            return everywhere.isEmpty()
                    ? PythonChoice.NONE
                    : new PythonChoice(everywhere, Map.of());
        }
        if (said == null) {
            return PythonChoice.NONE;
        }
        Map<Path, String> byFolder = new HashMap<>();
        if (said instanceof Map<?, ?> folders) {
            for (Map.Entry<?, ?> each : folders.entrySet()) {
                Path folder = Uris.path(String.valueOf(each.getKey()));
                if (folder != null && each.getValue() instanceof String python) {
                    if (!python.isEmpty()) {
                        byFolder.put(folder, python);
                    }
                } else if (each.getValue() != null) {
                    faults.add(
                            "fastest.python must name folders by their URIs, each with a string");
                }
            }
        } else {
            faults.add("fastest.python must be a string, or an object of folders");
        }
        return new PythonChoice(null, byFolder);
    }
}
