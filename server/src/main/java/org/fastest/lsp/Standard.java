package org.fastest.lsp;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.fastest.index.FixtureQueries;
import org.fastest.model.Span;
import org.jspecify.annotations.Nullable;

/** Answers what editors ask of every language: outlines, symbols, hovers, definitions. */
final class Standard {
    private final Features features;

    Standard(Features features) {
        this.features = features;
    }

    @Nullable JsonElement answer(String method, JsonObject params) {
        return switch (method) {
            case "textDocument/documentSymbol" -> outline(params);
            case "workspace/symbol" ->
                    Symbols.found(Json.needString(params, "query"), features.projects());
            case "textDocument/hover" -> hover(params);
            // Of files that are none of ours.
            case "textDocument/definition", "textDocument/references" -> null;
            default -> throw new RpcError(RpcError.METHOD_NOT_FOUND, method);
        };
    }

    private JsonElement outline(JsonObject params) {
        ProjectFile file = file(params);
        if (file == null) {
            return new JsonArray();
        }
        return features.client().profile().abilities().tree()
                ? Symbols.tree(file)
                : Symbols.flat(file);
    }

    /** An answer for which files are read, or null where the request is answered at once. */
    @Nullable CompletableFuture<@Nullable JsonElement> later(
            String method, JsonObject params, Executor work) {
        boolean isHover = method.equals("textDocument/hover");
        boolean isDefinition = method.equals("textDocument/definition");
        if (!isHover && !isDefinition && !method.equals("textDocument/references")) {
            return null;
        }
        ProjectFile file = file(params);
        if (file == null) {
            return null;
        }
        Span at = file.positions().place(Json.needObject(params, "position"));
        if (isHover && test(file, at) != null) {
            return null;
        }
        JsonObject context = Json.object(params, "context");
        boolean withDefinition = context != null && Json.bool(context, "includeDeclaration");
        FixtureQueries fixtures = file.project().workspace().fixtures();
        return CompletableFuture.supplyAsync(
                        () -> {
                            FixtureQueries.Named named =
                                    fixtures.at(file.path(), at.startLine(), at.startColumn());
                            return isHover || isDefinition
                                    ? new Answer(named, List.of())
                                    : new Answer(named, uses(fixtures, named, withDefinition));
                        })
                .thenApplyAsync(
                        found ->
                                isHover
                                        ? hover(file, found.named())
                                        : isDefinition
                                                ? definition(file, found.named())
                                                : uses(file, found.uses()),
                        work);
    }

    private static List<FixtureQueries.Use> uses(
            FixtureQueries fixtures, FixtureQueries.@Nullable Named named, boolean withDefinition) {
        FixtureQueries.Definition definition = named == null ? null : named.definition();
        return named == null || definition == null
                ? List.of()
                : fixtures.of(named.name(), definition, withDefinition);
    }

    private record Answer(FixtureQueries.@Nullable Named named, List<FixtureQueries.Use> uses) {}

    private @Nullable JsonElement hover(ProjectFile file, FixtureQueries.@Nullable Named named) {
        return named == null
                ? null
                : json(file, named.span(), Hovers.lines(named, where(file, named)));
    }

    /** Where a fixture is defined, as people say it. */
    private static String where(ProjectFile in, FixtureQueries.Named named) {
        FixtureQueries.Definition definition = named.definition();
        if (definition == null) {
            return "";
        }
        String path = in.project().workspace().pathOf(definition.file());
        return (path == null ? definition.file().toString() : path)
                + ":"
                + (definition.span().startLine() + 1);
    }

    private @Nullable JsonElement definition(
            ProjectFile file, FixtureQueries.@Nullable Named named) {
        FixtureQueries.Definition definition = named == null ? null : named.definition();
        return definition == null
                ? null
                : location(file.project(), definition.file(), definition.span());
    }

    private JsonElement uses(ProjectFile file, List<FixtureQueries.Use> uses) {
        JsonArray locations = new JsonArray();
        for (FixtureQueries.Use use : uses) {
            locations.add(location(file.project(), use.file(), use.span()));
        }
        return locations;
    }

    private JsonObject location(Project project, Path file, Span span) {
        ProjectFile ours = features.projects().file(file);
        if (ours != null) {
            return features.location(ours, span);
        }
        Document closed = Document.closed(file, project.workspace().diskText(file));
        Positions positions =
                features.client().profile().utf8() ? Positions.utf8(closed::line) : Positions.UTF16;
        return ToLsp.location(closed.uri(), positions.range(span));
    }

    private @Nullable JsonElement hover(JsonObject params) {
        ProjectFile file = file(params);
        if (file == null) {
            return null;
        }
        Span at = file.positions().place(Json.needObject(params, "position"));
        Hovers.Shown shown = test(file, at);
        return shown == null ? null : json(file, shown.span(), shown.lines());
    }

    private Hovers.@Nullable Shown test(ProjectFile file, Span at) {
        return Hovers.of(file, at.startLine(), at.startColumn(), features.projects().last());
    }

    private JsonObject json(ProjectFile file, Span span, List<String> lines) {
        boolean isMarkdown = features.client().profile().abilities().markdown();
        StringBuilder text = new StringBuilder();
        boolean wasEntry = false;
        for (String line : lines) {
            boolean isEntry = line.startsWith("- ");
            if (!text.isEmpty()) {
                text.append(isMarkdown && !(isEntry && wasEntry) ? "\n\n" : "\n");
            }
            text.append(isMarkdown ? line : line.replace("`", ""));
            wasEntry = isEntry;
        }
        JsonObject contents =
                Json.object("kind", isMarkdown ? "markdown" : "plaintext", "value", text);
        return Json.object("contents", contents, "range", file.positions().range(span));
    }

    private @Nullable ProjectFile file(JsonObject params) {
        JsonObject document = Json.needObject(params, "textDocument");
        return features.projects().file(Json.needString(document, "uri"));
    }
}
