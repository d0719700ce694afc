package org.fastest.index;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The part of an opened folder that is one project's.
 *
 * @param opened the folder that the person opened, absolute
 * @param folder where the project's pytest is started: {@code opened} itself or one inside it
 * @param without folders inside {@code folder} that belong to others
 * @param isOnly whether the opened folder holds no other project
 */
public record Territory(Path opened, Path folder, List<Path> without, boolean isOnly) {
    public Territory {
        without = List.copyOf(without);
    }

    /** A folder that is one project as a whole. */
    public static Territory whole(Path folder) {
        return new Territory(folder, folder, List.of(), true);
    }

    /** pytest's arguments that leave out what belongs to others. */
    public List<String> arguments() {
        List<String> arguments = new ArrayList<>();
        for (Path other : without) {
            arguments.add("--ignore=" + other);
        }
        return arguments;
    }
}
