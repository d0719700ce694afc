package org.fastest.model;

import org.jspecify.annotations.Nullable;

/** What pytest's node ids say about the tree: {@code path::Class::function[case]}. */
public final class NodeIds {
    private NodeIds() {}

    /** The node id one level up, within the file or its folders; null at the top. */
    public static @Nullable String parent(String nodeId, String path) {
        if (nodeId.equals(path) || !nodeId.startsWith(path)) {
            int slash = nodeId.lastIndexOf('/');
            return slash > 0 ? nodeId.substring(0, slash) : null;
        }
        // The path may hold brackets and a case's name may hold colons: each is looked for in its
        // own part only.
        int bracket = nodeId.indexOf('[', path.length());
        if (bracket > 0 && nodeId.endsWith("]")) {
            return nodeId.substring(0, bracket);
        }
        int colons = nodeId.lastIndexOf("::");
        return colons > 0 ? nodeId.substring(0, colons) : path;
    }

    /** Whether it is {@code above} itself or something below it. */
    public static boolean isWithin(String nodeId, String above) {
        return nodeId.equals(above)
                || nodeId.startsWith(above + "::")
                || nodeId.startsWith(above + "[")
                || nodeId.startsWith(above + "/");
    }

    /**
     * What shares its fixtures of module or class scope: the test's class, or its file where it
     * stands in none. As pytest-xdist's {@code loadscope} has it, but for colons in a case's name.
     */
    public static String scope(String nodeId) {
        int names = nodeId.indexOf("::");
        if (names < 0) {
            return nodeId;
        }
        int bracket = nodeId.indexOf('[', names);
        int end = bracket < 0 ? nodeId.length() : bracket;
        return nodeId.substring(0, nodeId.lastIndexOf("::", end - 1));
    }

    /** Whether {@link #scope} of a test's node id, which has a name, is this one. */
    public static boolean isOfScope(String nodeId, String scope) {
        int name = scope.length() + 2;
        if (scope.isEmpty() || !TestId.isOf(nodeId, scope)) {
            return false;
        }
        int more = nodeId.indexOf("::", name);
        int bracket = more < 0 ? -1 : nodeId.indexOf('[', name);
        return more < 0 || (bracket >= 0 && bracket < more);
    }

    /** What the ancestor of a collected test is. */
    public static Kind kind(String nodeId, RunItem of) {
        if (nodeId.equals(of.path())) {
            return Kind.FILE;
        }
        if (of.path().startsWith(nodeId + "/")) {
            return Kind.DIR;
        }
        boolean isFunction =
                of.kind() == Kind.CASE && nodeId.equals(parent(of.id().nodeId(), of.path()));
        return isFunction ? Kind.FUNCTION : Kind.CLASS;
    }

    /** The last part of a node id. */
    public static String label(String nodeId, @Nullable String parent) {
        String last =
                parent != null && nodeId.startsWith(parent)
                        ? nodeId.substring(parent.length())
                        : nodeId;
        if (last.startsWith("::")) {
            return last.substring(2);
        }
        return last.startsWith("/") ? last.substring(1) : last;
    }
}
