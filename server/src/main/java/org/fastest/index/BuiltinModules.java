package org.fastest.index;

import java.util.Set;

/** Modules that are part of the interpreter itself, so that no file of theirs is found. */
final class BuiltinModules {
    private static final Set<String> NAMES =
            Set.of(
                    "array",
                    "atexit",
                    "audioop",
                    "binascii",
                    "builtins",
                    "cmath",
                    "errno",
                    "faulthandler",
                    "fcntl",
                    "gc",
                    "grp",
                    "itertools",
                    "marshal",
                    "math",
                    "mmap",
                    "msvcrt",
                    "nt",
                    "ossaudiodev",
                    "posix",
                    "pwd",
                    "pyexpat",
                    "resource",
                    "select",
                    "spwd",
                    "sys",
                    "syslog",
                    "termios",
                    "time",
                    "unicodedata",
                    "winreg",
                    "winsound",
                    "xxsubtype",
                    "zlib");

    private BuiltinModules() {}

    /** Whether a top-level module may be there without a file. */
    static boolean has(String name) {
        return name.startsWith("_") || NAMES.contains(name);
    }
}
