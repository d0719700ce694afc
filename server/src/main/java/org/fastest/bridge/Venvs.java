package org.fastest.bridge;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.fastest.model.Interpreter;
import org.jspecify.annotations.Nullable;

/** Reads what an environment's files say about it. */
final class Venvs {
    private Venvs() {}

    /** The interpreter with what its own files tell; one without such files stays unknown. */
    static Interpreter describe(Path executable, String why, Host host) {
        @Nullable Path folder = executable.getParent();
        @Nullable Path prefix = folder;
        if (folder != null && !Files.exists(folder.resolve("pyvenv.cfg"))) {
            prefix =
                    host.system() == Host.OperatingSystem.WINDOWS
                                    && Files.isDirectory(folder.resolve("conda-meta"))
                            ? folder
                            : folder.getParent();
        }
        if (prefix == null) {
            return new Interpreter(executable, why, null, null, List.of());
        }
        Map<String, String> settings = settings(prefix.resolve("pyvenv.cfg"));
        @Nullable String version = settings.get("version");
        if (version == null) {
            version = settings.get("version_info");
        }
        if (version == null) {
            version = condaVersion(prefix.resolve("conda-meta"));
        }
        if (version == null) {
            return new Interpreter(executable, why, null, null, List.of());
        }
        String minor = minor(version);
        List<Path> site = new ArrayList<>();
        addSite(prefix, minor, site);
        if ("true".equalsIgnoreCase(settings.get("include-system-site-packages"))) {
            @Nullable String home = settings.get("home");
            @Nullable Path base = home == null ? null : Host.pathOf(home);
            if (base != null) {
                @Nullable Path above = base.getParent();
                addSite(base, minor, site);
                addSite(above == null ? base : above, minor, site);
            }
        }
        return new Interpreter(executable, why, release(version), pytest(site), site);
    }

    /** The version of the pytest that these folders hold, the first folder first; null for none. */
    static @Nullable String pytest(List<Path> sitePackages) {
        for (Path folder : sitePackages) {
            for (String name : names(folder)) {
                @Nullable String version = pytestVersion(name);
                if (version != null) {
                    return version;
                }
            }
        }
        return null;
    }

    /** The keys and values of a pyvenv.cfg, keys in lower case; empty where it cannot be read. */
    static Map<String, String> settings(Path file) {
        Map<String, String> settings = new HashMap<>();
        try {
            for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
                int at = line.indexOf('=');
                if (at > 0) {
                    String key = line.substring(0, at).strip().toLowerCase(java.util.Locale.ROOT);
                    settings.put(key, line.substring(at + 1).strip());
                }
            }
        } catch (IOException e) {
            // No such file, or one that Python could not read either: then nothing is known.
            return Map.of();
        }
        return settings;
    }

    /** The names in a folder, in no order; none where it cannot be read. */
    static List<String> names(Path folder) {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                @Nullable Path name = entry.getFileName();
                if (name != null) {
                    names.add(name.toString());
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            return List.of();
        }
        return names;
    }

    /** The version in {@code pytest-9.0.3.dist-info} or {@code pytest-7.0.0-py3.9.egg-info}. */
    private static @Nullable String pytestVersion(String name) {
        if (!name.startsWith("pytest-")
                || !(name.endsWith(".dist-info") || name.endsWith(".egg-info"))) {
            return null;
        }
        int end = name.lastIndexOf('.');
        int dash = name.indexOf('-', 7);
        String version = name.substring(7, dash < 0 || name.endsWith(".dist-info") ? end : dash);
        return !version.isEmpty() && Character.isDigit(version.charAt(0)) ? version : null;
    }

    private static void addSite(Path prefix, String minor, List<Path> site) {
        addFolder(prefix.resolve("lib/python" + minor + "/site-packages"), site);
        addFolder(prefix.resolve("lib64/python" + minor + "/site-packages"), site);
        addFolder(prefix.resolve("Lib/site-packages"), site);
        // Debian's own Python keeps its packages here.
        addFolder(prefix.resolve("local/lib/python" + minor + "/dist-packages"), site);
        addFolder(prefix.resolve("lib/python3/dist-packages"), site);
    }

    private static void addFolder(Path folder, List<Path> site) {
        if (!Files.isDirectory(folder)) {
            return;
        }
        for (Path known : site) {
            try {
                // lib64 is a link to lib in most environments.
                if (Files.isSameFile(known, folder)) {
                    return;
                }
            } catch (IOException e) {
                return;
            }
        }
        site.add(folder);
    }

    private static @Nullable String condaVersion(Path meta) {
        for (String name : names(meta)) {
            if (name.startsWith("python-") && name.endsWith(".json")) {
                int end = name.indexOf('-', 7);
                if (end > 7 && Character.isDigit(name.charAt(7))) {
                    return name.substring(7, end);
                }
            }
        }
        return null;
    }

    /** {@code 3.11} of {@code 3.11.7.final.0}. */
    private static String minor(String version) {
        int first = version.indexOf('.');
        int second = first < 0 ? -1 : version.indexOf('.', first + 1);
        return second < 0 ? version : version.substring(0, second);
    }

    /** {@code 3.11.7} of virtualenv's {@code 3.11.7.final.0}. */
    private static String release(String version) {
        int dots = 0;
        for (int i = 0; i < version.length(); i++) {
            if (version.charAt(i) == '.' && ++dots == 3) {
                return version.substring(0, i);
            }
        }
        return version;
    }
}
