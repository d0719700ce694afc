package org.fastest.index;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which other files each file's tests come from, and how those were when the disk was looked at.
 */
final class Dependencies {
    private final Map<String, List<Path>> inputs = new HashMap<>();
    private final Map<Path, String> looked = new HashMap<>();

    /** States of lists that many files share. */
    private final IdentityHashMap<List<Path>, List<String>> known = new IdentityHashMap<>();

    /** The disk is looked at anew. */
    void begin() {
        looked.clear();
        known.clear();
    }

    /** A file that is not listed any more. */
    void forget(String path) {
        inputs.remove(path);
    }

    /**
     * Takes note of what a file's tests were found from.
     *
     * @return whether that is something else than before
     */
    boolean take(String path, List<Path> files) {
        return !files.equals(inputs.put(path, files));
    }

    /** The states of a file's inputs, to compare by equality. */
    List<String> states(String path) {
        List<Path> files = inputs.getOrDefault(path, List.of());
        List<String> states = known.get(files);
        if (states == null) {
            states = new ArrayList<>(files.size());
            for (Path input : files) {
                states.add(looked.computeIfAbsent(input, Dependencies::state));
            }
            known.put(files, states);
        }
        return states;
    }

    private static String state(Path file) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return file + " " + attributes.lastModifiedTime() + " " + attributes.size();
        } catch (IOException absent) {
            return file + " is not there";
        }
    }
}
