package org.fastest.report;

import java.nio.file.Path;
import org.fastest.model.TestId;

/** Node ids as people see them. */
record Names(Path cwd, Path rootdir) {
    /** A node id relative to the current folder, as pytest prints it. */
    String relative(String nodeId) {
        if (cwd.equals(rootdir) || nodeId.isEmpty()) {
            return nodeId;
        }
        String file = TestId.fileOf(nodeId);
        return path(rootdir.resolve(file)) + nodeId.substring(file.length());
    }

    /** A file relative to the current folder. */
    String path(Path file) {
        return cwd.relativize(rootdir.resolve(file).normalize()).toString().replace('\\', '/');
    }

    /** What stands above a failure: {@code TestCart.test_add[1]}. */
    static String heading(String nodeId) {
        int start = nodeId.indexOf("::");
        if (start < 0) {
            return nodeId;
        }
        String name = nodeId.substring(start + 2);
        int bracket = name.indexOf('[');
        String plain = bracket < 0 ? name : name.substring(0, bracket);
        return plain.replace("::", ".") + (bracket < 0 ? "" : name.substring(bracket));
    }
}
