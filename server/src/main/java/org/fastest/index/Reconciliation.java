package org.fastest.index;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.fastest.model.Certainty;
import org.fastest.model.Kind;
import org.fastest.model.Span;
import org.fastest.model.TestItem;
import org.fastest.syntax.Outline;
import org.fastest.syntax.Stmt;
import org.fastest.text.SourceText;
import org.jspecify.annotations.Nullable;

/**
 * What pytest collected of files beside what their texts say, and which files it should collect.
 * Used under its workspace's lock.
 */
final class Reconciliation {
    private final Map<String, Known> files = new HashMap<>();

    /** Files that hold what only a collection can tell, and had none since. */
    private final Set<String> wanting = new HashSet<>();

    /** When a file's text or inputs changed last, as of {@link #moment}. */
    private final Map<String, Long> changed = new HashMap<>();

    private long moment;

    /**
     * A collected file.
     *
     * @param texts what the text says now
     * @param headers of its functions when it was collected
     * @param print of the text that was collected
     * @param same the text of an open buffer that gives the same, or null
     * @param merged what is shown while that counts, or null
     * @param isOutdated whether something else that it depends on changed since
     */
    private record Known(
            FileTests texts,
            Collected collected,
            Map<String, String> headers,
            Fingerprint print,
            @Nullable SourceText same,
            @Nullable FileTests merged,
            boolean isOutdated) {
        /** The same with what a text says now. */
        Known with(FileTests now, @Nullable SourceText like, @Nullable FileTests shown) {
            return new Known(now, collected, headers, print, like, shown, isOutdated);
        }

        Known outdated() {
            return new Known(texts, collected, headers, print, null, null, true);
        }

        @SuppressWarnings("ReferenceEquality")
        boolean isOf(SourceText text) {
            return !isOutdated && (text == same || print.isOf(text.text()));
        }
    }

    /** Stands for a text. */
    private record Fingerprint(int length, long hash) {
        static Fingerprint of(String text) {
            long hash = 0;
            for (int i = 0; i < text.length(); i++) {
                hash = hash * 0x9E3779B97F4A7C15L + text.charAt(i) + 1;
            }
            return new Fingerprint(text.length(), hash);
        }

        boolean isOf(String text) {
            return length == text.length() && hash == of(text).hash;
        }
    }

    long moment() {
        return moment;
    }

    boolean isWanting(String path) {
        return wanting.contains(path);
    }

    /** What the text of a file said last. */
    @Nullable FileTests texts(String path, @Nullable FileTests shown) {
        Known known = files.get(path);
        return known == null ? shown : known.texts;
    }

    /** Something that a file depends on changed, beside its own text. */
    void outdated(String path) {
        Known known = files.get(path);
        if (known != null) {
            files.put(path, known.outdated());
        }
    }

    /** An edit in bodies of tests alone made one text of the other: pytest collects the same. */
    void edited(String path, SourceText before, SourceText now) {
        Known known = files.get(path);
        if (known != null && known.collected.errors().isEmpty() && known.isOf(before)) {
            files.put(path, known.with(known.texts, now, known.merged));
        }
    }

    /**
     * What is shown of a file that was read anew.
     *
     * @param source its text
     */
    FileTests read(String project, FileTests texts, Supplier<Outline> source) {
        String path = texts.path();
        Known known = files.get(path);
        if (known == null) {
            changed.put(path, ++moment);
            want(texts);
            return texts;
        }
        Outline outline = source.get();
        if (known.isOf(outline.text())) {
            wanting.remove(path);
            FileTests shown = known.merged;
            if (shown == null || !texts.equals(known.texts)) {
                shown = Merge.exact(project, texts, known.collected);
            }
            files.put(path, known.with(texts, outline.text(), shown));
            return shown;
        }
        files.put(path, known.with(texts, null, null));
        changed.put(path, ++moment);
        want(texts);
        return Merge.doubtful(texts, known.collected, known.headers, headers(texts, outline));
    }

    /**
     * What is shown of a file that pytest collected.
     *
     * @param texts what its text says
     * @param source that text
     * @param then what the text says that was collected: {@code texts}, or another text's
     * @param collectedSource the text that was collected
     * @param since the moment at which it was chosen for this
     */
    FileTests collected(
            String project,
            FileTests texts,
            Outline source,
            FileTests then,
            Outline collectedSource,
            Collected collected,
            long since) {
        String path = texts.path();
        // Asked again when it is saved or changed: the same disk would only give the same.
        if (changed.getOrDefault(path, 0L) <= since) {
            wanting.remove(path);
        }
        Map<String, String> headers = headers(then, collectedSource);
        Fingerprint print = Fingerprint.of(collectedSource.text().text());
        boolean isOutdated = changed.getOrDefault(path, 0L) > since;
        Known known = new Known(texts, collected, headers, print, null, null, isOutdated);
        files.put(path, known);
        return !known.isOf(source.text())
                ? Merge.doubtful(texts, collected, headers, headers(texts, source))
                : Merge.exact(project, texts, collected);
    }

    /** The file was saved: what is in doubt can be collected again. */
    void again(String path) {
        Known known = files.get(path);
        if (known != null) {
            want(known.texts);
        }
    }

    /** The file is no more. */
    void forget(String path) {
        files.remove(path);
        wanting.remove(path);
        changed.put(path, ++moment);
    }

    void clear() {
        files.clear();
        wanting.clear();
        moment++;
    }

    private void want(FileTests texts) {
        if (isCertain(texts)) {
            wanting.remove(texts.path());
        } else {
            wanting.add(texts.path());
        }
    }

    /** Whether pytest would say nothing new of it; a broken text it could only refuse. */
    private static boolean isCertain(FileTests texts) {
        if (!texts.stale()) {
            for (TestItem item : texts.items()) {
                if (item.certainty() != Certainty.EXACT) {
                    return false;
                }
            }
        }
        return true;
    }

    /** The text of each function's decorators and header, by node id. */
    private static Map<String, String> headers(FileTests texts, Outline outline) {
        SourceText source = outline.text();
        Map<Integer, String> byStart = new HashMap<>();
        List<Stmt> bodies = new ArrayList<>(outline.file().body());
        while (!bodies.isEmpty()) {
            Stmt stmt = bodies.removeLast();
            if (stmt instanceof Stmt.FunctionDef function) {
                int start = function.extent().start();
                byStart.put(start, source.text().substring(start, function.headerEnd()));
            } else if (stmt instanceof Stmt.ClassDef inner) {
                bodies.addAll(inner.body());
            } else if (stmt instanceof Stmt.Compound compound) {
                for (Stmt.Clause clause : compound.clauses()) {
                    bodies.addAll(clause.body());
                }
            }
        }
        Map<String, String> headers = new HashMap<>();
        for (TestItem item : texts.items()) {
            Span range = item.range();
            boolean mayHaveCases = item.certainty() != Certainty.EXACT;
            if (item.kind() == Kind.FUNCTION && range != null && mayHaveCases) {
                String header = byStart.get(source.offset(range.startLine(), range.startColumn()));
                if (header != null) {
                    headers.put(item.id().nodeId(), header);
                }
            }
        }
        return headers;
    }
}
