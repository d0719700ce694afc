package org.fastest.index;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.fastest.discover.FixtureDef;
import org.fastest.discover.FixtureSite;
import org.fastest.discover.FixtureUse;
import org.fastest.discover.FixtureUses;
import org.fastest.discover.PyModule;
import org.fastest.model.Span;
import org.fastest.syntax.Outline;
import org.fastest.text.Decoder;
import org.fastest.text.Extent;
import org.fastest.text.SourceText;
import org.jspecify.annotations.Nullable;

/**
 * Which fixtures are named where in a project, as of one moment: open buffers as they are, all else
 * as it was when the disk was looked at last. May be asked by any thread.
 */
public final class FixtureQueries {
    private static final List<String> SCOPES =
            List.of("function", "class", "module", "package", "session");

    private final FileScan scan;
    private final Path rootdir;
    private final Map<String, Outline> buffers;

    FixtureQueries(FileScan scan, Path rootdir, Map<String, Outline> buffers) {
        this.scan = scan;
        this.rootdir = rootdir;
        this.buffers = Map.copyOf(buffers);
    }

    /**
     * A fixture that is named at a place.
     *
     * @param span of the name there
     * @param definition what pytest takes there; null where that is not known, or has no text
     */
    public record Named(String name, Span span, @Nullable Definition definition) {}

    /**
     * A fixture's function.
     *
     * @param file absolute
     * @param span of its name
     * @param scope in pytest's word, or null where only running code tells
     * @param summary the first line of its docstring, or null
     */
    public record Definition(
            Path file,
            Span span,
            @Nullable String scope,
            boolean isAutouse,
            @Nullable String summary) {}

    /**
     * A place where a fixture is named.
     *
     * @param file absolute
     */
    public record Use(Path file, Span span) {}

    /** The fixture that is named at a place; null for none. */
    public @Nullable Named at(String path, int line, int column) {
        PyModule module = module(path);
        if (module == null) {
            return null;
        }
        SourceText text = module.source();
        int offset = text.offset(line, column);
        for (FixtureUse use : scan.fixtureUses(path, module)) {
            if (use.place().start() <= offset && offset <= use.place().end()) {
                List<FixtureDef> chain = use.chain();
                return new Named(
                        use.name(),
                        span(use.place(), text),
                        chain.isEmpty() ? null : definition(chain.getFirst()));
            }
        }
        return null;
    }

    /**
     * All places in the project where pytest takes this fixture.
     *
     * @param withDefinition whether its own function is one
     */
    public List<Use> of(String name, Definition definition, boolean withDefinition) {
        Set<String> paths = new LinkedHashSet<>(scan.sources());
        paths.addAll(buffers.keySet());
        List<Use> uses = new ArrayList<>();
        for (String path : paths) {
            PyModule module = path.endsWith(".py") ? module(path) : null;
            if (module == null || !module.mentions(name)) {
                continue;
            }
            SourceText text = module.source();
            Path file = rootdir.resolve(path).normalize();
            for (FixtureUse use : scan.fixtureUses(path, module)) {
                if (use.name().equals(name)
                        && (withDefinition || !use.isDefinition())
                        && !use.chain().isEmpty()
                        && isAt(use.chain().getFirst(), definition)) {
                    uses.add(new Use(file, span(use.place(), text)));
                }
            }
        }
        return uses;
    }

    private boolean isAt(FixtureDef fixture, Definition definition) {
        Definition found = definition(fixture);
        return found != null
                && found.file().equals(definition.file())
                && found.span().equals(definition.span());
    }

    /** Where a fixture's function stands now. */
    private @Nullable Definition definition(FixtureDef fixture) {
        FixtureSite site = fixture.site();
        if (site == null) {
            return null;
        }
        Path file = Path.of(site.path());
        String path = file.startsWith(rootdir) ? Walker.relative(rootdir, file) : file.toString();
        PyModule module = module(path);
        int at = module == null ? -1 : now(site, module.source().text());
        if (module == null || at < 0) {
            return null;
        }
        SourceText text = module.source();
        Extent name = new Extent(at, at + site.function().length());
        int scope = fixture.scope();
        return new Definition(
                file,
                span(name, text),
                scope < 0 ? null : SCOPES.get(scope),
                fixture.isAutouse(),
                FixtureUses.summary(module, at));
    }

    /** The offset of its name in a text that may have been edited since: the nearest like it. */
    private static int now(FixtureSite site, String text) {
        String header = "def " + site.function();
        int nearest = -1;
        for (int at = text.indexOf(header); at >= 0; at = text.indexOf(header, at + 1)) {
            int name = at + "def ".length();
            int end = name + site.function().length();
            boolean isWhole =
                    end == text.length() || !Character.isJavaIdentifierPart(text.charAt(end));
            if (isWhole
                    && (nearest < 0
                            || Math.abs(name - site.at()) < Math.abs(nearest - site.at()))) {
                nearest = name;
            }
        }
        return nearest;
    }

    /** A file of the project, or one outside of it by its absolute path. */
    private @Nullable PyModule module(String path) {
        Path file = rootdir.resolve(path).normalize();
        Outline buffer = buffers.get(path);
        if (buffer != null) {
            return PyModule.open(Disk.slashed(file), buffer);
        }
        byte[] bytes = DiskView.unnoted().read(file.toString());
        return bytes == null
                ? null
                : new PyModule(
                        Disk.slashed(file),
                        List.of(),
                        SourceText.of(Decoder.decode(bytes).text()),
                        false);
    }

    private static Span span(Extent extent, SourceText text) {
        int first = text.line(extent.start());
        int last = text.line(extent.end());
        return new Span(
                first,
                extent.start() - text.lineStart(first),
                last,
                extent.end() - text.lineStart(last));
    }
}
