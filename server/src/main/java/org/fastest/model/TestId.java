package org.fastest.model;

/**
 * A test's one identity, in the tree, on the wire, in caches and reports.
 *
 * @param project the rootdir: its URI in editors, its path relative to the current folder on the
 *     command line
 * @param nodeId exactly pytest's {@code item.nodeid}; of a folder or file its path
 * @param occurrence 1 for the first item with this node id, 2, 3 … for pytest's own duplicates
 */
public record TestId(String project, String nodeId, int occurrence) {
    /** The first (and nearly always only) item with this node id. */
    public static TestId of(String project, String nodeId) {
        return new TestId(project, nodeId, 1);
    }

    // Written out: a record's own are linked when first called, and each test is looked up by it.
    @Override
    public boolean equals(Object other) {
        return other instanceof TestId id
                && occurrence == id.occurrence
                && nodeId.equals(id.nodeId)
                && project.equals(id.project);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * project.hashCode() + nodeId.hashCode()) + occurrence;
    }

    /** The file part of a node id; of a file's or folder's the whole. */
    public static String fileOf(String nodeId) {
        int end = nodeId.indexOf("::");
        return end < 0 ? nodeId : nodeId.substring(0, end);
    }

    /** Whether a test's node id has this file part; a file's or folder's own has none. */
    public static boolean isOf(String nodeId, String file) {
        return nodeId.startsWith(file) && nodeId.startsWith("::", file.length());
    }

    /**
     * A node id, or a part of one, as it is printed: on one line, backslash and line ends escaped.
     */
    public static String oneLine(String nodeId) {
        if (nodeId.indexOf('\\') < 0 && nodeId.indexOf('\n') < 0 && nodeId.indexOf('\r') < 0) {
            return nodeId;
        }
        return nodeId.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r");
    }

    /**
     * What clients see: opaque to them, {@code <project>::<nodeid>}, with {@code #2} … for
     * duplicates.
     */
    @Override
    public String toString() {
        String plain = project + "::" + nodeId;
        return occurrence == 1 ? plain : plain + "#" + occurrence;
    }
}
