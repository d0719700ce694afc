package org.fastest.model;

import java.util.List;

/**
 * How folders here are called where the tests run, as in a container.
 *
 * @param pairs the longest prefix of a path decides
 */
public record PathMapping(List<Pair> pairs) {
    /** Everything is called the same. */
    public static final PathMapping NONE = new PathMapping(List.of());

    /**
     * One folder.
     *
     * @param local its absolute path here
     * @param remote its absolute path there
     */
    public record Pair(String local, String remote) {
        public Pair {
            local = stripped(local);
            remote = stripped(remote);
        }

        private static String stripped(String folder) {
            return folder.length() > 1 && folder.endsWith("/")
                    ? folder.substring(0, folder.length() - 1)
                    : folder;
        }
    }

    public PathMapping {
        pairs = List.copyOf(pairs);
    }

    /** Whether nothing is called otherwise. */
    public boolean isEmpty() {
        return pairs.isEmpty();
    }

    /** What a path that was found there is here; any other text stays as it is. */
    public String toLocal(String path) {
        Pair best = null;
        for (Pair pair : pairs) {
            boolean isLonger = best == null || pair.remote.length() > best.remote.length();
            best = isLonger && isBelow(path, pair.remote) ? pair : best;
        }
        return best == null ? path : below(best.local, path.substring(best.remote.length()));
    }

    /** What a path of this machine is there; any other text stays as it is. */
    public String toRemote(String path) {
        Pair best = null;
        for (Pair pair : pairs) {
            boolean isLonger = best == null || pair.local.length() > best.local.length();
            best = isLonger && isBelow(path, pair.local) ? pair : best;
        }
        return best == null ? path : below(best.remote, path.substring(best.local.length()));
    }

    /** The same of a command's argument, whose path may stand behind {@code --option=}. */
    public String argument(String argument) {
        int equals = argument.startsWith("-") ? argument.indexOf('=') : -1;
        return argument.substring(0, equals + 1) + toRemote(argument.substring(equals + 1));
    }

    private static String below(String folder, String rest) {
        if (folder.equals("/")) {
            return rest.isEmpty() || rest.startsWith("/")
                    ? (rest.isEmpty() ? "/" : rest)
                    : "/" + rest;
        }
        return rest.isEmpty() || rest.startsWith("/") ? folder + rest : folder + "/" + rest;
    }

    private static boolean isBelow(String path, String folder) {
        return folder.equals("/")
                ? path.startsWith("/")
                : path.startsWith(folder)
                        && (path.length() == folder.length()
                                || path.charAt(folder.length()) == '/'
                                || path.startsWith("::", folder.length()));
    }
}
