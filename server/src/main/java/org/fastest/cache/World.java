package org.fastest.cache;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a collection looked at, and whether all of it is as it was. Its text is that of the worker
 * protocol: entries {@code TYPE MTIME CTIME SIZE INODE HASH PATH}, each ended by U+0000.
 *
 * <p>Where a stamp differs, or proves nothing because its file was just written, the content
 * decides.
 */
public final class World {
    /** A file that was read; a folder that was listed; a link on the way to one of them. */
    private static final byte FILE = 'F';

    private static final byte FOLDER = 'D';
    private static final byte LINK = 'L';

    /** What was not there; what was only asked for. */
    private static final byte ABSENT = 'A';

    private static final byte ASKED = 'E';

    private final byte[] text;

    /** Takes the text's bytes as they are. */
    public World(byte[] text) {
        this.text = text;
    }

    /** The text's bytes. */
    public byte[] text() {
        return text;
    }

    /** What has become of a world. */
    public static final class Look {
        private final List<String> changed;
        private final @Nullable World renewed;

        private Look(List<String> changed, @Nullable World renewed) {
            this.changed = changed;
            this.renewed = renewed;
        }

        /** What is not as it was: absolute paths; nothing where all of it is. */
        public List<String> changed() {
            return changed;
        }

        /**
         * The same world with the stamps of now, where content had to be compared and was the same;
         * else null.
         */
        public @Nullable World renewed() {
            return renewed;
        }
    }

    /**
     * Looks at everything.
     *
     * @param most after so many changes the rest is not looked at
     */
    public Look look(int most) {
        Entry[] entries = entries();
        int count = entries.length;
        // A mark in front of each link's name, too.
        byte[] names = new byte[text.length + count];
        int length = 0;
        for (Entry entry : entries) {
            if (entry.type == LINK) {
                names[length++] = FileStats.NO_FOLLOW;
            }
            int size = entry.end + 1 - entry.path;
            System.arraycopy(text, entry.path, names, length, size);
            length += size;
        }
        long taken = System.currentTimeMillis() * 1_000_000;
        long[] found = FileStats.of(names, count);
        List<String> changed = new ArrayList<>();
        List<Integer> same = new ArrayList<>();
        for (int i = 0; i < count && changed.size() < most; i++) {
            int at = i * FileStats.STRIDE;
            if (!isAsItWas(entries[i], found, at)) {
                if (Contents.isSame(entries[i].type, path(entries[i]), hash(entries[i]))) {
                    same.add(i);
                } else {
                    changed.add(path(entries[i]));
                }
            }
        }
        boolean all = changed.isEmpty() && !same.isEmpty();
        return new Look(changed, all ? renewed(entries, same, found, taken) : null);
    }

    /** The sources in it that are the person's own, absolute paths. */
    public List<String> ownSources() {
        List<String> sources = new ArrayList<>();
        for (Entry entry : entries()) {
            if (entry.type == FILE && text[entry.hash] != '-') {
                String path = path(entry);
                if (path.endsWith(".py")) {
                    sources.add(path);
                }
            }
        }
        return sources;
    }

    /**
     * This world with what another collection of the same project has seen since.
     *
     * @param except paths that may have changed in between
     * @return null where anything else did
     */
    public @Nullable World with(World later, Collection<String> except) {
        Map<String, String> lines = new LinkedHashMap<>();
        Map<String, Entry> before = new HashMap<>();
        for (Entry entry : entries()) {
            lines.put(key(entry), line(entry));
            before.put(key(entry), entry);
        }
        for (Entry entry : later.entries()) {
            String key = later.key(entry);
            String line = later.line(entry);
            Entry old = before.get(key);
            if (old != null && !line(old).equals(line)) {
                boolean isThere = old.type != ABSENT && entry.type != ABSENT;
                if (isThere && entry.type == ASKED) {
                    // It was there and is: what it held is known better from before.
                    continue;
                }
                boolean isSame =
                        isThere
                                && (old.type == ASKED
                                        || (!hash(old).equals("-")
                                                && hash(old).equals(later.hash(entry))));
                if (!isSame && !except.contains(later.path(entry))) {
                    return null;
                }
            }
            lines.put(key, line);
        }
        StringBuilder all = new StringBuilder(text.length + 256);
        for (String line : lines.values()) {
            all.append(line);
        }
        return new World(all.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static boolean isAsItWas(Entry entry, long[] found, int at) {
        long type = found[at + FileStats.TYPE];
        if (entry.type == ABSENT) {
            return type == FileStats.ABSENT;
        }
        if (entry.type != FILE && entry.type != FOLDER && entry.type != LINK) {
            return type == entry.size;
        }
        return entry.modified != 0
                && entry.modified == found[at + FileStats.MODIFIED]
                && entry.changed == found[at + FileStats.CHANGED]
                && entry.size == found[at + FileStats.SIZE]
                && entry.inode == found[at + FileStats.INODE];
    }

    /** The text with new stamps for entries of the same content, where a stamp says anything. */
    private World renewed(Entry[] entries, List<Integer> same, long[] found, long taken) {
        StringBuilder fresh = new StringBuilder(text.length + 256);
        int next = 0;
        for (int i = 0; i < entries.length; i++) {
            Entry entry = entries[i];
            if (next < same.size() && same.get(next) == i) {
                next++;
                int at = i * FileStats.STRIDE;
                Stamp stamp =
                        new Stamp(
                                found[at + FileStats.MODIFIED],
                                found[at + FileStats.CHANGED],
                                found[at + FileStats.SIZE],
                                found[at + FileStats.INODE]);
                boolean racy = stamp.isRacy(taken);
                fresh.append((char) entry.type).append(racy ? 0 : stamp.modified()).append(' ');
                fresh.append(racy ? 0 : stamp.changed()).append(' ').append(stamp.size());
                fresh.append(' ').append(stamp.inode()).append(' ').append(hash(entry));
                fresh.append(' ').append(path(entry)).append('\0');
            } else {
                fresh.append(line(entry));
            }
        }
        return new World(fresh.toString().getBytes(StandardCharsets.UTF_8));
    }

    private Entry[] entries() {
        int count = 0;
        for (byte each : text) {
            count += each == 0 ? 1 : 0;
        }
        Entry[] entries = new Entry[count];
        int from = 0;
        for (int i = 0; i < count; i++) {
            entries[i] = Entry.at(text, from);
            from = entries[i].end + 1;
        }
        return entries;
    }

    /** A folder may be there twice, as a link too. */
    private String key(Entry entry) {
        return (entry.type == LINK ? "L" : "") + path(entry);
    }

    private String line(Entry entry) {
        int length = entry.end + 1 - entry.start;
        return new String(text, entry.start, length, StandardCharsets.UTF_8);
    }

    private String path(Entry entry) {
        return new String(text, entry.path, entry.end - entry.path, StandardCharsets.UTF_8);
    }

    private String hash(Entry entry) {
        int length = entry.path - 1 - entry.hash;
        return new String(text, entry.hash, length, StandardCharsets.ISO_8859_1);
    }

    /** One entry; places in the text. */
    private static final class Entry {
        final int start;
        final byte type;
        final long modified;
        final long changed;
        final long size;
        final long inode;
        final int hash;
        final int path;
        final int end;
        private int at;

        static Entry at(byte[] text, int start) {
            return new Entry(text, start);
        }

        private Entry(byte[] text, int start) {
            this.start = start;
            type = text[start];
            at = start + 1;
            modified = number(text);
            changed = number(text);
            size = number(text);
            inode = number(text);
            hash = at;
            path = behind(text, (byte) ' ');
            end = behind(text, (byte) 0) - 1;
        }

        private long number(byte[] text) {
            long value = 0;
            while (text[at] != ' ') {
                value = value * 10 + (text[at++] - '0');
            }
            at++;
            return value;
        }

        private int behind(byte[] text, byte mark) {
            while (text[at] != mark) {
                at++;
            }
            return ++at;
        }
    }
}
