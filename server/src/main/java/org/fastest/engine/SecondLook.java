package org.fastest.engine;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.fastest.cache.QuickResults;
import org.fastest.cache.QuickResults.Known;
import org.fastest.model.Interpreter;
import org.fastest.model.TestId;
import org.jspecify.annotations.Nullable;

/**
 * Which files pytest runs in the place of a quicker engine: those that are pinned, and a few others
 * in turn, so that each is compared from time to time.
 */
final class SecondLook {
    /** One file in so many is chosen for a run. */
    static final int SHARE = 50;

    /** A run without pytest is done by pytest once in so many. */
    static final int PLAIN = 20;

    static final String SAMPLED = "its turn to be compared with a quicker engine";

    private final QuickResults store;

    /** What other processes add to the disk meanwhile is read when a run is over. */
    private final Map<String, Known> known = new ConcurrentHashMap<>();

    SecondLook(QuickResults store) {
        this.store = store;
    }

    /**
     * A run that is about to begin.
     *
     * @param rootdir absolute
     * @param within the files and folders that it is limited to, relative to the rootdir; empty for
     *     none
     * @param way stands for the interpreter, options and variables
     */
    record Asked(Path rootdir, List<String> within, long way) {
        Asked {
            within = List.copyOf(within);
        }

        /**
         * What a run's settings come to.
         *
         * @param cwd where relative arguments start
         * @param args pytest's
         * @param env variables that are set for it
         */
        static Asked of(
                Path rootdir,
                Path cwd,
                Interpreter interpreter,
                List<String> args,
                Map<String, @Nullable String> env) {
            StringBuilder way = new StringBuilder();
            way.append(interpreter.executable()).append('\0').append(interpreter.pytest());
            List<String> within = new ArrayList<>();
            for (String arg : args) {
                Path file = arg.startsWith("-") ? null : existing(cwd, TestId.fileOf(arg));
                if (file == null) {
                    way.append('\0').append(arg);
                } else {
                    within.add(rootdir.relativize(file).toString().replace('\\', '/'));
                }
            }
            new TreeMap<>(env)
                    .forEach((name, value) ->
                            way.append('\0').append(name).append('=').append(value));
            return new Asked(rootdir, within, QuickResults.hash(way.toString()));
        }

        private static @Nullable Path existing(Path cwd, String name) {
            try {
                Path file = cwd.resolve(name).normalize();
                return Files.exists(file) ? file : null;
            } catch (InvalidPathException option) {
                return null;
            }
        }

        /** The same, limited to these files, absolute paths; not limited where there are none. */
        Asked limitedTo(List<String> files) {
            List<String> relative = new ArrayList<>();
            for (String file : files) {
                relative.add(rootdir.relativize(Path.of(file)).toString().replace('\\', '/'));
            }
            return new Asked(rootdir, relative, way);
        }

        boolean holds(String path) {
            if (within.isEmpty()) {
                return true;
            }
            for (String each : within) {
                if (each.isEmpty() || path.equals(each) || path.startsWith(each + "/")) {
                    return true;
                }
            }
            return false;
        }
    }

    /**
     * What pytest runs.
     *
     * @param full the files, relative to the rootdir, each with the reason
     * @param chosen those of them whose turn it is
     * @param before what was known
     */
    record Plan(Asked asked, Map<String, String> full, Set<String> chosen, Known before) {
        Plan {
            full = Map.copyOf(full);
            chosen = Set.copyOf(chosen);
        }
    }

    /** What pytest runs of a run by the engine {@code lean}. */
    Plan lean(Asked asked) {
        Known now = known(asked.rootdir());
        Map<String, String> full = pins(asked.rootdir());
        List<String> files = new ArrayList<>();
        for (String path : now.files().keySet()) {
            if (asked.holds(path) && !full.containsKey(path)) {
                files.add(path);
            }
        }
        return plan(asked, full, turn(now, files, share(now.runs(), files.size())), now);
    }

    /**
     * The same of a run without pytest; where it is anything, the run is one by {@code lean}.
     *
     * @param listed the run's files
     */
    Plan plain(Asked asked, Collection<String> listed) {
        Known now = known(asked.rootdir());
        Map<String, String> full = new HashMap<>(pins(asked.rootdir()));
        full.keySet().retainAll(new HashSet<>(listed));
        List<String> files = new ArrayList<>();
        for (String path : listed) {
            if (now.files().containsKey(path) && !full.containsKey(path)) {
                files.add(path);
            }
        }
        int most = now.runs() % PLAIN == PLAIN - 1 ? Math.max(1, files.size() * PLAIN / SHARE) : 0;
        return plan(asked, full, turn(now, files, most), now);
    }

    private static Plan plan(
            Asked asked, Map<String, String> pins, List<String> chosen, Known before) {
        Map<String, String> full = new HashMap<>(pins);
        for (String path : chosen) {
            full.put(path, SAMPLED);
        }
        return new Plan(asked, full, Set.copyOf(chosen), before);
    }

    /** Why files have to be run by pytest, by path relative to the rootdir. */
    Map<String, String> pins(Path rootdir) {
        Map<String, String> pins = new HashMap<>();
        known(rootdir)
                .files()
                .forEach((path, file) -> {
                    if (file.pin() != null) {
                        QuickResults.Content now =
                                QuickResults.content(rootdir.resolve(path), file.content());
                        if (now != null && now.hash() == file.content().hash()) {
                            pins.put(path, "pinned: " + file.pin());
                        }
                    }
                });
        return pins;
    }

    /** How many of so many files it is the turn of in a run. */
    static int share(int run, int files) {
        return (int) ((run + 1L) * files / SHARE - (long) run * files / SHARE);
    }

    /** Those that were not chosen for longest. */
    static List<String> turn(Known known, List<String> files, int count) {
        if (count == 0) {
            return List.of();
        }
        List<String> sorted = new ArrayList<>(files);
        sorted.sort(
                Comparator.<String>comparingInt(path -> looked(known, path))
                        .thenComparing(Comparator.naturalOrder()));
        return sorted.subList(0, Math.min(count, sorted.size()));
    }

    private static int looked(Known known, String path) {
        QuickResults.Of file = known.files().get(path);
        return file == null ? 0 : file.looked();
    }

    private Known known(Path rootdir) {
        return known.computeIfAbsent(rootdir.toString(), store::read);
    }

    /** What is on the disk now. */
    Known again(Path rootdir) {
        return store.read(rootdir.toString());
    }

    /** Keeps what a run has added. */
    void keep(Path rootdir, Known later) {
        store.write(rootdir.toString(), later);
        known.put(rootdir.toString(), later);
    }
}
