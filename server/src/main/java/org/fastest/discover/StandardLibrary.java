package org.fastest.discover;

import java.util.Set;

/** Modules that every Python has and that hold neither tests nor fixtures, by the first part of their names. */
final class StandardLibrary {
    private static final Set<String> ROOTS =
            Set.of(
                    "__future__", "abc", "argparse", "array", "ast", "asyncio", "base64", "bisect", "builtins", "calendar", "cmath",
                    "codecs", "collections", "concurrent", "configparser", "contextlib", "contextvars", "copy", "csv", "ctypes",
                    "dataclasses", "datetime", "decimal", "difflib", "dis", "doctest", "email", "enum", "errno", "fnmatch", "fractions",
                    "functools", "gc", "glob", "gzip", "hashlib", "heapq", "hmac", "html", "http", "importlib", "inspect", "io",
                    "ipaddress", "itertools", "json", "keyword", "linecache", "locale", "logging", "math", "mimetypes",
                    "multiprocessing", "numbers", "operator", "os", "pathlib", "pickle", "pkgutil", "platform", "pprint", "queue",
                    "random", "re", "secrets", "select", "shlex", "shutil", "signal", "site", "socket", "sqlite3", "ssl", "stat",
                    "statistics", "string", "struct", "subprocess", "sys", "sysconfig", "tarfile", "tempfile", "textwrap", "threading",
                    "time", "timeit", "tokenize", "traceback", "types", "typing", "unicodedata", "unittest", "urllib", "uuid", "venv",
                    "warnings", "weakref", "xml", "zipfile", "zlib", "typing_extensions", "pytest", "_pytest");

    private StandardLibrary() {}

    /** Whether a dotted name lies in it. */
    static boolean has(String path) {
        int dot = path.indexOf('.');
        return ROOTS.contains(dot < 0 ? path : path.substring(0, dot));
    }
}
