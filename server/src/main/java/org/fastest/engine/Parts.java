package org.fastest.engine;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.fastest.bridge.Host;
import org.fastest.bridge.Interpreters;
import org.fastest.bridge.NoInterpreterException;
import org.fastest.bridge.PythonLauncher;
import org.fastest.bridge.Supervisors;
import org.fastest.cache.Blobs;
import org.fastest.cache.Listings;
import org.fastest.cache.Paces;
import org.fastest.cache.QuickResults;
import org.fastest.discover.Facts;
import org.fastest.index.Project;
import org.fastest.index.StaticIndex;
import org.fastest.model.Interpreter;
import org.fastest.model.Places;
import org.fastest.run.Limits;
import org.fastest.run.Runs;
import org.jspecify.annotations.Nullable;

/**
 * What every face's engine is made of, constructed in one place.
 *
 * @param machine what is known of it
 * @param interpreters finds them
 * @param supervisors the workers' processes
 * @param runs starts runs in them
 * @param secondLook which files pytest runs in the place of a quicker engine
 */
record Parts(
        Machine machine,
        Interpreters interpreters,
        Supervisors supervisors,
        Runs runs,
        SecondLook secondLook)
        implements AutoCloseable {
    /**
     * For one engine.
     *
     * @param once whether that does one run and ends
     * @param bugs hears of our own
     */
    static Parts of(Machine machine, boolean once, Consumer<Throwable> bugs) {
        Host host = new Host(machine.environment(), machine.home(), system(machine.system()));
        Supervisors supervisors = new Supervisors(new PythonLauncher(machine.bridge(), once));
        return new Parts(
                machine,
                new Interpreters(host, places(machine)),
                supervisors,
                new Runs(supervisors, Limits.standard(), bugs),
                new SecondLook(new QuickResults(new Blobs(places(machine).cache()))));
    }

    static Places places(Machine machine) {
        return Places.of(machine.environment(), machine.system(), machine.home());
    }

    /** Ends every worker. */
    @Override
    public void close() {
        supervisors.close();
    }

    /** Where listings from texts are kept. */
    StaticIndex index(StaticIndex.Use use) {
        return new StaticIndex(
                new Listings(new Blobs(places(machine).cache())),
                machine.build(),
                InstantSource.system(),
                use);
    }

    /** What earlier runs of a project took. */
    Timing timing(Project project) {
        Blobs blobs = new Blobs(places(machine).cache());
        return new Timing(new Paces(blobs), project.config().rootdir());
    }

    /** A project before anything is known of its interpreter. */
    Project determine(Path cwd, List<String> args) {
        return Project.at(cwd, args, machine.environment(), new Facts(null));
    }

    /** The same with what the interpreter tells without being started. */
    Project with(Interpreter interpreter, Project project) {
        return project.with(
                new Facts(
                        interpreter.pytest(),
                        interpreter.version(),
                        platform(machine.system()),
                        implementation(interpreter)),
                interpreter);
    }

    /** Which Python it is, going by where it keeps its packages; null where that is not sure. */
    private static @Nullable String implementation(Interpreter interpreter) {
        for (Path folder : interpreter.sitePackages()) {
            String path = folder.toString().replace('\\', '/').toLowerCase(Locale.ROOT);
            if (path.contains("/pypy")) {
                return "PyPy";
            }
            // GraalPy names its folders like CPython.
            if (path.contains("/lib/python3.") && !path.contains("graal")) {
                return "CPython";
            }
        }
        return null;
    }

    /** The Python that this search leads to. */
    Interpreter interpreter(Interpreters.Search search) throws NoInterpreterException {
        return interpreters.facts(interpreters.find(search), search.workspace(), search.cwd());
    }

    /** What Python calls the system in {@code sys.platform}, or null where that is not sure. */
    private static @Nullable String platform(String system) {
        String lower = system.toLowerCase(Locale.ROOT);
        return lower.equals("linux")
                ? "linux"
                : lower.startsWith("mac") ? "darwin" : lower.startsWith("windows") ? "win32" : null;
    }

    private static Host.OperatingSystem system(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.startsWith("windows")
                ? Host.OperatingSystem.WINDOWS
                : lower.startsWith("mac") ? Host.OperatingSystem.MAC : Host.OperatingSystem.LINUX;
    }
}
