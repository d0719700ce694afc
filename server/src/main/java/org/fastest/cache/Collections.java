package org.fastest.cache;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import org.fastest.model.CollectionReport;
import org.fastest.model.RunItem;
import org.fastest.model.TestId;
import org.jspecify.annotations.Nullable;

/**
 * Collections kept on disk. A file is {@code MAGIC CHECK LENGTH×3 WORLD IDS DETAILS CRC}; one that
 * is not exactly that is as good as none.
 *
 * @param blobs where the files are
 */
public record Collections(Blobs blobs) {
    private static final long MAGIC = 0x46617374436f6c31L;
    private static final int HEAD = 2 * Long.BYTES + 3 * Integer.BYTES;

    /** What was kept for this question, true or not any more; null where nothing was. */
    public @Nullable Kept read(CollectionKey key) {
        byte[] file = blobs.read(name(key));
        if (file == null || file.length < HEAD + Integer.BYTES) {
            return null;
        }
        ByteBuffer in = ByteBuffer.wrap(file);
        if (in.getLong() != MAGIC || in.getLong() != key.check()) {
            return null;
        }
        int world = in.getInt();
        int ids = in.getInt();
        int details = in.getInt();
        if (world < 0
                || ids < 0
                || details < 0
                || (long) HEAD + world + ids + details + Integer.BYTES != file.length
                || crc(file) != in.getInt(file.length - Integer.BYTES)) {
            return null;
        }
        return new Kept(new World(part(in, world)), part(in, ids), part(in, details));
    }

    /** Notes that what was kept was of use. */
    public void touch(CollectionKey key) {
        blobs.touch(name(key));
    }

    /** Keeps a collection for the next time. */
    public void write(CollectionKey key, Kept kept) {
        byte[] world = kept.world().text();
        int length = world.length + kept.ids().length + kept.details().length;
        ByteBuffer out = ByteBuffer.allocate(HEAD + length + Integer.BYTES);
        out.putLong(MAGIC).putLong(key.check());
        out.putInt(world.length).putInt(kept.ids().length).putInt(kept.details().length);
        out.put(world).put(kept.ids()).put(kept.details());
        out.putInt(crc(out.array()));
        blobs.write(name(key), out.array());
    }

    /**
     * What can be kept of a report: nothing of one that depends on what can't be followed, that has
     * errors (what is wrong may be mended outside of its world), or whose ids have no UTF-8.
     */
    public static @Nullable Kept of(CollectionReport report) {
        String world = report.world();
        if (world == null || !report.errors().isEmpty() || !report.unmatched().isEmpty()) {
            return null;
        }
        StringBuilder ids = new StringBuilder(report.items().size() * 64);
        for (RunItem item : report.items()) {
            ids.append(TestId.oneLine(item.id().nodeId())).append('\n');
        }
        byte[] shown = ids.toString().getBytes(StandardCharsets.UTF_8);
        if (!new String(shown, StandardCharsets.UTF_8).contentEquals(ids)) {
            return null;
        }
        World looked = new World(world.getBytes(StandardCharsets.UTF_8));
        return new Kept(looked, shown, Details.write(report));
    }

    private static String name(CollectionKey key) {
        return "collections/" + Long.toHexString(key.name());
    }

    /** Over all but the last four bytes, which hold it. */
    private static int crc(byte[] file) {
        CRC32 crc = new CRC32();
        crc.update(file, 0, file.length - Integer.BYTES);
        return (int) crc.getValue();
    }

    private static byte[] part(ByteBuffer in, int length) {
        byte[] part = new byte[length];
        in.get(part);
        return part;
    }
}
