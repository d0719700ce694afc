package org.fastest.engine;

import java.nio.file.Path;
import java.util.Map;

/**
 * What the engine knows of the machine and of its own installation.
 *
 * @param environment the process's variables
 * @param build which build of this program, as text
 * @param system the system's name, as Java's {@code os.name}
 * @param home the person's home folder
 * @param bridge the folder that holds the Python package {@code fastest_bridge}
 * @param cores how many threads may work at once
 */
public record Machine(
        String build,
        Map<String, String> environment,
        String system,
        Path home,
        Path bridge,
        int cores) {
    public Machine {
        environment = Map.copyOf(environment);
    }
}
