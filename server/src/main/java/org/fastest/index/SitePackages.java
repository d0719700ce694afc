package org.fastest.index;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.fastest.cache.FolderEntries;
import org.jspecify.annotations.Nullable;

/** What the folders of installed distributions put on {@code sys.path}, and what finds others. */
final class SitePackages {
    private SitePackages() {}

    /**
     * The folders that {@code site} adds for one: itself, then what its {@code .pth} files name.
     *
     * @param mapped is told where editable installs lie: module name to folder or file
     */
    static List<String> of(Path site, DiskView disk, Map<String, String> mapped) {
        String folder = Disk.slashed(site);
        List<String> paths = new ArrayList<>();
        paths.add(folder);
        List<String> links = new ArrayList<>();
        FolderEntries names = disk.entries(folder);
        for (int i = 0; i < names.count(); i++) {
            if (names.name(i).endsWith(".pth")) {
                links.add(names.name(i));
            }
        }
        for (String link : links) {
            for (String line : lines(site.resolve(link), disk)) {
                if (line.startsWith("import ") || line.startsWith("import\t")) {
                    editable(line, site, names, disk, mapped);
                } else if (!line.isBlank() && !line.startsWith("#")) {
                    Path path = site.resolve(line.strip()).normalize();
                    if (disk.isFolder(path.toString())) {
                        paths.add(Disk.slashed(path));
                    }
                }
            }
        }
        return paths;
    }

    /** {@code import __editable___name_finder; …}: setuptools' own finder holds a dictionary. */
    private static void editable(
            String line,
            Path site,
            FolderEntries names,
            DiskView disk,
            Map<String, String> mapped) {
        int start = line.indexOf("__editable__");
        int end = line.indexOf(';', Math.max(start, 0));
        if (start < 0 || end < 0) {
            return;
        }
        String file = line.substring(start, end).strip() + ".py";
        if (!names.has(file)) {
            return;
        }
        for (String each : lines(site.resolve(file), disk)) {
            if (each.startsWith("MAPPING")) {
                mapped.putAll(pairs(each));
            }
        }
    }

    /** The pairs of a dictionary of plain strings. */
    private static Map<String, String> pairs(String line) {
        List<String> strings = new ArrayList<>();
        int at = line.indexOf('{');
        while (at >= 0 && at < line.length()) {
            char c = line.charAt(at);
            if (c == '\'' || c == '"') {
                int end = line.indexOf(c, at + 1);
                if (end < 0) {
                    break;
                }
                strings.add(line.substring(at + 1, end).replace("\\\\", "\\"));
                at = end;
            }
            at++;
        }
        Map<String, String> pairs = new HashMap<>();
        for (int i = 0; i + 1 < strings.size(); i += 2) {
            pairs.put(strings.get(i), strings.get(i + 1).replace('\\', '/'));
        }
        return pairs;
    }

    private static List<String> lines(Path file, DiskView disk) {
        byte[] content = disk.read(file.toString());
        if (content == null) {
            // Python passes it over too.
            return List.of();
        }
        String text = new String(content, StandardCharsets.UTF_8);
        List<String> lines = new ArrayList<>();
        int start = 0;
        while (start < text.length()) {
            int end = text.indexOf('\n', start);
            end = end < 0 ? text.length() : end;
            lines.add(text.substring(start, end).stripTrailing());
            start = end + 1;
        }
        return lines;
    }

    /** The folder of the standard library, or null where it can't be told. */
    static @Nullable Path standardLibrary(
            @Nullable Path executable, @Nullable String version, DiskView disk) {
        if (executable == null || version == null) {
            return null;
        }
        int second = version.indexOf('.', version.indexOf('.') + 1);
        String minor = second < 0 ? version : version.substring(0, second);
        Path bin = executable.getParent();
        Path prefix = bin == null ? null : bin.getParent();
        if (bin == null || prefix == null) {
            return null;
        }
        for (String line : lines(prefix.resolve("pyvenv.cfg"), disk)) {
            int equals = line.indexOf('=');
            if (equals > 0 && line.substring(0, equals).strip().equals("home")) {
                bin = Path.of(line.substring(equals + 1).strip());
                prefix = bin.getParent();
            }
        }
        for (Path root : prefix == null ? List.of(bin) : List.of(prefix, bin)) {
            for (String place : List.of("lib/python" + minor, "Lib")) {
                Path folder = root.resolve(place);
                if (disk.isFile(folder.resolve("os.py").toString())) {
                    return folder;
                }
            }
        }
        return null;
    }
}
