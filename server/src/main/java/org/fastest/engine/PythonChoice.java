package org.fastest.engine;

import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
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

    // Written out: it is asked at the start, where a record's own is linked first.
    @Override
    public boolean equals(Object other) {
        return other instanceof PythonChoice that
                && Objects.equals(everywhere, that.everywhere)
                && byFolder.equals(that.byFolder);
    }

    @Override
    public int hashCode() {
        return 31 * Objects.hashCode(everywhere) + byFolder.hashCode();
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
}
