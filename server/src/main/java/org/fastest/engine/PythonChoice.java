package org.fastest.engine;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which interpreters the person has chosen.
 *
 * @param everywhere that of every project, as {@code --python} takes it; null for the one that is
 *     found
 * @param byFolder those of what lies in a folder (an absolute path), which go before
 */
public record PythonChoice(@Nullable String everywhere, Map<Path, String> byFolder) {
    /** Nothing is chosen. */
    public static final PythonChoice NONE = new PythonChoice(null, Map.of());

    public PythonChoice {
        byFolder = Map.copyOf(byFolder);
    }

    /** The choice for a project's folder: of nested folders the inner one's; null for none. */
    public @Nullable String of(Path folder) {
        String choice = everywhere;
        int depth = -1;
        for (Map.Entry<Path, String> each : byFolder.entrySet()) {
            Path above = each.getKey();
            if (folder.startsWith(above) && above.getNameCount() > depth) {
                depth = above.getNameCount();
                choice = each.getValue();
            }
        }
        return choice;
    }

    /**
     * Whether another one says the same, asked at the start, where a record's own equals is slow.
     */
    public boolean isSame(PythonChoice other) {
        boolean same =
                everywhere == null ? other.everywhere == null : everywhere.equals(other.everywhere);
        return same && byFolder.equals(other.byFolder);
    }
}
