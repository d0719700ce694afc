package org.fastest.lsp;

import java.util.List;
import org.fastest.model.TestId;
import org.fastest.model.TestItem;
import org.jspecify.annotations.Nullable;

/**
 * A file of a project.
 *
 * @param project whose it is
 * @param path relative to the project's rootdir
 */
record ProjectFile(Project project, String path) {
    /** Its URI, in the client's own spelling where it has the file open. */
    String uri() {
        return project.uri(path);
    }

    @Nullable Document document() {
        return project.document(path);
    }

    Positions positions() {
        return project.positions(path);
    }

    /** Its items, parents before children, those that runs found among them. */
    List<TestItem> items() {
        return project.items(path);
    }

    /** The file itself as what can be run. */
    TestId id() {
        return TestId.of(project.snapshot().project(), path);
    }
}
