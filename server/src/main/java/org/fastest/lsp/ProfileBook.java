package org.fastest.lsp;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fastest.config.Profiles;
import org.fastest.config.RunProfile;
import org.fastest.engine.ProfileFiles;
import org.fastest.engine.RunSettings;
import org.fastest.model.Issue;
import org.fastest.model.Parsed;
import org.jspecify.annotations.Nullable;

/**
 * The profiles that runs may name: each project's own, and the client's, which go before. Used by
 * the session's thread.
 */
final class ProfileBook {
    private final Settings settings;
    private final Map<Project, Profiles> own = new HashMap<>();
    private JsonArray told = new JsonArray();

    ProfileBook(Settings settings) {
        this.settings = settings;
    }

    Settings settings() {
        return settings;
    }

    /** Reads a project's own as they are on disk now; gives what is wrong with them. */
    List<Issue> look(Project project) {
        Parsed<Profiles> parsed = ProfileFiles.of(project.snapshot().rootdir());
        own.put(project, parsed.value());
        return parsed.issues();
    }

    void forget(Project project) {
        own.remove(project);
    }

    private Profiles of(Project project) {
        return own.getOrDefault(project, Profiles.NONE).with(settings.profiles());
    }

    /** Every profile that a run may name, or null where the client has been told the same. */
    @Nullable JsonArray news(List<Project> projects) {
        JsonArray all = new JsonArray();
        for (String name : settings.profiles().byName().keySet()) {
            all.add(Json.object("name", name));
        }
        for (Project project : projects) {
            for (String name : own.getOrDefault(project, Profiles.NONE).byName().keySet()) {
                if (settings.profiles().whyNot(name) != null) {
                    all.add(Json.object("name", name, "project", project.snapshot().project()));
                }
            }
        }
        if (all.equals(told)) {
            return null;
        }
        told = all;
        return all;
    }

    /**
     * How a project's tests are run.
     *
     * @param settings what the engine gets, or null
     * @param reports files of JSON reports, relative to the project's folder
     * @param refused why they can't be run in this way, or null
     */
    record Settled(@Nullable RunSettings settings, List<String> reports, @Nullable String refused) {
        static Settled refused(@Nullable String why) {
            return new Settled(null, List.of(), why);
        }
    }

    /** Settles how a project's tests are run in this style. */
    Settled settle(Project project, RunStyle style, String runId, boolean color) {
        RunProfile profile = RunProfile.PLAIN;
        String name = style.name();
        if (name != null) {
            Profiles profiles = of(project);
            RunProfile named = profiles.byName().get(name);
            if (named == null) {
                return Settled.refused(profiles.whyNot(name));
            }
            profile = named;
        }
        try {
            return settled(project.snapshot().rootdir(), profile, style, runId, color);
        } catch (ProfileFiles.NoEnvFileException none) {
            return Settled.refused(none.getMessage());
        } catch (RpcError wrong) {
            return Settled.refused("the profile " + name + ": " + wrong.text());
        }
    }

    private Settled settled(
            Path rootdir, RunProfile profile, RunStyle style, String runId, boolean color)
            throws ProfileFiles.NoEnvFileException {
        OrderedWords first = OrderedWords.of(new JsonObject(), profile.arguments());
        OrderedWords given =
                new OrderedWords(profile.limits(), profile.workers(), false, List.of(), List.of());
        OrderedWords words = style.words().behind(first.behind(given));
        Map<String, @Nullable String> env =
                new LinkedHashMap<>(ProfileFiles.environment(profile, rootdir));
        env.putAll(style.env());
        RunSettings all =
                new RunSettings(
                        runId,
                        words.workers() == null ? settings.workers() : words.workers(),
                        words.isFull(),
                        words.args(),
                        env,
                        color,
                        words.limits(),
                        style.kind(),
                        style.debugger(),
                        profile.python(rootdir),
                        profile.mapping(rootdir));
        return new Settled(all, words.reports(), null);
    }
}
