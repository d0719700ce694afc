package org.fastest.index;

import java.io.PrintStream;
import java.util.List;
import org.fastest.cache.ByteBuilder;
import org.fastest.cache.KeptListing;

/** Node ids as they are printed, one a line, in UTF-8. */
public final class Ids {
    private final byte[] array;
    private final int from;
    private final int length;

    private Ids(byte[] array, int from, int length) {
        this.array = array;
        this.from = from;
        this.length = length;
    }

    /** Those of all files. */
    static Ids of(List<IndexedFile> files) {
        int length = 0;
        for (IndexedFile file : files) {
            length += file.ids().length();
        }
        ByteBuilder all = new ByteBuilder(length);
        for (IndexedFile file : files) {
            file.ids().appendTo(all);
        }
        return new Ids(all.toArray(), 0, length);
    }

    static Ids of(KeptListing kept) {
        return new Ids(kept.array(), kept.idsFrom(), kept.idsLength());
    }

    /** All of them in an array of their own; not to be changed. */
    byte[] array() {
        return from == 0 && length == array.length
                ? array
                : java.util.Arrays.copyOfRange(array, from, from + length);
    }

    public boolean isEmpty() {
        return length == 0;
    }

    /** Prints them. */
    public void writeTo(PrintStream out) {
        out.write(array, from, length);
    }
}
