package org.fastest.engine;

import java.io.File;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The folders whose code a person lets run in editors: a file in the person's state folder, a
 * {@code file:} URI a line. Servers and commands read and write it at any time.
 *
 * @param file holds them; need not be there
 */
public record TrustedFolders(Path file) {
    private static final String PLAIN =
            "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/";

    /** Those of a person. */
    public static TrustedFolders of(Path stateFolder) {
        return new TrustedFolders(stateFolder.resolve("trusted-folders"));
    }

    /** All of them, as they were added; lines that are no folders are passed over. */
    public List<Path> all() throws IOException {
        List<Path> folders = new ArrayList<>();
        for (String line : lines()) {
            Path folder = folder(line);
            if (folder != null && !folders.contains(folder)) {
                folders.add(folder);
            }
        }
        return folders;
    }

    /** The one that holds a folder, or is it; null where it is not trusted. */
    public @Nullable Path holding(Path folder) throws IOException {
        for (Path each : all()) {
            if (folder.startsWith(each)) {
                return each;
            }
        }
        return null;
    }

    /**
     * Remembers a folder, unless it is one of them.
     *
     * @param folder absolute and without dots
     */
    public void add(Path folder) throws IOException {
        if (all().contains(folder)) {
            return;
        }
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, line(folder), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /**
     * Forgets a folder.
     *
     * @return whether it was one of them
     */
    public boolean forget(Path folder) throws IOException {
        List<String> left = new ArrayList<>(lines());
        if (!left.removeIf(line -> folder.equals(folder(line)))) {
            return false;
        }
        // In one step: a server may read at any moment.
        Path next = Files.createTempFile(file.toAbsolutePath().getParent(), "trusted", ".tmp");
        Files.write(next, left);
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        return true;
    }

    private List<String> lines() throws IOException {
        try {
            return Files.readAllLines(file);
        } catch (NoSuchFileException none) {
            return List.of();
        }
    }

    private static String line(Path folder) {
        String path = folder.toString().replace(File.separatorChar, '/');
        StringBuilder uri = new StringBuilder(path.startsWith("/") ? "file://" : "file:///");
        for (byte each : path.getBytes(StandardCharsets.UTF_8)) {
            if (PLAIN.indexOf(each) >= 0) {
                uri.append((char) each);
            } else {
                uri.append('%').append(HexFormat.of().withUpperCase().toHexDigits(each));
            }
        }
        return uri.append('\n').toString();
    }

    private static @Nullable Path folder(String line) {
        if (!line.startsWith("file:///")) {
            return null;
        }
        try {
            String path =
                    URLDecoder.decode(
                            line.substring(7).replace("+", "%2B"), StandardCharsets.UTF_8);
            boolean drive =
                    File.separatorChar == '\\' && path.length() > 2 && path.charAt(2) == ':';
            return Path.of(drive ? path.substring(1) : path);
        } catch (IllegalArgumentException noPath) {
            return null;
        }
    }
}
