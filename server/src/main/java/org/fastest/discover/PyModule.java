package org.fastest.discover;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.fastest.syntax.Outline;
import org.fastest.syntax.Parser;
import org.fastest.syntax.PyFile;
import org.fastest.syntax.Stmt;
import org.fastest.text.Extent;
import org.fastest.text.SourceText;
import org.fastest.text.TextChange;
import org.jspecify.annotations.Nullable;

/** A module as its text tells. Thread-safe; its definitions are told apart by identity. */
public final class PyModule {
    private final String path;
    private final List<String> folders;
    private final SourceText text;
    private final boolean isInstalled;

    /** What was looked for in the text of a buffer; null for all others. */
    private final @Nullable Searches searches;

    private @Nullable PyFile file;
    private @Nullable Namespace namespace;
    private @Nullable Modules others;

    /**
     * A module that is parsed when it is first asked.
     *
     * @param path absolute, of the file; of a namespace package its first folder with a slash
     *     behind
     * @param folders where its submodules lie, absolute; empty for a module that is no package
     * @param isInstalled whether it is none of the project's own, so that importing it works
     */
    public PyModule(String path, List<String> folders, SourceText text, boolean isInstalled) {
        this(path, folders, text, isInstalled, null);
    }

    private PyModule(
            String path,
            List<String> folders,
            SourceText text,
            boolean isInstalled,
            @Nullable Searches searches) {
        this.path = path;
        this.isInstalled = isInstalled;
        this.folders = List.copyOf(folders);
        this.text = text;
        this.searches = searches;
    }

    /** A text that is edited, as a module of its own; used by one thread. */
    public static PyModule open(String path, Outline outline) {
        return open(path, outline, new Searches());
    }

    private static PyModule open(String path, Outline outline, Searches searches) {
        PyModule module = new PyModule(path, List.of(), outline.text(), false, searches);
        module.file = outline.file();
        return module;
    }

    /**
     * The module after an edit; null where something that was read of its text beside its
     * statements is another now.
     */
    @Nullable PyModule after(Outline outline, TextChange change) {
        Searches now = searches == null ? null : searches.after(change);
        return now == null ? null : open(path, outline, now);
    }

    /** Absolute path of its file. */
    public String path() {
        return path;
    }

    /** Whether it is a text that is edited. */
    boolean isOpen() {
        return searches != null;
    }

    /** Whether it is none of the project's own. */
    public boolean isInstalled() {
        return isInstalled;
    }

    /** Whether its text holds this. */
    public boolean mentions(String part) {
        return searches == null
                ? text.text().contains(part)
                : searches.ask(new Searches.Mentioned(part), text.text());
    }

    /** Whether its text may make a module importable that its surroundings do not have. */
    public boolean mayBring(String module) {
        return searches == null
                ? mayBring(module, text.text())
                : searches.ask(new Searches.Brings(module, false), text.text());
    }

    /** The same of what stands before the module is imported for the first time. */
    public boolean bringsBefore(String module) {
        return searches == null
                ? bringsBefore(module, text.text())
                : searches.ask(new Searches.Brings(module, true), text.text());
    }

    static boolean bringsBefore(String module, String own) {
        int from = own.indexOf("from " + module);
        int plain = own.indexOf("import " + module);
        int first = from < 0 || (plain >= 0 && plain < from) ? plain : from;
        return mayBring(module, first < 0 ? own : own.substring(0, first));
    }

    /** The same of any text. */
    public static boolean mayBring(String module, String text) {
        int from = text.indexOf("sys.path");
        for (int at = from; at >= 0; at = text.indexOf("sys.path", at + 1)) {
            char next = charAt(text, at + "sys.path".length());
            boolean method = next == '.';
            if (method || next == '[' || next == ' ' || next == '=' || next == '+') {
                return true;
            }
        }
        return text.contains("meta_path")
                || text.contains("addsitedir")
                || text.contains("syspath_prepend")
                || (text.contains("sys.modules")
                        && (text.contains("\"" + module) || text.contains("'" + module)));
    }

    private static char charAt(String text, int at) {
        return at < text.length() ? text.charAt(at) : ' ';
    }

    /** For places: rules ask for what they look at. */
    public SourceText source() {
        return text;
    }

    /** The whole text. */
    String text() {
        return stretch(0, text.length());
    }

    /** A stretch of the text. */
    String stretch(int from, int to) {
        if (searches != null) {
            searches.read(from, to);
        }
        return text.text().substring(from, to);
    }

    /** Whether something of a stretch, or right beside it, was asked for as a stretch. */
    boolean isRead(int from, int to) {
        return searches == null || searches.isRead(from, to);
    }

    /** Whether a name stands in the text outside of a stretch; errs towards that it does. */
    boolean isMentioned(String name, int from, int to) {
        Mentions all =
                searches == null
                        ? Mentions.of(name, text.text())
                        : searches.mentions(name, text.text());
        return all.areOutside(from, to);
    }

    /** Whether the text, functions included, may change in place what a global name is worth. */
    boolean isChanged(String name) {
        return searches == null
                ? Mutations.isChanged(name, text.text())
                : searches.ask(new Searches.Changed(name), text.text());
    }

    /** Whether something is assigned to a dotted name somewhere in the text. */
    boolean isAssigned(String dotted) {
        return searches == null
                ? Mutations.isAssigned(dotted, text.text())
                : searches.ask(new Searches.Assigned(dotted), text.text());
    }

    /**
     * Whether the text leaves it possible that an imported name is a fixture.
     *
     * @param place where it is imported
     */
    boolean mayBeFixture(String name, Extent place) {
        return searches == null
                ? ImportedFixture.isLikely(name, place, text.text())
                : searches.ask(new Searches.Fixture(name, place), text.text());
    }

    List<String> folders() {
        return folders;
    }

    /** What its body says. */
    public synchronized PyFile file() {
        PyFile known = file;
        if (known == null) {
            known = Parser.parse(text.text());
            file = known;
        }
        return known;
    }

    /** Whether these statements are its own body, and not that of a class in it. */
    @SuppressWarnings("ReferenceEquality")
    boolean isBody(List<Stmt> body) {
        return file().body() == body;
    }

    /** What its body imports at its top, in this order, but for the standard library. */
    public Set<ModuleRef> imports() {
        Set<ModuleRef> imports = new LinkedHashSet<>();
        for (Stmt stmt : file().body()) {
            if (stmt instanceof Stmt.Import names) {
                for (Stmt.Alias alias : names.names()) {
                    add(alias.name(), imports);
                }
            } else if (stmt instanceof Stmt.ImportFrom from) {
                add(".".repeat(from.level()) + from.module(), imports);
            }
        }
        return imports;
    }

    private void add(String written, Set<ModuleRef> into) {
        if (!StandardLibrary.has(written)) {
            into.add(ref(written));
        }
    }

    /** What its body binds beside these very modules, if that was told to {@link #keep}. */
    @SuppressWarnings("ReferenceEquality")
    synchronized @Nullable Namespace namespace(Modules modules) {
        Namespace known = namespace;
        return known != null && (known.uses().isEmpty() || others == modules) ? known : null;
    }

    /** Keeps a namespace for whoever asks beside the same modules. */
    synchronized void keep(Namespace known, Modules modules) {
        namespace = known;
        others = modules;
    }

    /**
     * The module that an import in this one names.
     *
     * @param written with leading dots where it is relative
     */
    ModuleRef ref(String written) {
        int dots = 0;
        while (dots < written.length() && written.charAt(dots) == '.') {
            dots++;
        }
        if (dots == 0) {
            return new ModuleRef("", written);
        }
        int slash = path.lastIndexOf('/');
        for (int i = 1; i < dots && slash > 0; i++) {
            slash = path.lastIndexOf('/', slash - 1);
        }
        return new ModuleRef(slash < 0 ? "" : path.substring(0, slash), written.substring(dots));
    }
}
