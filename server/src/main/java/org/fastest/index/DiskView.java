package org.fastest.index;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.fastest.cache.FileBytes;
import org.fastest.cache.FolderEntries;
import org.fastest.cache.Looked;
import org.jspecify.annotations.Nullable;

/**
 * The disk as one listing sees it: each folder is listed once. All that a listing depends on is
 * looked at through this, so that it can be noted: as a whole, and on tapes that tell what one
 * file's tests were found from. Thread-safe; a tape belongs to the thread that began it.
 */
final class DiskView {
    private static final ThreadLocal<@Nullable Tape> TAPE = new ThreadLocal<>();

    /** No person has written more than this; a file may also grow while it is read. */
    private static final int MOST = 64 << 20;

    private final @Nullable Looked looked;
    private final ConcurrentMap<String, FolderEntries> folders = new ConcurrentHashMap<>();

    private DiskView(@Nullable Looked looked) {
        this.looked = looked;
    }

    /** Takes no notes. */
    static DiskView unnoted() {
        return new DiskView(null);
    }

    static DiskView noted(Looked looked) {
        return new DiskView(looked);
    }

    /** Begins a tape on this thread; what it replaces is to be given to {@link #end}. */
    @Nullable Tape begin() {
        if (looked == null) {
            return null;
        }
        Tape outer = TAPE.get();
        TAPE.set(new Tape());
        return outer;
    }

    /** What was looked at since the tape began; the outer tape goes on, without it. */
    Seen end(@Nullable Tape outer) {
        Tape own = looked == null ? null : TAPE.get();
        if (own == null) {
            return Seen.NOTHING;
        }
        TAPE.set(outer);
        return own.seen();
    }

    /** What was looked at some time before counts for this thread's tape too. */
    void add(Seen seen) {
        Tape own = looked == null || seen.count() == 0 ? null : TAPE.get();
        if (own != null) {
            own.addAll(seen);
        }
    }

    /** All of a folder; nothing where there is none. */
    FolderEntries entries(String folder) {
        FolderEntries entries = list(folder);
        if (looked != null) {
            note(looked.folder(folder, entries));
        }
        return entries;
    }

    /**
     * A folder's entries, of which only those count that have a stem: are named so, or so with a
     * dot.
     */
    FolderEntries entries(String folder, String stem) {
        FolderEntries entries = list(folder);
        if (looked != null) {
            note(looked.stem(folder, stem, entries));
        }
        return entries;
    }

    /** Whether a folder has an entry. */
    boolean has(String folder, String name) {
        int dot = name.indexOf('.', 1);
        return entries(folder, dot < 0 ? name : name.substring(0, dot)).has(name);
    }

    /** Whether a folder's entries were looked at before. */
    boolean isListed(String folder) {
        return folders.containsKey(folder);
    }

    private FolderEntries list(String folder) {
        FolderEntries known = folders.get(folder);
        if (known == null) {
            FolderEntries fresh = FolderEntries.of(folder);
            known = folders.putIfAbsent(folder, fresh);
            known = known == null ? fresh : known;
        }
        return known;
    }

    boolean isFolder(String path) {
        return look(path).isDirectory();
    }

    boolean isFile(String path) {
        return look(path).isFile();
    }

    boolean exists(String path) {
        return look(path).exists();
    }

    /** Where a link to a folder leads in the end. */
    Path target(Path link) throws IOException {
        Path target = link.toRealPath();
        if (looked != null) {
            note(looked.link(Disk.slashed(link), target.toString()));
        }
        return target;
    }

    private File look(String path) {
        File file = new File(path);
        if (looked != null) {
            note(
                    file.isDirectory()
                            ? looked.isFolder(path)
                            : file.isFile()
                                    ? looked.isFile(path)
                                    : file.exists()
                                            ? looked.isOther(path)
                                            : looked.isNothing(path));
        }
        return file;
    }

    /** What a regular file holds, or null where it is none or can't be read. */
    byte @Nullable [] read(String path) {
        return read(path, Integer.MAX_VALUE);
    }

    /** The same; null where it holds more bytes than that, too. */
    byte @Nullable [] read(String path, long most) {
        try {
            File file = new File(path);
            return file.isFile() && file.length() <= most ? bytes(path) : none(path);
        } catch (IOException unreadable) {
            return none(path);
        }
    }

    /** What a file holds that a folder's listing has shown. */
    byte[] bytes(String path) throws IOException {
        try {
            byte[] content = FileBytes.read(path, MOST + 1);
            if (content.length > MOST) {
                throw new IOException("it holds more than " + (MOST >> 20) + " MiB");
            }
            if (looked != null) {
                note(looked.file(path, content));
            }
            return content;
        } catch (IOException unreadable) {
            none(path);
            throw unreadable;
        }
    }

    private byte @Nullable [] none(String path) {
        if (looked != null) {
            note(looked.noFile(path));
        }
        return null;
    }

    private void note(int number) {
        Tape own = TAPE.get();
        if (own != null) {
            own.add(number);
        }
    }
}
