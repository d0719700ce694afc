package org.fastest.lsp;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.fastest.model.Span;
import org.fastest.model.TestId;
import org.fastest.model.TestItem;
import org.jspecify.annotations.Nullable;

/** The commands that every client can offer, and code actions that carry them. */
final class Commands {
    static final String RUN = "tests.run";
    static final String RUN_FILE = "tests.runFile";
    static final String RERUN_FAILED = "tests.rerunFailed";
    static final String DEBUG = "tests.debug";
    static final String CANCEL = "tests.cancel";
    static final String SHOW_OUTPUT = "tests.showOutput";
    static final List<String> ALL =
            List.of(RUN, RUN_FILE, RERUN_FAILED, DEBUG, CANCEL, SHOW_OUTPUT);

    private Commands() {}

    static JsonObject run(String title, List<TestId> ids) {
        return command(title, RUN, Json.object("ids", Json.array(ids)));
    }

    /**
     * What can be run at a place: the nearest test, its class, the file, what failed. For clients
     * that show no lenses these are the only way to run.
     *
     * @param hasFailed whether some test has failed that can be run again
     */
    static JsonArray actions(ProjectFile file, String uri, Span at, boolean hasFailed) {
        List<JsonObject> commands = new ArrayList<>();
        List<TestItem> items = file.items();
        for (int i = items.size() - 1; i >= 0; i--) {
            TestItem item = items.get(i);
            if (item.kind().isDefinition()
                    && item.path().equals(file.path())
                    && holds(item.range(), at.startLine())) {
                commands.add(run("Run " + item.label(), List.of(item.id())));
            }
        }
        if (!items.isEmpty()) {
            commands.add(command("Run tests of this file", RUN_FILE, Json.object("uri", uri)));
        }
        if (hasFailed) {
            commands.add(command("Run failed tests again", RERUN_FAILED, new JsonObject()));
        }
        return Json.array(commands);
    }

    /** The same as code actions, for clients that know more than commands. */
    static JsonArray literals(JsonArray commands) {
        JsonArray actions = new JsonArray();
        for (var command : commands) {
            actions.add(
                    Json.object(
                            "title",
                            command.getAsJsonObject().get("title").getAsString(),
                            "command",
                            command));
        }
        return actions;
    }

    static String time(double millis) {
        return millis < 1000
                ? Math.max(millis < 1 ? 0 : 1, Math.round(millis)) + " ms"
                : String.format(Locale.ROOT, "%.1f s", millis / 1000);
    }

    private static JsonObject command(String title, String name, JsonObject argument) {
        JsonArray arguments = new JsonArray();
        arguments.add(argument);
        return Json.object("title", title, "command", name, "arguments", arguments);
    }

    /** Whether a line lies within. */
    static boolean holds(@Nullable Span range, int line) {
        return range != null && range.startLine() <= line && line <= range.endLine();
    }
}
