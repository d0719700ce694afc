package org.fastest.report;

import java.nio.file.Path;

/**
 * How a terminal report looks.
 *
 * @param version Fastest's own
 * @param cwd what node ids are shown relative to, absolute
 * @param width columns of the terminal
 * @param color whether to colour
 * @param live whether a line may be rewritten in place
 * @param verbosity as pytest counts {@code -v} (1, 2) and {@code -q} (-1, -2)
 * @param fullMessages whether the short summary leaves messages whole, as pytest does in CI
 */
public record Style(
        String version,
        Path cwd,
        int width,
        boolean color,
        boolean live,
        int verbosity,
        boolean fullMessages) {
    /** The same at another verbosity. */
    Style at(int other) {
        return new Style(version, cwd, width, color, live, other, fullMessages);
    }
}
