package org.fastest.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.fastest.index.Collected;
import org.fastest.model.CollectError;
import org.fastest.model.CollectionReport;
import org.fastest.model.RunItem;
import org.fastest.model.TestId;
import org.jspecify.annotations.Nullable;

/** A collection, file by file. */
final class PerFile {
    private PerFile() {}

    /**
     * What was said of each of the files; one without items or errors has no tests. What is wrong
     * with a folder is told once, at the first file that it leaves without tests.
     *
     * @param paths the files, relative to the rootdir
     * @param errors files and folders that failed
     */
    static List<Collected> of(
            CollectionReport report, List<CollectError> errors, List<String> paths) {
        Map<String, List<RunItem>> items = new HashMap<>();
        for (RunItem item : report.items()) {
            items.computeIfAbsent(TestId.fileOf(item.id().nodeId()), path -> new ArrayList<>())
                    .add(item);
        }
        Map<String, List<CollectError>> failed = new HashMap<>();
        for (CollectError error : errors) {
            failed.computeIfAbsent(TestId.fileOf(error.nodeId()), path -> new ArrayList<>())
                    .add(error);
        }
        List<Collected> files = new ArrayList<>();
        Map<String, CollectError> told = new HashMap<>();
        for (String path : paths) {
            List<RunItem> own = items.getOrDefault(path, List.of());
            List<CollectError> wrong = failed.getOrDefault(path, List.of());
            String above = own.isEmpty() && wrong.isEmpty() ? above(path, failed.keySet()) : null;
            if (above != null) {
                CollectError first = failed.getOrDefault(above, List.of()).getFirst();
                // Told once, at the first file that it leaves without tests.
                told.putIfAbsent(
                        above, new CollectError(above, path, null, first.text(), first.ansi()));
                wrong = List.of(told.getOrDefault(above, first));
            }
            files.add(new Collected(path, own, wrong));
        }
        return files;
    }

    /** The folder that a file lies in and that could not be collected, or null. */
    private static @Nullable String above(String path, Set<String> failed) {
        for (String folder : failed) {
            if (folder.isEmpty() || folder.equals(".") || path.startsWith(folder + "/")) {
                return folder;
            }
        }
        return null;
    }
}
