package org.fastest.cache;

import org.fastest.model.CollectionReport;

/** A collection that was kept: complete and without errors. */
public final class Kept {
    private final World world;
    private final byte[] ids;
    private final byte[] details;

    /**
     * Of parts that are not changed any more.
     *
     * @param details {@link Details} of all but the ids
     */
    Kept(World world, byte[] ids, byte[] details) {
        this.world = world;
        this.ids = ids;
        this.details = details;
    }

    /** What it depends on. */
    public World world() {
        return world;
    }

    /** Its node ids as they are printed, one a line, in UTF-8; not to be changed. */
    public byte[] ids() {
        return ids;
    }

    byte[] details() {
        return details;
    }

    /**
     * All that pytest said, but for its world.
     *
     * @param project what {@code TestId.project} is
     */
    public CollectionReport report(String project) {
        return Details.read(details, project);
    }

    /** The same with other stamps. */
    public Kept with(World renewed) {
        return new Kept(renewed, ids, details);
    }
}
