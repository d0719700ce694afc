package org.fastest.index;

import java.io.File;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
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

    /**
     * Looks for a module as Python's path finder does: the first folder that has a package or a
     * module of the name; folders without {@code __init__.py} only if there is none.
     *
     * @param looked is told the files whose absence or presence decided
     */
    static @Nullable ModuleFile find(
            String name, List<String> folders, Folders disk, List<String> looked) {
        List<String> portions = new ArrayList<>();
        for (String folder : folders) {
            Set<String> names = disk.names(folder);
            String path = folder + "/" + name;
            looked.add(path + ".py");
            looked.add(path + "/__init__.py");
            if (names.contains(name) && new File(path).isDirectory()) {
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

    private static @Nullable ModuleFile inPackage(String path, Folders disk) {
        Set<String> names = disk.names(path);
        if (names.contains("__init__.py")) {
            return new ModuleFile(path + "/__init__.py", List.of(path), false);
        }
        return isCompiled("__init__", names) ? new ModuleFile(null, List.of(path), true) : null;
    }

    private static @Nullable ModuleFile inFolder(String folder, String name, Set<String> names) {
        String stub = name + ".pyi";
        if (isCompiled(name, names)) {
            return names.contains(stub)
                    ? new ModuleFile(folder + "/" + stub, List.of(), false)
                    : new ModuleFile(null, List.of(), true);
        }
        return names.contains(name + ".py")
                ? new ModuleFile(folder + "/" + name + ".py", List.of(), false)
                : null;
    }

    /** Whether there is {@code name.cpython-311-x86_64-linux-gnu.so} or the like. */
    private static boolean isCompiled(String name, Set<String> names) {
        if (names.contains(name + ".so")
                || names.contains(name + ".pyd")
                || (names.contains(name + ".pyc") && !names.contains(name + ".py"))) {
            return true;
        }
        for (String each : names) {
            if (each.startsWith(name)
                    && each.length() > name.length()
                    && each.charAt(name.length()) == '.'
                    && (each.endsWith(".so") || each.endsWith(".pyd"))) {
                return true;
            }
        }
        return false;
    }
}
