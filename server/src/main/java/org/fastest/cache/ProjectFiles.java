package org.fastest.cache;

import org.jspecify.annotations.Nullable;

/**
 * Small files of one kind, one a project. A file is {@code MAGIC HASH ROOTDIR BODY}; one that is
 * not exactly that is as good as none.
 *
 * @param blobs where the files are
 * @param folder the kind's, in the cache's folder
 * @param magic the kind's and its form's
 */
record ProjectFiles(Blobs blobs, String folder, long magic) {
    private static final int HEAD = 2 * Long.BYTES;

    /**
     * At the beginning of what was kept for a project, or null where nothing was.
     *
     * @param rootdir absolute
     */
    @Nullable ByteScanner read(String rootdir) {
        byte[] file = blobs.read(name(rootdir));
        if (file == null
                || file.length < HEAD
                || new ByteScanner(file, 0).fixed() != magic
                || new ByteScanner(file, Long.BYTES).fixed()
                        != ContentHash.of(file, HEAD, file.length - HEAD)) {
            return null;
        }
        ByteScanner in = new ByteScanner(file, HEAD);
        return in.text().equals(rootdir) ? in : null;
    }

    /** The body of a project's file, to be continued and written. */
    ByteBuilder begin(String rootdir) {
        return new ByteBuilder(1 << 12).text(rootdir);
    }

    /** Keeps a body that was begun for this project. */
    void write(String rootdir, ByteBuilder body) {
        ByteBuilder head = new ByteBuilder(HEAD);
        head.fixed(magic).fixed(body.hash());
        blobs.write(name(rootdir), head.toArray(), body.toArray());
    }

    private String name(String rootdir) {
        return folder + "/" + Long.toHexString(ContentHash.of(rootdir));
    }
}
