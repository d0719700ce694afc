package org.fastest.cache;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The quick test of a file: where none of these changed, the content did not, unless the file was
 * written within {@link #GRANULARITY} of the moment at which the stamp was taken.
 *
 * @param modified mtime in ns since 1970
 * @param changed ctime in ns since 1970; mtime where the system has none
 * @param size in bytes
 * @param inode the file's number on its device, 0 where the system has none
 */
public record Stamp(long modified, long changed, long size, long inode) {
    // Written out: a record's own are linked when first called, which costs a start.
    @Override
    public boolean equals(Object other) {
        return other instanceof Stamp that
                && modified == that.modified
                && changed == that.changed
                && size == that.size
                && inode == that.inode;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(31 * (31 * modified + size) + inode);
    }

    /**
     * Two writes within this many ns may leave the same times: a file system's clock may tick as
     * seldom as every two seconds.
     */
    public static final long GRANULARITY = 2_000_000_000L;

    /**
     * Looks at many files in one call; links are followed.
     *
     * @return in the same order, null for what is not there
     */
    public static List<@Nullable Stamp> of(List<Path> files) {
        StringBuilder names = new StringBuilder(files.size() * 64);
        for (int i = 0; i < files.size(); i++) {
            names.append(files.get(i)).append('\0');
        }
        long[] looked = FileStats.of(FileStats.encoded(names), files.size());
        List<@Nullable Stamp> stamps = new ArrayList<>(files.size());
        for (int i = 0; i < files.size(); i++) {
            int at = i * FileStats.STRIDE;
            stamps.add(
                    looked[at] == FileStats.ABSENT
                            ? null
                            : new Stamp(
                                    looked[at + FileStats.MODIFIED],
                                    looked[at + FileStats.CHANGED],
                                    looked[at + FileStats.SIZE],
                                    looked[at + FileStats.INODE]));
        }
        return stamps;
    }

    /**
     * Whether a write after this stamp was taken might not show in a later one.
     *
     * @param taken when, in ns since 1970
     */
    public boolean isRacy(long taken) {
        return Math.max(modified, changed) + GRANULARITY > taken;
    }
}
