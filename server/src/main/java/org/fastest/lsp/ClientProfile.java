package org.fastest.lsp;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import org.jspecify.annotations.Nullable;

/**
 * What the client said about itself in {@code initialize}. Shapes that are not as specified count
 * as not said.
 *
 * @param root URI of the folder to serve, or null
 * @param processId whose end ends the server, or null
 * @param trusted what {@code initializationOptions.trusted} says, or null
 * @param tests whether it opted in to {@code tests/*}
 * @param utf8 whether columns count bytes
 * @param encodings whether it knows position encodings at all
 * @param codeLens whether it shows lenses
 * @param lensRefresh whether it asks for lenses again when told to
 * @param actionLiterals whether it knows code actions other than commands
 * @param relatedInformation whether it shows a diagnostic's stack
 * @param progress whether it shows progress
 * @param watching whether it can watch files for us
 */
record ClientProfile(
        @Nullable String root,
        @Nullable Long processId,
        @Nullable Boolean trusted,
        boolean tests,
        boolean utf8,
        boolean encodings,
        boolean codeLens,
        boolean lensRefresh,
        boolean actionLiterals,
        boolean relatedInformation,
        boolean progress,
        boolean watching) {
    static ClientProfile of(JsonObject params) {
        JsonElement caps = Json.member(params, "capabilities");
        JsonElement text = Json.member(caps, "textDocument");
        JsonElement workspace = Json.member(caps, "workspace");
        JsonElement encodings = Json.path(caps, "general", "positionEncodings");
        return new ClientProfile(
                root(params),
                number(Json.member(params, "processId")),
                bool(Json.path(params, "initializationOptions", "trusted")),
                isOne(Json.path(caps, "experimental", "tests", "version")),
                encodings instanceof JsonArray list && list.contains(new JsonPrimitive("utf-8")),
                encodings instanceof JsonArray,
                Json.member(text, "codeLens") != null,
                Json.isTrue(Json.path(workspace, "codeLens", "refreshSupport")),
                Json.path(text, "codeAction", "codeActionLiteralSupport") != null,
                Json.isTrue(Json.path(text, "publishDiagnostics", "relatedInformation")),
                Json.isTrue(Json.path(caps, "window", "workDoneProgress")),
                Json.isTrue(Json.path(workspace, "didChangeWatchedFiles", "dynamicRegistration")));
    }

    private static @Nullable String root(JsonObject params) {
        if (Json.member(params, "workspaceFolders") instanceof JsonArray folders
                && !folders.isEmpty()) {
            String uri = text(Json.member(folders.get(0), "uri"));
            if (uri != null) {
                return uri;
            }
        }
        String uri = text(Json.member(params, "rootUri"));
        String path = text(Json.member(params, "rootPath"));
        return uri != null || path == null ? uri : Uris.of(path);
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

    private static @Nullable Boolean bool(@Nullable JsonElement element) {
        if (element instanceof JsonPrimitive primitive && primitive.isBoolean()) {
            return primitive.getAsBoolean();
        }
        return null;
    }

    private static boolean isOne(@Nullable JsonElement element) {
        Long number = number(element);
        return number != null && number == 1;
    }
}
