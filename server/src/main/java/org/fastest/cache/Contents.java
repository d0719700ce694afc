package org.fastest.cache;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** Compares content with a hash that the Python side made; the rules are the worker protocol's. */
final class Contents {
    private static final List<String> HIDDEN_BUT_READ =
            List.of(".py", ".toml", ".ini", ".cfg", ".pth");

    private Contents() {}

    /**
     * Whether a file's, folder's or link's content has the hash; never where it has none.
     *
     * @param type the entry's letter
     */
    static boolean isSame(byte type, String path, String hash) {
        if (hash.equals("-")) {
            return false;
        }
        try {
            Path file = Path.of(path);
            return switch (type) {
                case 'F' -> Files.isRegularFile(file) && ofFile(file).equals(hash);
                case 'D' -> Files.isDirectory(file) && ofFolder(file).equals(hash);
                case 'L' ->
                        Files.isSymbolicLink(file)
                                && of(Files.readSymbolicLink(file).toString()).equals(hash);
                default -> false;
            };
        } catch (IOException | DirectoryIteratorException | InvalidPathException gone) {
            return false;
        }
    }

    private static String of(String text) {
        return hex(digest().digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static String ofFile(Path file) throws IOException {
        MessageDigest digest = digest();
        byte[] buffer = new byte[1 << 16];
        try (InputStream in = Files.newInputStream(file)) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
            }
        }
        return hex(digest.digest());
    }

    private static String ofFolder(Path folder) throws IOException {
        List<byte[]> lines = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                String name = String.valueOf(entry.getFileName());
                if (!isLeftOut(name)) {
                    String kind =
                            Files.isDirectory(entry)
                                    ? "d"
                                    : Files.isSymbolicLink(entry) ? "l" : "f";
                    lines.add((name + "\0" + kind).getBytes(StandardCharsets.UTF_8));
                }
            }
        }
        lines.sort(Arrays::compareUnsigned);
        MessageDigest digest = digest();
        for (int i = 0; i < lines.size(); i++) {
            if (i > 0) {
                digest.update((byte) '\n');
            }
            digest.update(lines.get(i));
        }
        return hex(digest.digest());
    }

    private static boolean isLeftOut(String name) {
        if (name.equals("__pycache__")) {
            return true;
        }
        if (!name.startsWith(".")) {
            return false;
        }
        for (String ending : HIDDEN_BUT_READ) {
            if (name.endsWith(ending)) {
                return false;
            }
        }
        return true;
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException never) {
            throw new IllegalStateException("Every JDK has SHA-256", never);
        }
    }

    private static String hex(byte[] hash) {
        return HexFormat.of().formatHex(hash);
    }
}
