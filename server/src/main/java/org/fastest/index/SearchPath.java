package org.fastest.index;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What {@code sys.path} is for {@code python -m pytest}, without what pytest adds for single test
 * files.
 *
 * @param folders absolute, in order
 * @param mapped modules of editable installs that a finder gives: folder of the package or file
 * @param isWhole whether all of it is known, so that a module which is not there surely is missing
 * @param library the standard library's folder, or null where it is not known
 */
record SearchPath(
        List<String> folders,
        Map<String, String> mapped,
        boolean isWhole,
        @Nullable String library) {
    SearchPath {
        folders = List.copyOf(folders);
        mapped = Map.copyOf(mapped);
    }

    static SearchPath of(Project project, DiskView disk) {
        Set<String> folders = new LinkedHashSet<>();
        Path inifile = project.config().inifile();
        Path base = inifile == null ? null : inifile.getParent();
        for (String path : project.config().pythonpath()) {
            Path from = base == null ? project.config().rootdir() : base;
            folders.add(Disk.slashed(from.resolve(path).normalize()));
        }
        folders.add(Disk.slashed(project.cwd()));
        Installation python = project.installation();
        for (String path : python.pythonPath()) {
            folders.add(Disk.slashed(project.cwd().resolve(path).normalize()));
        }
        Path library = SitePackages.standardLibrary(python.executable(), python.version(), disk);
        if (library != null) {
            folders.add(Disk.slashed(library));
            folders.add(Disk.slashed(library.resolve("lib-dynload")));
        }
        Map<String, String> mapped = new HashMap<>();
        for (Path site : python.sitePackages()) {
            folders.addAll(SitePackages.of(site, disk, mapped));
        }
        boolean whole = library != null && !python.sitePackages().isEmpty();
        return new SearchPath(
                new ArrayList<>(folders),
                mapped,
                whole,
                library == null ? null : Disk.slashed(library));
    }

    /** Where a top-level module is, or null. */
    @Nullable ModuleFile find(
            String name,
            List<String> first,
            List<String> last,
            DiskView disk,
            List<String> looked) {
        List<String> all = new ArrayList<>(first);
        all.addAll(folders);
        all.addAll(last);
        ModuleFile found = ModuleFile.find(name, all, disk, looked);
        String place = mapped.get(name);
        if (place == null || (found != null && found.path() != null)) {
            return found;
        }
        if (place.endsWith(".py")) {
            return new ModuleFile(place, List.of(), false);
        }
        boolean init = disk.has(place, "__init__.py");
        return new ModuleFile(init ? place + "/__init__.py" : null, List.of(place), false);
    }
}
