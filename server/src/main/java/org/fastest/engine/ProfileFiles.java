package org.fastest.engine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.fastest.config.EnvFile;
import org.fastest.config.Profiles;
import org.fastest.config.RunProfile;
import org.fastest.model.Parsed;
import org.jspecify.annotations.Nullable;

/** What profiles are read from: the project's pyproject.toml and files of variables. */
public final class ProfileFiles {
    private ProfileFiles() {}

    /**
     * The project's own profiles, as they are on disk now.
     *
     * @param rootdir absolute
     */
    public static Parsed<Profiles> of(Path rootdir) {
        Path file = rootdir.resolve("pyproject.toml");
        try {
            return Profiles.read(file.toString(), text(file));
        } catch (IOException none) {
            return new Parsed<>(Profiles.NONE, List.of());
        }
    }

    /**
     * The variables that a profile sets, those of its file among them.
     *
     * @throws NoEnvFileException where the file can't be read: what the tests would do without it
     *     is not what was asked for
     */
    public static Map<String, @Nullable String> environment(RunProfile profile, Path rootdir)
            throws NoEnvFileException {
        String name = profile.envFile();
        if (name == null) {
            return profile.environment(Map.of());
        }
        Path file = rootdir.resolve(name).normalize();
        try {
            return profile.environment(EnvFile.parse(text(file)));
        } catch (IOException unreadable) {
            throw new NoEnvFileException(
                    "the profile " + profile.name() + ": there is no file " + file + " to read",
                    unreadable);
        }
    }

    /** A file of variables that is not there. */
    public static final class NoEnvFileException extends Exception {
        private static final long serialVersionUID = 1;

        NoEnvFileException(String message, IOException cause) {
            super(message, cause);
        }
    }

    private static String text(Path file) throws IOException {
        // Not Files.readString: a byte that is no UTF-8 is no reason to have no profiles.
        String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }
}
