package org.fastest.bridge;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Starts the bridge in a Python process. */
public final class PythonLauncher implements Launcher {
    /**
     * Given to {@code python -c} with the bridge's folder as the one argument. The empty entry that
     * {@code -c} puts on sys.path goes before anything is imported, since a {@code json.py} in the
     * person's folder must not shadow the standard library; the bridge's own folder stays on it
     * only while the package is imported.
     */
    public static final String BOOT =
            "import sys; "
                    + "sys.path[:] = [p for p in sys.path if p]; "
                    + "sys.path.insert(0, sys.argv[1]); "
                    + "import fastest_bridge.supervisor as s; "
                    + "sys.path.remove(sys.argv[1]); "
                    + "s.main()";

    private final Path bridge;
    private final boolean once;

    /**
     * Starts the package in this folder, the one that holds {@code fastest_bridge}.
     *
     * @param once whether each process is for one run: it then needs less memory, and a second run
     *     in it more time
     */
    public PythonLauncher(Path bridge, boolean once) {
        this.bridge = bridge;
        this.once = once;
    }

    @Override
    public Channel launch(Place place) throws WorkerException {
        List<String> command =
                new ArrayList<>(List.of(place.python().toString(), "-c", BOOT, bridge.toString()));
        if (place.bare()) {
            command.add("--bare");
        } else if (once) {
            command.add("--once");
        }
        ProcessBuilder builder = new ProcessBuilder(command).directory(place.cwd().toFile());
        builder.environment().clear();
        builder.environment().putAll(place.env());
        try {
            return new PythonProcess(builder.start());
        } catch (IOException e) {
            throw new WorkerException(
                    place.python()
                            + " cannot be started in "
                            + place.cwd()
                            + ": "
                            + e.getMessage());
        }
    }
}
