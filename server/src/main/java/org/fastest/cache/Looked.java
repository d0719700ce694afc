package org.fastest.cache;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Takes note of what a listing looks at, and of what it found there. Each thing has a number: from
 * 0 for what the system can be asked about ({@link StaticWorld} asks), below 0 for the entries of a
 * folder with one stem, which can only change where the folder does. Thread-safe.
 */
public final class Looked {
    static final byte FILE = 'F';
    static final byte FOLDER = 'D';

    /** A folder of which single stems count. */
    static final byte STEMS = 'S';

    static final byte LINK = 'L';
    static final byte TYPE = 'T';

    /** Of content that was seen in two states: never the same again. */
    private static final long TORN = -1;

    private final long began;
    private final Map<String, Integer> numbers = new HashMap<>();
    private byte[] types = new byte[256];
    private String[] paths = new String[256];
    private long[] found = new long[256];
    private int count;
    private final Map<String, Integer> stemNumbers = new HashMap<>();
    private int[] stemFolders = new int[64];
    private String[] stems = new String[64];
    private long[] stemHashes = new long[64];
    private int stemCount;

    /**
     * Begins; what is written from now on will not be trusted by its stamps.
     *
     * @param now in ms since 1970, before anything was looked at
     */
    public Looked(long now) {
        this.began = now * 1_000_000;
    }

    /** When, in ns since 1970. */
    long began() {
        return began;
    }

    /** A file was read. */
    public int file(String path, byte[] content) {
        long hash = ContentHash.of(content);
        return note(FILE, path, hash);
    }

    /** A file can't be read, or is not there. */
    public int noFile(String path) {
        return note(FILE, path, ContentHash.NOTHING);
    }

    /** Where a link to a folder leads in the end counts. */
    public int link(String path, String target) {
        return note(LINK, path, ContentHash.of(target));
    }

    /** All entries of a folder count. */
    public int folder(String path, FolderEntries entries) {
        return note(FOLDER, path, entries == FolderEntries.NONE ? 0 : entries.hash());
    }

    /**
     * What a path leads to counts, and nothing else of it.
     *
     * @param type as {@link FileStats} has it
     */
    int type(String path, long type) {
        return note(TYPE, path, type);
    }

    /** A path was found to lead to a folder. */
    public int isFolder(String path) {
        return type(path, FileStats.FOLDER);
    }

    /** A path was found to lead to a file. */
    public int isFile(String path) {
        return type(path, FileStats.FILE);
    }

    /** A path was found to lead to something else. */
    public int isOther(String path) {
        return type(path, FileStats.OTHER);
    }

    /** A path was found to lead to nothing. */
    public int isNothing(String path) {
        return type(path, FileStats.ABSENT);
    }

    /** A folder's entries with one stem count. */
    public synchronized int stem(String folder, String stem, FolderEntries entries) {
        Integer known = stemNumbers.get(folder + '\0' + stem);
        return known != null
                ? known
                : stem(note(STEMS, folder, 0), folder, stem, entries.hash(stem));
    }

    /**
     * The same by values.
     *
     * @param number the folder's
     */
    synchronized int stem(int number, String folder, String stem, long hash) {
        String key = folder + '\0' + stem;
        Integer known = stemNumbers.get(key);
        if (known != null) {
            return known;
        }
        if (stemCount == stems.length) {
            stemFolders = Arrays.copyOf(stemFolders, stemCount * 2);
            stems = Arrays.copyOf(stems, stemCount * 2);
            stemHashes = Arrays.copyOf(stemHashes, stemCount * 2);
        }
        stemFolders[stemCount] = number;
        stems[stemCount] = stem;
        stemHashes[stemCount] = hash;
        stemNumbers.put(key, -1 - stemCount);
        return -1 - stemCount++;
    }

    synchronized int note(byte type, String path, long hash) {
        String key = (char) type + path;
        Integer known = numbers.get(key);
        if (known != null) {
            if (found[known] != hash) {
                found[known] = TORN;
            }
            return known;
        }
        if (count == types.length) {
            types = Arrays.copyOf(types, count * 2);
            paths = Arrays.copyOf(paths, count * 2);
            found = Arrays.copyOf(found, count * 2);
        }
        types[count] = type;
        paths[count] = path;
        found[count] = hash;
        numbers.put(key, count);
        return count++;
    }

    /**
     * The files that one of these things is about: itself, or the modules of a stem that were
     * looked for.
     *
     * @param into is told them: absolute paths with {@code /}
     */
    public synchronized void places(int number, List<String> into) {
        if (number >= 0) {
            places(types[number], paths[number], into);
        } else {
            modules(paths[stemFolders[-1 - number]], stems[-1 - number], into);
        }
    }

    static void places(byte type, String path, List<String> into) {
        if (type == FILE || type == TYPE) {
            into.add(path);
        }
    }

    static void modules(String folder, String stem, List<String> into) {
        into.add(folder + "/" + stem + ".py");
        into.add(folder + "/" + stem + "/__init__.py");
    }

    /** What was noted, with the stamps of now. */
    public synchronized StaticWorld world() {
        StringBuilder names = new StringBuilder(count * 48);
        for (int i = 0; i < count; i++) {
            names.append(paths[i]).append('\0');
        }
        byte[] encoded = names.toString().getBytes(StandardCharsets.UTF_8);
        long[] stamps = FileStats.of(encoded, count);
        StaticWorld.distrust(stamps, began);
        return new StaticWorld(
                encoded,
                Arrays.copyOf(types, count),
                Arrays.copyOf(found, count),
                stamps,
                Arrays.copyOf(stemFolders, stemCount),
                Arrays.copyOf(stems, stemCount),
                Arrays.copyOf(stemHashes, stemCount));
    }
}
