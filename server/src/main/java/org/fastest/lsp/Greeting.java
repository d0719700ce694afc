package org.fastest.lsp;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;

/** The answer to {@code initialize}: only what this client understands is offered. */
final class Greeting {
    private Greeting() {}

    static JsonObject of(ClientProfile client, String version) {
        JsonObject capabilities =
                Json.object(
                        "textDocumentSync",
                        Json.object(
                                "openClose",
                                true,
                                "change",
                                2,
                                "save",
                                Json.object("includeText", false)),
                        "executeCommandProvider",
                        Json.object("commands", Json.array(Commands.ALL)));
        if (client.encodings()) {
            capabilities.addProperty("positionEncoding", client.utf8() ? "utf-8" : "utf-16");
        }
        if (client.codeLens()) {
            capabilities.add("codeLensProvider", Json.object("resolveProvider", false));
        }
        // Those who see no lens have no other way to run.
        if (client.codeAction() || !client.codeLens()) {
            capabilities.addProperty("codeActionProvider", true);
        }
        Abilities can = client.abilities();
        offer(capabilities, "documentSymbolProvider", can.outline());
        offer(capabilities, "workspaceSymbolProvider", can.symbols());
        offer(capabilities, "hoverProvider", can.hover());
        offer(capabilities, "definitionProvider", can.definition());
        offer(capabilities, "referencesProvider", can.references());
        JsonObject workspace = workspace(client);
        if (!workspace.isEmpty()) {
            capabilities.add("workspace", workspace);
        }
        if (client.tests()) {
            JsonObject tests = Json.object("version", 1, "profiles", Json.array(RunStyle.KINDS));
            capabilities.add("experimental", Json.object("tests", tests));
        }
        return Json.object(
                "capabilities",
                capabilities,
                "serverInfo",
                Json.object("name", "fastest", "version", version));
    }

    private static void offer(JsonObject capabilities, String name, boolean isAsked) {
        if (isAsked) {
            capabilities.addProperty(name, true);
        }
    }

    private static JsonObject workspace(ClientProfile client) {
        JsonObject workspace = new JsonObject();
        if (client.folders()) {
            workspace.add(
                    "workspaceFolders",
                    Json.object("supported", true, "changeNotifications", true));
        }
        // What is done in the editor is told at once, watched or not.
        if (client.fileOperations()) {
            JsonArray filters = new JsonArray();
            filters.add(filter(Json.object("glob", "**/*.py", "matches", "file")));
            filters.add(filter(Json.object("glob", "**", "matches", "folder")));
            JsonObject options = Json.object("filters", filters);
            workspace.add(
                    "fileOperations",
                    Json.object("didCreate", options, "didRename", options, "didDelete", options));
        }
        return workspace;
    }

    private static JsonObject filter(JsonObject pattern) {
        return Json.object("scheme", "file", "pattern", pattern);
    }
}
