package org.fastest.index;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.fastest.model.Interpreter;
import org.jspecify.annotations.Nullable;

/**
 * What a project's Python brings along beside the project's own files.
 *
 * @param executable of the interpreter, absolute, or null where there is none
 * @param version such as {@code 3.11.7}, or null where not known
 * @param sitePackages the folders that hold installed distributions
 * @param pythonPath PYTHONPATH's folders as written
 * @param plugins PYTEST_PLUGINS: names of modules
 * @param loadsPlugins whether PYTEST_DISABLE_PLUGIN_AUTOLOAD is not set
 */
public record Installation(
        @Nullable Path executable,
        @Nullable String version,
        List<Path> sitePackages,
        List<String> pythonPath,
        List<String> plugins,
        boolean loadsPlugins) {
    /** Nothing is known. */
    public static final Installation NONE =
            new Installation(null, null, List.of(), List.of(), List.of(), true);

    public Installation {
        sitePackages = List.copyOf(sitePackages);
        pythonPath = List.copyOf(pythonPath);
        plugins = List.copyOf(plugins);
    }

    /** What the environment says of it. */
    static Installation of(Map<String, String> environment) {
        String separator = System.getProperty("path.separator", ":");
        return new Installation(
                null,
                null,
                List.of(),
                parts(environment.get("PYTHONPATH"), separator),
                parts(environment.get("PYTEST_PLUGINS"), ","),
                environment.getOrDefault("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "").isEmpty());
    }

    /** The same with an interpreter. */
    Installation with(Interpreter interpreter) {
        return new Installation(
                interpreter.executable(),
                interpreter.version(),
                interpreter.sitePackages(),
                pythonPath,
                plugins,
                loadsPlugins);
    }

    private static List<String> parts(@Nullable String value, String separator) {
        java.util.ArrayList<String> parts = new java.util.ArrayList<>();
        int start = 0;
        while (value != null && start <= value.length()) {
            int end = value.indexOf(separator, start);
            end = end < 0 ? value.length() : end;
            String part = value.substring(start, end).strip();
            if (!part.isEmpty()) {
                parts.add(part);
            }
            start = end + separator.length();
        }
        return parts;
    }
}
