package org.fastest.cache;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import org.fastest.model.NativeLibrary;
import org.jspecify.annotations.Nullable;

/**
 * What is in a folder: names in order, each with what it is. With the native library this takes one
 * call; Java would look at each entry once more.
 */
public final class FolderEntries {
    /** A folder that is not there, or can't be listed. */
    public static final FolderEntries NONE = new FolderEntries(new String[0], new byte[0]);

    private static final byte FILE = 'f';
    private static final byte FOLDER = 'd';
    private static final byte LINK = 'l';
    private static final byte OTHER = 'o';

    private static volatile boolean isNative = true;

    private final String[] names;
    private final byte[] types;
    private long hash;

    private FolderEntries(String[] names, byte[] types) {
        this.names = names;
        this.types = types;
    }

    /** Lists a folder. */
    public static FolderEntries of(String folder) {
        if (isNative && NativeLibrary.load() == null) {
            byte[] listed = list((folder + '\0').getBytes(StandardCharsets.UTF_8));
            if (listed != null) {
                return decoded(listed);
            }
            // It can't be listed, or this system has no such call.
            if (File.separatorChar == '/') {
                return NONE;
            }
        }
        isNative = false;
        return byJava(folder);
    }

    public int count() {
        return names.length;
    }

    /** The name at a place; in the order of characters. */
    public String name(int at) {
        return names[at];
    }

    public boolean isFile(int at) {
        return types[at] == FILE;
    }

    public boolean isFolder(int at) {
        return types[at] == FOLDER;
    }

    /** Whether it is a link, which may lead to anything. */
    public boolean isLink(int at) {
        return types[at] == LINK;
    }

    /** The place of a name, or a negative number. */
    public int find(String name) {
        return Arrays.binarySearch(names, name);
    }

    public boolean has(String name) {
        return find(name) >= 0;
    }

    /**
     * The place of the first entry that begins with these characters, if any does: those that do
     * stand together.
     */
    public int firstWith(String start) {
        int at = find(start);
        return at >= 0 ? at : -at - 1;
    }

    /** Whether an entry has a stem: is named so, or so with a dot and more. */
    public static boolean hasStem(String name, String stem) {
        return name.startsWith(stem)
                && (name.length() == stem.length() || name.charAt(stem.length()) == '.');
    }

    /** Stands for all names and what they are. */
    long hash() {
        if (hash == ContentHash.NOTHING) {
            hash = computed();
        }
        return hash;
    }

    private long computed() {
        StringBuilder text = new StringBuilder(names.length * 24);
        for (int i = 0; i < names.length; i++) {
            text.append((char) types[i]).append(names[i]).append('\0');
        }
        return ContentHash.of(text.toString());
    }

    /** Stands for the entries with a stem; {@link ContentHash#NOTHING} where there are none. */
    long hash(String stem) {
        StringBuilder text = new StringBuilder();
        for (int i = firstWith(stem); i < names.length && names[i].startsWith(stem); i++) {
            if (hasStem(names[i], stem)) {
                text.append((char) types[i]).append(names[i]).append('\0');
            }
        }
        return text.isEmpty() ? ContentHash.NOTHING : ContentHash.of(text.toString());
    }

    private static FolderEntries decoded(byte[] listed) {
        int count = 0;
        for (byte each : listed) {
            count += each == 0 ? 1 : 0;
        }
        String[] names = new String[count];
        byte[] types = new byte[count];
        int from = 0;
        for (int i = 0; i < count; i++) {
            int end = from;
            while (listed[end] != 0) {
                end++;
            }
            types[i] = listed[from];
            names[i] = new String(listed, from + 1, end - from - 1, StandardCharsets.UTF_8);
            from = end + 1;
        }
        return sorted(names, types);
    }

    /** Bytes and Java's characters have the same order but for a few planes of Unicode. */
    private static FolderEntries sorted(String[] names, byte[] types) {
        boolean isSorted = true;
        for (int i = 1; i < names.length && isSorted; i++) {
            isSorted = names[i - 1].compareTo(names[i]) < 0;
        }
        if (isSorted) {
            return new FolderEntries(names, types);
        }
        String[] both = new String[names.length];
        for (int i = 0; i < names.length; i++) {
            both[i] = names[i] + '\0' + (char) types[i];
        }
        Arrays.sort(both);
        for (int i = 0; i < both.length; i++) {
            names[i] = both[i].substring(0, both[i].length() - 2);
            types[i] = (byte) both[i].charAt(both[i].length() - 1);
        }
        return new FolderEntries(names, types);
    }

    /** Without the library, where a system has none. */
    static FolderEntries byJava(String folder) {
        File plain = new File(folder);
        String[] names = plain.list();
        if (names == null) {
            return NONE;
        }
        byte[] types = new byte[names.length];
        for (int i = 0; i < names.length; i++) {
            types[i] = type(new File(plain, names[i]));
        }
        return sorted(names, types);
    }

    private static byte type(File file) {
        try {
            BasicFileAttributes found =
                    Files.readAttributes(
                            file.toPath(), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return found.isSymbolicLink()
                    ? LINK
                    : found.isDirectory() ? FOLDER : found.isRegularFile() ? FILE : OTHER;
        } catch (IOException | java.nio.file.InvalidPathException gone) {
            return OTHER;
        }
    }

    /** Null where the folder can't be listed, or the platform's library has no such call. */
    private static native byte @Nullable [] list(byte[] folder);
}
