package org.fastest.lsp;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Between {@code file:} URIs and paths. Lenient in what it reads: clients differ in what they
 * escape. Does not touch the disk, as {@link Path#toUri} does.
 */
final class Uris {
    private static final String PLAIN =
            "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/";

    private Uris() {}

    /** The absolute path that a URI means, or null where it is no local file. */
    static @Nullable Path path(String uri) {
        if (uri.length() < 6 || !uri.substring(0, 5).toLowerCase(Locale.ROOT).equals("file:")) {
            return null;
        }
        String rest = uri.substring(5);
        if (rest.startsWith("//")) {
            int slash = rest.indexOf('/', 2);
            String host = slash < 0 ? rest.substring(2) : rest.substring(2, slash);
            if (slash < 0 || !(host.isEmpty() || host.equalsIgnoreCase("localhost"))) {
                return null;
            }
            rest = rest.substring(slash);
        }
        String decoded = decode(rest);
        if (File.separatorChar == '\\' && decoded.matches("/[A-Za-z]:.*")) {
            decoded = decoded.substring(1);
        }
        try {
            Path path = Path.of(decoded);
            return path.isAbsolute() ? path.normalize() : null;
        } catch (InvalidPathException e) {
            return null;
        }
    }

    static String of(Path path) {
        return of(path.toString());
    }

    /** The URI of an absolute path. */
    static String of(String path) {
        String slashed = File.separatorChar == '\\' ? path.replace('\\', '/') : path;
        return (slashed.startsWith("/") ? "file://" : "file:///") + encode(slashed);
    }

    /** A path as it stands in a URI. */
    static String encode(String path) {
        StringBuilder uri = new StringBuilder(path.length() + 16);
        for (byte part : path.getBytes(StandardCharsets.UTF_8)) {
            if (part > 0 && PLAIN.indexOf(part) >= 0) {
                uri.append((char) part);
            } else {
                uri.append('%');
                uri.append(Character.toUpperCase(Character.forDigit((part >> 4) & 15, 16)));
                uri.append(Character.toUpperCase(Character.forDigit(part & 15, 16)));
            }
        }
        return uri.toString();
    }

    private static String decode(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
        byte[] from = text.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < from.length; i++) {
            int high = i + 2 < from.length ? Character.digit(from[i + 1], 16) : -1;
            int low = i + 2 < from.length ? Character.digit(from[i + 2], 16) : -1;
            if (from[i] == '%' && high >= 0 && low >= 0) {
                bytes.write((high << 4) | low);
                i += 2;
            } else {
                bytes.write(from[i]);
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
