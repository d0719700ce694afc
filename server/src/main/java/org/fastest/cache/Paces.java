package org.fastest.cache;

import java.util.HashMap;
import java.util.Map;

/**
 * How long tests took in earlier runs, kept on disk for each project.
 *
 * @param blobs where the files are
 */
public record Paces(Blobs blobs) {
    private static final long MAGIC = 0x4661737450616365L;

    /**
     * Above this many scopes those of long ago, renamed since, may be most of them: it begins anew.
     */
    private static final int MOST = 50_000;

    /**
     * What the tests of a scope (a class or a file) took.
     *
     * @param tests how many
     * @param seconds all of them together, setup and teardown included
     */
    public record Pace(int tests, double seconds) {
        /** Both together. */
        public Pace and(Pace more) {
            return new Pace(tests + more.tests, seconds + more.seconds);
        }

        /** With a later run's: of as many tests as it had, what was known before counts no more. */
        Pace then(Pace later) {
            if (later.tests >= tests) {
                return later;
            }
            double rest = seconds * (tests - later.tests) / tests;
            return new Pace(tests, rest + later.seconds);
        }
    }

    /**
     * What is known, by scope; empty where nothing is.
     *
     * @param rootdir the project's, absolute
     */
    public Map<String, Pace> read(String rootdir) {
        ByteScanner in = files().read(rootdir);
        if (in == null) {
            return Map.of();
        }
        int count = in.number();
        Map<String, Pace> known = new HashMap<>(count * 2);
        for (int i = 0; i < count; i++) {
            String scope = in.text();
            int tests = in.number();
            known.put(scope, new Pace(tests, Double.longBitsToDouble(in.fixed())));
        }
        return known;
    }

    /** Adds what a run took to what is known. */
    public void add(String rootdir, Map<String, Pace> later) {
        Map<String, Pace> known = read(rootdir);
        Map<String, Pace> all = known.size() > MOST ? new HashMap<>() : new HashMap<>(known);
        later.forEach((scope, pace) -> all.merge(scope, pace, Pace::then));
        ByteBuilder body = files().begin(rootdir).number(all.size());
        all.forEach((scope, pace) ->
                body.text(scope).number(pace.tests).fixed(Double.doubleToLongBits(pace.seconds)));
        files().write(rootdir, body);
    }

    private ProjectFiles files() {
        return new ProjectFiles(blobs, "paces", MAGIC);
    }
}
