package org.fastest.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.fastest.model.Issue;
import org.jspecify.annotations.Nullable;

/**
 * Which folder is the rootdir and which file holds the settings, by pytest's {@code
 * determine_setup}.
 *
 * @param rootdir absolute
 * @param inifile absolute, or null
 * @param file what it says
 */
record Rootdir(Path rootdir, @Nullable Path inifile, ConfigFile file) {
    private static final ConfigFile NOTHING = new ConfigFile(null, Map.of(), null);

    static Rootdir determine(Sources sources, Options options) {
        Path cwd = sources.cwd();
        String asked = options.rootdir();
        Path forced = asked == null ? null : cwd.resolve(asked).normalize();
        String inifile = options.inifile();
        if (inifile != null) {
            Path path = cwd.resolve(inifile).normalize();
            Path folder = path.getParent();
            return new Rootdir(
                    forced != null ? forced : folder != null ? folder : cwd,
                    path,
                    read(sources, path));
        }
        List<Path> dirs = existingFolders(sources);
        Path ancestor = commonAncestor(cwd, dirs);
        Rootdir found = locate(sources, List.of(ancestor));
        if (found == null && forced == null) {
            for (Path at = ancestor; at != null && found == null; at = at.getParent()) {
                if (sources.setupPys().contains(at)) {
                    found = new Rootdir(at, null, NOTHING);
                }
            }
            if (found == null && !dirs.equals(List.of(ancestor))) {
                found = locate(sources, dirs.isEmpty() ? List.of(cwd) : dirs);
            }
            if (found == null) {
                Path common = commonAncestor(cwd, List.of(cwd, ancestor));
                found = new Rootdir(common.getParent() == null ? ancestor : common, null, NOTHING);
            }
        }
        if (forced == null) {
            return found == null ? new Rootdir(cwd, null, NOTHING) : found;
        }
        return found == null
                ? new Rootdir(forced, null, NOTHING)
                : new Rootdir(forced, found.inifile, found.file);
    }

    private static @Nullable Rootdir locate(Sources sources, List<Path> starts) {
        Rootdir pyproject = null;
        for (Path start : starts) {
            for (Path folder = start; folder != null; folder = folder.getParent()) {
                for (String name : ConfigFile.NAMES) {
                    Path path = folder.resolve(name);
                    if (!sources.texts().containsKey(path)) {
                        continue;
                    }
                    ConfigFile file = read(sources, path);
                    if (file.pytest() != null || file.error() != null) {
                        return new Rootdir(folder, path, file);
                    }
                    if (pyproject == null && name.equals("pyproject.toml")) {
                        pyproject = new Rootdir(folder, path, file);
                    }
                }
            }
        }
        return pyproject;
    }

    private static ConfigFile read(Sources sources, Path path) {
        String text = sources.texts().get(path);
        if (text == null) {
            String message =
                    "FileNotFoundError: [Errno 2] No such file or directory: '" + path + "'";
            return new ConfigFile(
                    null,
                    Map.of(),
                    new Issue(Issue.Severity.ERROR, message, path.toString(), null));
        }
        return ConfigFile.parse(String.valueOf(path.getFileName()), path.toString(), text);
    }

    private static List<Path> existingFolders(Sources sources) {
        List<Path> dirs = new ArrayList<>();
        for (Target target : sources.targets()) {
            switch (target.type()) {
                case FOLDER -> dirs.add(target.path());
                case FILE -> {
                    Path parent = target.path().getParent();
                    dirs.add(parent == null ? target.path() : parent);
                }
                case MISSING -> {}
            }
        }
        return dirs;
    }

    private static Path commonAncestor(Path cwd, List<Path> paths) {
        Path common = null;
        for (Path path : paths) {
            if (common == null) {
                common = path;
                continue;
            }
            while (common != null && !path.startsWith(common)) {
                common = common.getParent();
            }
            if (common == null) {
                return cwd;
            }
        }
        return common == null ? cwd : common;
    }
}
