package org.fastest.cache;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What the quicker engines found of each test file, and which files pytest itself has to run, kept
 * on disk for each project.
 *
 * @param blobs where the files are
 */
public record QuickResults(Blobs blobs) {
    private static final long MAGIC = 0x4661737451756943L;

    /** Above so many files most of them may be gone: but for the pins it begins anew. */
    private static final int MOST = 20_000;

    /** The longest reason for a pin that is kept, in characters. */
    private static final int LONGEST = 500;

    /**
     * A file's content.
     *
     * @param size in bytes
     * @param modified in ns since 1970
     * @param hash stands for all of it
     */
    public record Content(long size, long modified, long hash) {}

    /**
     * What tests came to, small where most of them pass.
     *
     * @param tests how many
     * @param ids stands for which
     * @param others the outcomes of those that did not pass, by node id
     */
    public record Outcomes(int tests, long ids, Map<String, String> others) {
        /** No tests. */
        public static final Outcomes NONE = new Outcomes(0, 0, Map.of());

        public Outcomes {
            others = Map.copyOf(others);
        }

        /** Of tests by node id; a test that passed has the outcome {@code passed}. */
        public static Outcomes of(Map<String, String> outcomes) {
            long ids = 0;
            Map<String, String> others = new HashMap<>();
            for (Map.Entry<String, String> each : outcomes.entrySet()) {
                // A sum, so that no order matters.
                ids += ContentHash.of(each.getKey());
                if (!each.getValue().equals("passed")) {
                    others.put(each.getKey(), each.getValue());
                }
            }
            return new Outcomes(outcomes.size(), ids, others);
        }

        /** The first test with another outcome, with both, or null where all is the same. */
        public @Nullable String difference(Outcomes later) {
            if (tests != later.tests || ids != later.ids || others.equals(later.others)) {
                return null;
            }
            TreeMap<String, String> all = new TreeMap<>(others);
            all.putAll(later.others);
            for (String id : all.keySet()) {
                String before = others.getOrDefault(id, "passed");
                String after = later.others.getOrDefault(id, "passed");
                if (!before.equals(after)) {
                    return id
                            + " was "
                            + before
                            + " under a quicker engine, "
                            + after
                            + " under pytest";
                }
            }
            return null;
        }
    }

    /**
     * What is known of a file.
     *
     * @param at when the run began in which a quicker engine found this, in ms since 1970
     * @param content what it was then
     * @param way stands for the interpreter, the options and the variables of that run
     * @param outcomes what a quicker engine found
     * @param looked the number of the run for which it was last chosen, to be run by pytest
     * @param pin why pytest has to run this content, or null
     */
    public record Of(
            long at,
            Content content,
            long way,
            Outcomes outcomes,
            int looked,
            @Nullable String pin) {
        /** The same, chosen for a run. */
        public Of at(int run) {
            return new Of(at, content, way, outcomes, run, pin);
        }

        /** The same with a pin. */
        public Of pinned(String reason) {
            return new Of(
                    at,
                    content,
                    way,
                    outcomes,
                    looked,
                    reason.length() > LONGEST ? reason.substring(0, LONGEST) + "…" : reason);
        }
    }

    /**
     * What is known of a project.
     *
     * @param runs how many there were
     * @param files by path relative to the rootdir
     */
    public record Known(int runs, Map<String, Of> files) {
        /** Nothing. */
        public static final Known NOTHING = new Known(0, Map.of());

        public Known {
            files = Map.copyOf(files);
        }
    }

    /**
     * What is known of a project.
     *
     * @param rootdir absolute
     */
    public Known read(String rootdir) {
        ByteScanner in = files().read(rootdir);
        if (in == null) {
            return Known.NOTHING;
        }
        int runs = in.number();
        int count = in.number();
        Map<String, Of> known = new HashMap<>(count * 2);
        for (int i = 0; i < count; i++) {
            String path = in.text();
            long at = in.fixed();
            Content content = new Content(in.fixed(), in.fixed(), in.fixed());
            long way = in.fixed();
            int tests = in.number();
            long ids = in.fixed();
            int several = in.number();
            Map<String, String> others = new HashMap<>();
            for (int j = 0; j < several; j++) {
                others.put(in.text(), in.text());
            }
            int looked = in.number();
            String pin = in.text();
            Outcomes outcomes = new Outcomes(tests, ids, others);
            known.put(path, new Of(at, content, way, outcomes, looked, pin.isEmpty() ? null : pin));
        }
        return new Known(runs, known);
    }

    /** Keeps what is known in the place of what was. */
    public void write(String rootdir, Known known) {
        Map<String, Of> kept = new HashMap<>(known.files);
        if (kept.size() > MOST) {
            kept.values().removeIf(each -> each.pin == null);
        }
        ByteBuilder body = files().begin(rootdir).number(known.runs).number(kept.size());
        kept.forEach((path, each) -> {
            body.text(path).fixed(each.at).fixed(each.content.size).fixed(each.content.modified);
            body.fixed(each.content.hash).fixed(each.way);
            body.number(each.outcomes.tests).fixed(each.outcomes.ids);
            body.number(each.outcomes.others.size());
            each.outcomes.others.forEach((id, outcome) -> body.text(id).text(outcome));
            body.number(each.looked).text(each.pin == null ? "" : each.pin);
        });
        files().write(rootdir, body);
    }

    /**
     * A file's content now, or null where it can't be read.
     *
     * @param before what it was: it is not read where its size and time are the same
     */
    public static @Nullable Content content(Path file, @Nullable Content before) {
        try {
            BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
            long modified = found.lastModifiedTime().to(TimeUnit.NANOSECONDS);
            if (before != null && before.size == found.size() && before.modified == modified) {
                return before;
            }
            return new Content(found.size(), modified, ContentHash.of(Files.readAllBytes(file)));
        } catch (IOException gone) {
            return null;
        }
    }

    /** Stands for a text. */
    public static long hash(String text) {
        return ContentHash.of(text);
    }

    private ProjectFiles files() {
        return new ProjectFiles(blobs, "quick", MAGIC);
    }
}
