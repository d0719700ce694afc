package org.fastest.report;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A file whose middle is known before its head. The middle goes to a file beside it as it comes;
 * the file itself appears at once and whole.
 */
final class ReportFile implements AutoCloseable {
    private final Path file;
    private final Path middleFile;
    private final Path part;
    private final OutputStream middle;
    private @Nullable IOException problem;

    /** Creates the folders that are missing; fails at once where the file could not be written. */
    ReportFile(Path asked) throws ReportException {
        this.file = asked.toAbsolutePath();
        this.middleFile = beside("tests");
        this.part = beside("part");
        try {
            Path folder = file.getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            if (Files.isDirectory(file)) {
                throw new ReportException("The report " + asked + " is a folder.");
            }
            this.middle = new BufferedOutputStream(Files.newOutputStream(middleFile), 1 << 16);
        } catch (IOException e) {
            throw unwritten(asked, e);
        }
    }

    /** Adds to the middle; what goes wrong is said when the file is put in its place. */
    void add(byte[] bytes) {
        try {
            if (problem == null) {
                middle.write(bytes);
            }
        } catch (IOException e) {
            problem = e;
        }
    }

    /** Puts the file in its place. */
    void finish(byte[] head, byte[] tail) throws ReportException {
        try {
            middle.close();
            if (problem != null) {
                throw problem;
            }
            try (OutputStream out =
                    new BufferedOutputStream(Files.newOutputStream(part), 1 << 16)) {
                out.write(head);
                Files.copy(middleFile, out);
                out.write(tail);
            }
            Files.move(
                    part,
                    file,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw unwritten(file, e);
        }
    }

    /** Removes what was only needed on the way. */
    @Override
    public void close() throws ReportException {
        try {
            middle.close();
        } catch (IOException e) {
            throw unwritten(file, e);
        } finally {
            delete(part);
            delete(middleFile);
        }
    }

    private Path beside(String suffix) {
        return file.resolveSibling(
                "." + file.getFileName() + "." + UUID.randomUUID() + "." + suffix);
    }

    private static ReportException unwritten(Path file, IOException e) {
        return new ReportException("The report " + file + " cannot be written: " + reason(e));
    }

    /** What the system said, without the exception's own name where words say as much. */
    private static String reason(IOException e) {
        return switch (e) {
            case FileAlreadyExistsException other -> other.getMessage() + " is no folder";
            case AccessDeniedException denied -> "no permission to write " + denied.getMessage();
            case FileSystemException other when other.getReason() != null ->
                    String.valueOf(other.getMessage());
            default -> e.toString();
        };
    }

    private static void delete(Path path) throws ReportException {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw new ReportException("The file " + path + " cannot be removed: " + reason(e));
        }
    }
}
