package org.fastest.lsp;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the client said about itself in {@code initialize}. Shapes that are not as specified count
 * as not said.
 *
 * @param roots URIs of the folders to serve
 * @param processId whose end ends the server, or null
 * @param trusted what {@code initializationOptions.trusted} says
 * @param tests whether it opted in to {@code tests/*}
 * @param utf8 whether columns count bytes
 * @param encodings whether it knows position encodings at all
 * @param codeLens whether it shows lenses
 * @param lensRefresh whether it asks for lenses again when told to
 * @param codeAction whether it shows code actions
 * @param actionLiterals whether it knows code actions other than commands
 * @param relatedInformation whether it shows a diagnostic's stack
 * @param progress whether it shows progress
 * @param watching whether it can watch files for us
 * @param folders whether it opens and closes folders while it runs
 * @param fileOperations whether it tells what people create, rename and delete in it
 * @param abilities what else of the language it can show
 */
record ClientProfile(
        List<String> roots,
        @Nullable Long processId,
        Trusted trusted,
        boolean tests,
        boolean utf8,
        boolean encodings,
        boolean codeLens,
        boolean lensRefresh,
        boolean codeAction,
        boolean actionLiterals,
        boolean relatedInformation,
        boolean progress,
        boolean watching,
        boolean folders,
        boolean fileOperations,
        JsonObject options,
        boolean configuration,
        boolean settingsEvents,
        Abilities abilities) {
    ClientProfile {
        roots = List.copyOf(roots);
    }

    static ClientProfile of(JsonObject params) {
        JsonElement caps = Json.member(params, "capabilities");
        JsonElement text = Json.member(caps, "textDocument");
        JsonElement workspace = Json.member(caps, "workspace");
        JsonElement encodings = Json.path(caps, "general", "positionEncodings");
        return new ClientProfile(
                roots(params),
                number(Json.member(params, "processId")),
                Trusted.of(Json.path(params, "initializationOptions", "trusted")),
                isVersion(Json.path(caps, "experimental", "tests", "version")),
                encodings instanceof JsonArray list && list.contains(new JsonPrimitive("utf-8")),
                encodings instanceof JsonArray,
                // lsp-mode says only of the workspace that it shows them.
                Json.member(text, "codeLens") != null || Json.member(workspace, "codeLens") != null,
                Json.isTrue(Json.path(workspace, "codeLens", "refreshSupport")),
                Json.member(text, "codeAction") != null,
                Json.path(text, "codeAction", "codeActionLiteralSupport") != null,
                Json.isTrue(Json.path(text, "publishDiagnostics", "relatedInformation")),
                Json.isTrue(Json.path(caps, "window", "workDoneProgress")),
                Json.isTrue(Json.path(workspace, "didChangeWatchedFiles", "dynamicRegistration")),
                Json.isTrue(Json.path(workspace, "workspaceFolders")),
                Json.isTrue(Json.path(workspace, "fileOperations", "didRename")),
                Json.member(params, "initializationOptions") instanceof JsonObject options
                        ? options
                        : new JsonObject(),
                Json.isTrue(Json.path(workspace, "configuration")),
                Json.isTrue(Json.path(workspace, "didChangeConfiguration", "dynamicRegistration")),
                Abilities.of(caps));
    }

    private static List<String> roots(JsonObject params) {
        List<String> roots = new ArrayList<>();
        if (Json.member(params, "workspaceFolders") instanceof JsonArray folders) {
            for (JsonElement folder : folders) {
                String uri = text(Json.member(folder, "uri"));
                if (uri != null) {
                    roots.add(uri);
                }
            }
        }
        if (!roots.isEmpty()) {
            return roots;
        }
        String uri = text(Json.member(params, "rootUri"));
        String path = text(Json.member(params, "rootPath"));
        String only = uri != null || path == null ? uri : Uris.of(path);
        return only == null ? List.of() : List.of(only);
    }

    private static @Nullable String text(@Nullable JsonElement element) {
        return element instanceof JsonPrimitive primitive && primitive.isString()
                ? primitive.getAsString()
                : null;
    }

    private static @Nullable Long number(@Nullable JsonElement element) {
        if (element instanceof JsonPrimitive primitive && primitive.isNumber()) {
            return (long) primitive.getAsDouble();
        }
        return null;
    }

    /** The newest version that the client speaks: who speaks a later one speaks the first, too. */
    private static boolean isVersion(@Nullable JsonElement element) {
        return element instanceof JsonPrimitive primitive
                && primitive.isNumber()
                && primitive.getAsDouble() >= 1
                && primitive.getAsDouble() == Math.rint(primitive.getAsDouble());
    }
}
