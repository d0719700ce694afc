package org.fastest.cache;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Listings kept on disk: the static index. A file is {@code HEAD SHOWN DETAILS}, each part with its
 * hash in the head, so that what is shown can be read alone; one that is not exactly that is as
 * good as none.
 *
 * @param blobs where the files are
 */
public record Listings(Blobs blobs) {
    private static final long MAGIC = 0x466173744c737431L;
    private static final int HEAD = 7 * Long.BYTES;

    /** What was kept for this question, without its details; null where nothing was. */
    public @Nullable KeptListing shown(ListingKey key) {
        return read(key, false);
    }

    /** What was kept for this question, all of it; null where nothing was. */
    public @Nullable KeptListing whole(ListingKey key) {
        return read(key, true);
    }

    /** Notes that what was kept was of use. */
    public void touch(ListingKey key) {
        blobs.touch(name(key));
    }

    /** Keeps a listing for the next time. */
    public void write(ListingKey key, KeptListing listing) {
        ByteBuilder shown = new ByteBuilder(listing.idsLength() + (1 << 16));
        listing.world().write(shown);
        int world = shown.length();
        shown.bytes(listing.remarks());
        int remarks = shown.length();
        shown.bytes(listing.array(), listing.idsFrom(), listing.idsLength());
        byte[] first = shown.toArray();
        byte[] details = listing.details();
        ByteBuilder head = new ByteBuilder(HEAD);
        head.fixed(MAGIC).fixed(key.check());
        head.fixed((long) first.length << 32 | details.length);
        head.fixed((long) world << 32 | remarks);
        head.fixed(ContentHash.of(first)).fixed(ContentHash.of(details));
        byte[] start = head.toArray();
        head.fixed(ContentHash.of(start));
        blobs.write(name(key), head.toArray(), first, details);
    }

    private @Nullable KeptListing read(ListingKey key, boolean withDetails) {
        File file = new File(blobs.folder() + "/" + name(key));
        try (FileInputStream in = new FileInputStream(file)) {
            byte[] head = in.readNBytes(HEAD);
            if (head.length < HEAD) {
                return null;
            }
            ByteScanner scanner = new ByteScanner(head, 0);
            if (scanner.fixed() != MAGIC || scanner.fixed() != key.check()) {
                return null;
            }
            long lengths = scanner.fixed();
            long places = scanner.fixed();
            long firstHash = scanner.fixed();
            long detailsHash = scanner.fixed();
            int length = (int) (lengths >>> 32);
            int rest = (int) lengths;
            int world = (int) (places >>> 32);
            int remarks = (int) places;
            if (scanner.fixed() != ContentHash.of(head, 0, HEAD - Long.BYTES)
                    || (long) HEAD + length + rest != file.length()) {
                return null;
            }
            byte[] first = in.readNBytes(length);
            if (first.length != length || ContentHash.of(first) != firstHash) {
                return null;
            }
            byte[] details = withDetails ? in.readNBytes(rest) : new byte[0];
            if (withDetails && (details.length != rest || ContentHash.of(details) != detailsHash)) {
                return null;
            }
            ByteScanner body = new ByteScanner(first, 0);
            StaticWorld looked = StaticWorld.read(body);
            byte[] noted = body.bytes(remarks - world);
            return new KeptListing(looked, noted, first, remarks, length - remarks, details);
        } catch (IOException none) {
            return null;
        }
    }

    private static String name(ListingKey key) {
        return "listings/" + Long.toHexString(key.name());
    }
}
