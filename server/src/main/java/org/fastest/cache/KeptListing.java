package org.fastest.cache;

/** A listing from texts that was kept. What its bytes mean its writer knows. */
public final class KeptListing {
    private final StaticWorld world;
    private final byte[] remarks;
    private final byte[] array;
    private final int idsFrom;
    private final int idsLength;
    private final byte[] details;

    /** Of a part of an array; none of the arrays is changed any more. */
    KeptListing(
            StaticWorld world,
            byte[] remarks,
            byte[] array,
            int idsFrom,
            int idsLength,
            byte[] details) {
        this.world = world;
        this.remarks = remarks;
        this.array = array;
        this.idsFrom = idsFrom;
        this.idsLength = idsLength;
        this.details = details;
    }

    /** Of arrays that are not changed any more. */
    public KeptListing(StaticWorld world, byte[] remarks, byte[] ids, byte[] details) {
        this(world, remarks, ids, 0, ids.length, details);
    }

    /** The same with other stamps. */
    public KeptListing with(StaticWorld renewed) {
        return new KeptListing(renewed, remarks, array, idsFrom, idsLength, details);
    }

    /** What it depends on. */
    public StaticWorld world() {
        return world;
    }

    /** What is said of the listing beside its ids. */
    public byte[] remarks() {
        return remarks;
    }

    /** The array that holds its node ids as they are printed, one a line, in UTF-8. */
    public byte[] array() {
        return array;
    }

    /** Where in the array they begin. */
    public int idsFrom() {
        return idsFrom;
    }

    /** How many bytes they are. */
    public int idsLength() {
        return idsLength;
    }

    /** All else; empty where it was not read. */
    public byte[] details() {
        return details;
    }
}
