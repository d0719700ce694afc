package org.fastest.model;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A Python that a project's tests run with, known without starting it where it is a virtual
 * environment.
 *
 * @param executable absolute path, links not resolved (a venv's python is a link)
 * @param why how it was found, for people: {@code VIRTUAL_ENV}, {@code .venv in /path}, {@code
 *     python3 on PATH}
 * @param version such as {@code 3.11.7}, or null where not known yet
 * @param pytest the installed pytest's version, or null where there is none
 * @param sitePackages the folders that hold installed distributions
 */
public record Interpreter(
        Path executable,
        String why,
        @Nullable String version,
        @Nullable String pytest,
        List<Path> sitePackages) {
    public Interpreter {
        sitePackages = List.copyOf(sitePackages);
    }
}
