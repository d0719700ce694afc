package org.fastest.cache;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a listing from texts looked at, as {@link Looked} noted it, and whether it is as it was.
 * Where a stamp differs, or proves nothing because its file was just written, the content decides.
 */
public final class StaticWorld {
    private final byte[] names;
    private final byte[] types;
    private final long[] found;
    private final long[] stamps;
    private final int[] stemFolders;
    private final String[] stems;
    private final long[] stemHashes;
    private int @Nullable [] starts;

    /** Of arrays that are not changed any more. */
    StaticWorld(
            byte[] names,
            byte[] types,
            long[] found,
            long[] stamps,
            int[] stemFolders,
            String[] stems,
            long[] stemHashes) {
        this.names = names;
        this.types = types;
        this.found = found;
        this.stamps = stamps;
        this.stemFolders = stemFolders;
        this.stems = stems;
        this.stemHashes = stemHashes;
    }

    /** What has become of a world. */
    public static final class Look {
        private final BitSet changed = new BitSet();
        private final BitSet stems = new BitSet();
        private boolean isAged;

        /** Whether nothing changed. */
        public boolean isSame() {
            return changed.isEmpty() && stems.isEmpty();
        }

        /** Whether content had to be compared, which new stamps would save the next time. */
        public boolean isAged() {
            return isAged;
        }

        /** Whether any of these things changed. */
        public boolean hasAny(int[] numbers) {
            for (int number : numbers) {
                if (number < 0 ? stems.get(-1 - number) : changed.get(number)) {
                    return true;
                }
            }
            return false;
        }
    }

    /** Looks at everything. */
    public Look look() {
        Look look = new Look();
        long[] now = FileStats.of(names, types.length);
        int from = 0;
        int differs = mismatch(now, from);
        while (differs >= 0) {
            int entry = differs / FileStats.STRIDE;
            if (types[entry] == Looked.TYPE) {
                look.changed.set(entry, now[entry * FileStats.STRIDE] != found[entry]);
            } else if (types[entry] == Looked.FILE) {
                look.isAged = true;
                look.changed.set(entry, content(path(entry)) != found[entry]);
            } else if (types[entry] == Looked.LINK) {
                look.isAged = true;
                look.changed.set(entry, target(path(entry)) != found[entry]);
            } else {
                look.isAged = true;
                folder(entry, look);
            }
            from = (entry + 1) * FileStats.STRIDE;
            differs = mismatch(now, from);
        }
        return look;
    }

    /** As {@link Looked#places}. */
    public void places(int number, List<String> into) {
        if (number >= 0) {
            Looked.places(types[number], path(number), into);
        } else {
            Looked.modules(path(stemFolders[-1 - number]), stems[-1 - number], into);
        }
    }

    /**
     * The same things with the stamps of now.
     *
     * @param looked begun before anything was looked at
     */
    public StaticWorld renewed(Looked looked) {
        long[] now = FileStats.of(names, types.length);
        distrust(now, looked.began());
        return new StaticWorld(names, types, found, now, stemFolders, stems, stemHashes);
    }

    /** Takes note of one of these things again, as it was; its number there. */
    public int carry(int number, Looked into) {
        if (number < 0) {
            int stem = -1 - number;
            int folder = carry(stemFolders[stem], into);
            return into.stem(folder, path(stemFolders[stem]), stems[stem], stemHashes[stem]);
        }
        return into.note(types[number], path(number), found[number]);
    }

    /** Makes stamps that prove nothing look like no file's, so that content will be compared. */
    static void distrust(long[] stamps, long began) {
        for (int at = 0; at < stamps.length; at += FileStats.STRIDE) {
            long last = Math.max(stamps[at + FileStats.MODIFIED], stamps[at + FileStats.CHANGED]);
            if (stamps[at] != FileStats.ABSENT && last + Stamp.GRANULARITY > began) {
                stamps[at + FileStats.MODIFIED] = 0;
                stamps[at + FileStats.CHANGED] = 0;
                stamps[at + FileStats.SIZE] = -1;
            }
        }
    }

    private int mismatch(long[] now, int from) {
        int at = Arrays.mismatch(stamps, from, stamps.length, now, from, now.length);
        return at < 0 ? at : at + from;
    }

    private void folder(int entry, Look look) {
        FolderEntries entries = FolderEntries.of(path(entry));
        if (types[entry] == Looked.FOLDER) {
            long hash = entries == FolderEntries.NONE ? ContentHash.NOTHING : entries.hash();
            look.changed.set(entry, hash != found[entry]);
            return;
        }
        for (int i = 0; i < stems.length; i++) {
            if (stemFolders[i] == entry && entries.hash(stems[i]) != stemHashes[i]) {
                look.stems.set(i);
            }
        }
    }

    private static long target(String path) {
        try {
            return ContentHash.of(Path.of(path).toRealPath().toString());
        } catch (IOException gone) {
            return ContentHash.NOTHING;
        }
    }

    private static long content(String path) {
        File file = new File(path);
        if (!file.isFile()) {
            return ContentHash.NOTHING;
        }
        try {
            return ContentHash.of(FileBytes.read(path, Integer.MAX_VALUE));
        } catch (IOException unreadable) {
            return ContentHash.NOTHING;
        }
    }

    private String path(int entry) {
        int[] known = starts;
        if (known == null) {
            known = new int[types.length + 1];
            int from = 0;
            for (int i = 0; i < types.length; i++) {
                while (names[from] != 0) {
                    from++;
                }
                known[i + 1] = ++from;
            }
            starts = known;
        }
        int length = known[entry + 1] - 1 - known[entry];
        return new String(names, known[entry], length, StandardCharsets.UTF_8);
    }

    /** Its bytes, to be read by {@link #read}. */
    void write(ByteBuilder out) {
        out.number(types.length).number(names.length).number(stems.length);
        out.bytes(names).bytes(types).longs(found).longs(stamps);
        Map<String, Integer> shared = new HashMap<>();
        for (int i = 0; i < stems.length; i++) {
            out.number(stemFolders[i]).fixed(stemHashes[i]);
            Integer at = shared.get(stems[i]);
            out.number(at == null ? 0 : at + 1);
            if (at == null) {
                shared.put(stems[i], shared.size());
                out.text(stems[i]);
            }
        }
    }

    /** Reads what {@link #write} has written. */
    static StaticWorld read(ByteScanner in) {
        int count = in.number();
        int length = in.number();
        int stemCount = in.number();
        byte[] names = in.bytes(length);
        byte[] types = in.bytes(count);
        long[] found = in.longs(count);
        long[] stamps = in.longs(count * FileStats.STRIDE);
        int[] folders = new int[stemCount];
        String[] stems = new String[stemCount];
        long[] hashes = new long[stemCount];
        String[] shared = new String[stemCount];
        int known = 0;
        for (int i = 0; i < stemCount; i++) {
            folders[i] = in.number();
            hashes[i] = in.fixed();
            int at = in.number();
            if (at == 0) {
                shared[known++] = in.text();
            }
            stems[i] = at == 0 ? shared[known - 1] : shared[at - 1];
        }
        return new StaticWorld(names, types, found, stamps, folders, stems, hashes);
    }
}
