package org.fastest.cache;

import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Files of bytes in the person's cache folder. Each is written whole or not at all, whoever else
 * writes it meanwhile; all together stay below a limit, the ones not used for longest going first.
 *
 * @param folder the whole cache's, absolute
 */
public record Blobs(Path folder) {
    /** What all files may take together. */
    public static final long LIMIT = 1L << 30;

    /** Written after each look at all files. */
    private static final String LOOKED = "looked";

    /** All files are looked at again after this time, or when one of such a size is written. */
    private static final long HOUR_MILLIS = 60L * 60 * 1000;

    private static final long LARGE = 1L << 20;

    /** A file in use is touched when its time is older than this. */
    private static final long DAY_MILLIS = 24L * 60 * 60 * 1000;

    /**
     * What a file holds, or null where there is none or it can't be read.
     *
     * @param name relative to the cache's folder
     */
    public byte @Nullable [] read(String name) {
        // A plain stream: a channel takes longer to set up than the file to read.
        try (FileInputStream in = new FileInputStream(folder + "/" + name)) {
            return in.readAllBytes();
        } catch (IOException none) {
            return null;
        }
    }

    /** Notes that a file was of use. */
    public void touch(String name) {
        java.io.File file = new java.io.File(folder + "/" + name);
        long now = System.currentTimeMillis();
        if (file.lastModified() < now - DAY_MILLIS && !file.setLastModified(now)) {
            // It has gone meanwhile, and then its time is of no interest.
            return;
        }
    }

    /** Writes a file of some parts; where that can't be done there is none, and nothing worse. */
    public void write(String name, byte[]... parts) {
        Path file = folder.resolve(name);
        Path above = file.getParent();
        if (above == null) {
            return;
        }
        // A secure random number would take longer than all the rest.
        Path part =
                above.resolve(
                        Long.toHexString(System.nanoTime())
                                + Long.toHexString(ProcessHandle.current().pid())
                                + Long.toHexString(Thread.currentThread().threadId())
                                + ".part");
        try {
            Files.createDirectories(above);
            try (FileOutputStream out = new FileOutputStream(part.toString())) {
                for (byte[] each : parts) {
                    out.write(each);
                }
            }
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
            long size = 0;
            for (byte[] each : parts) {
                size += each.length;
            }
            pruneAfter(size);
        } catch (IOException unwritable) {
            delete(part);
        }
    }

    /** Each run writes a little: looking at all files each time would take longer than that. */
    private void pruneAfter(long written) throws IOException {
        java.io.File looked = new java.io.File(folder + "/" + LOOKED);
        long age = System.currentTimeMillis() - looked.lastModified();
        if (written < LARGE && age >= 0 && age < HOUR_MILLIS) {
            return;
        }
        prune(LIMIT);
        new FileOutputStream(looked).close();
    }

    /** Deletes what was not used for longest until the rest takes no more than so many bytes. */
    void prune(long limit) {
        List<Used> files = new ArrayList<>();
        collect(folder, files);
        long size = 0;
        for (Used file : files) {
            size += file.size;
        }
        if (size <= limit) {
            return;
        }
        files.sort(Comparator.comparing(Used::last));
        for (Used file : files) {
            if (size <= limit) {
                return;
            }
            delete(file.path);
            size -= file.size;
        }
    }

    /** Deletes the whole cache. */
    public void clear() throws IOException {
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (UncheckedIOException unreadable) {
            throw new IOException(unreadable);
        }
    }

    private record Used(Path path, FileTime last, long size) {}

    private static void collect(Path folder, List<Used> into) {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                BasicFileAttributes found =
                        Files.readAttributes(
                                entry, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
                if (found.isDirectory()) {
                    collect(entry, into);
                } else {
                    into.add(new Used(entry, found.lastModifiedTime(), found.size()));
                }
            }
        } catch (IOException | DirectoryIteratorException gone) {
            // Another process may be clearing up too.
            return;
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException inUse) {
            // The next one who writes tries again.
            return;
        }
    }
}
