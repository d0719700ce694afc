package org.fastest.lsp;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonPrimitive;
import org.jspecify.annotations.Nullable;

/**
 * What a client can show of the language itself.
 *
 * @param outline whether it asks for the symbols of a document
 * @param tree whether it takes them as a tree
 * @param symbols whether it looks for symbols of the workspace
 * @param hover whether it shows hovers
 * @param markdown whether hovers may be Markdown
 * @param definition whether it goes to definitions
 * @param references whether it lists references
 * @param showing whether it opens a document when it is asked to
 */
record Abilities(
        boolean outline,
        boolean tree,
        boolean symbols,
        boolean hover,
        boolean markdown,
        boolean definition,
        boolean references,
        boolean showing) {
    /** What {@code capabilities} of {@code initialize} say. */
    static Abilities of(@Nullable JsonElement caps) {
        JsonElement text = Json.member(caps, "textDocument");
        JsonElement formats = Json.path(text, "hover", "contentFormat");
        return new Abilities(
                Json.member(text, "documentSymbol") != null,
                Json.isTrue(Json.path(text, "documentSymbol", "hierarchicalDocumentSymbolSupport")),
                Json.path(caps, "workspace", "symbol") != null,
                Json.member(text, "hover") != null,
                formats instanceof JsonArray list && list.contains(new JsonPrimitive("markdown")),
                Json.member(text, "definition") != null,
                Json.member(text, "references") != null,
                Json.isTrue(Json.path(caps, "window", "showDocument", "support")));
    }

    /** Whether a request was offered to this client. */
    boolean has(String method) {
        return switch (method) {
            case "textDocument/documentSymbol" -> outline;
            case "workspace/symbol" -> symbols;
            case "textDocument/hover" -> hover;
            case "textDocument/definition" -> definition;
            case "textDocument/references" -> references;
            default -> false;
        };
    }
}
