package org.fastest.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A positional argument, looked up on the disk by the caller.
 *
 * @param argument as it was given
 * @param path absolute and normalised, without the {@code ::} part
 * @param inside the part behind {@code ::}, or null: {@code Class::method[case]}
 * @param type what is there
 */
public record Target(String argument, Path path, @Nullable String inside, Type type) {
    /** What a path is. */
    public enum Type {
        FILE,
        FOLDER,
        MISSING
    }

    /**
     * The part of an argument that names a file: all before the first {@code ::} that stands
     * outside of a parameter set.
     */
    public static String fileOf(String argument) {
        int bracket = argument.indexOf('[');
        int colons = argument.indexOf("::");
        return colons < 0 || (bracket >= 0 && bracket < colons)
                ? argument
                : argument.substring(0, colons);
    }

    /** The part behind {@link #fileOf}, or null. */
    public static @Nullable String insideOf(String argument) {
        int length = fileOf(argument).length();
        return length == argument.length() ? null : argument.substring(length + 2);
    }
}
