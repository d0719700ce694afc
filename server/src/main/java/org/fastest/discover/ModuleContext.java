package org.fastest.discover;

import java.util.List;
import org.fastest.config.Config;
import org.jspecify.annotations.Nullable;

/**
 * All that a module's tests depend on beside its text.
 *
 * @param project what {@code TestId.project} is
 * @param path the file relative to the rootdir, with {@code /}
 * @param config settings and options
 * @param facts of the interpreter's pytest
 * @param conftests those that hold for the file, outermost first
 * @param plugins what the installed plugins do
 * @param modules what is known of the modules it imports
 * @param name the name of a module whose docstrings are tests; null for any other file
 * @param isNamed whether the file itself was asked for, whatever its name
 * @param isDoubtful whether running code may leave the file out, or change its items
 * @param registered names of marks that any conftest of the project registers
 */
public record ModuleContext(
        String project,
        String path,
        Config config,
        Facts facts,
        List<Conftest> conftests,
        Plugins plugins,
        Modules modules,
        @Nullable ImportName name,
        boolean isNamed,
        boolean isDoubtful,
        List<String> registered) {
    public ModuleContext {
        conftests = List.copyOf(conftests);
        registered = List.copyOf(registered);
    }
}
