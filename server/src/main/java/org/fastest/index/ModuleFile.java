package org.fastest.index;

import java.util.ArrayList;
import java.util.List;
import org.fastest.cache.FolderEntries;
import org.jspecify.annotations.Nullable;

/**
 * Where a module is.
 *
 * @param path its file or stub, absolute; null for a package without {@code __init__.py}
 * @param folders where its submodules are; empty where it is no package
 * @param isCompiled whether there is no text to read
 */
record ModuleFile(@Nullable String path, List<String> folders, boolean isCompiled) {
    ModuleFile {
        folders = List.copyOf(folders);
    }

    /** Whether a file can have the name: neither null characters nor halves of characters do. */
    static boolean canBe(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (Character.isHighSurrogate(c)
                    && i + 1 < name.length()
                    && Character.isLowSurrogate(name.charAt(i + 1))) {
                i++;
            } else if (c == '\0' || Character.isSurrogate(c)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Looks for a module as Python's path finder does: the first folder that has a package or a
     * module of the name; folders without {@code __init__.py} only if there is none.
     *
     * @param looked is told the files whose absence or presence decided
     */
    static @Nullable ModuleFile find(
            String name, List<String> folders, DiskView disk, List<String> looked) {
        List<String> portions = new ArrayList<>();
        for (String folder : folders) {
            FolderEntries names = disk.entries(folder, name);
            String path = folder + "/" + name;
            looked.add(path + ".py");
            looked.add(path + "/__init__.py");
            int at = names.find(name);
            if (at >= 0 && (names.isFolder(at) || (names.isLink(at) && disk.isFolder(path)))) {
                ModuleFile found = inPackage(path, disk);
                if (found != null) {
                    return found;
                }
                portions.add(path);
            }
            ModuleFile found = inFolder(folder, name, names);
            if (found != null) {
                return found;
            }
        }
        return portions.isEmpty() ? null : new ModuleFile(null, portions, false);
    }

    /** Whether there is an entry that begins with a name and a dot. */
    static boolean hasParts(String name, FolderEntries names) {
        int at = names.firstWith(name + ".");
        return at < names.count() && names.name(at).startsWith(name + ".");
    }

    private static @Nullable ModuleFile inPackage(String path, DiskView disk) {
        FolderEntries names = disk.entries(path, "__init__");
        if (names.has("__init__.py")) {
            return new ModuleFile(path + "/__init__.py", List.of(path), false);
        }
        return isCompiled("__init__", names) ? new ModuleFile(null, List.of(path), true) : null;
    }

    private static @Nullable ModuleFile inFolder(String folder, String name, FolderEntries names) {
        String stub = name + ".pyi";
        if (isCompiled(name, names)) {
            return names.has(stub)
                    ? new ModuleFile(folder + "/" + stub, List.of(), false)
                    : new ModuleFile(null, List.of(), true);
        }
        return names.has(name + ".py")
                ? new ModuleFile(folder + "/" + name + ".py", List.of(), false)
                : null;
    }

    /** Whether there is {@code name.cpython-311-x86_64-linux-gnu.so} or the like. */
    private static boolean isCompiled(String name, FolderEntries names) {
        String start = name + ".";
        boolean isOnlyCode = false;
        for (int i = names.firstWith(start);
                i < names.count() && names.name(i).startsWith(start);
                i++) {
            String each = names.name(i);
            if (each.endsWith(".so") || each.endsWith(".pyd")) {
                return true;
            }
            isOnlyCode |= each.equals(name + ".pyc");
        }
        return isOnlyCode && !names.has(name + ".py");
    }
}
