package org.fastest.index;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.fastest.cache.ByteBuilder;
import org.fastest.cache.KeptListing;
import org.fastest.cache.ListingKey;
import org.fastest.cache.Listings;
import org.fastest.cache.Looked;
import org.fastest.cache.StaticWorld;
import org.jspecify.annotations.Nullable;

/**
 * The listings from texts that are kept on disk. A file is read again only if something changed
 * that was looked at for it.
 *
 * @param listings where they are kept
 * @param build of this program
 * @param clock tells what was written too short a time before to be known by its times
 * @param use whether what is kept may be used
 */
public record StaticIndex(Listings listings, String build, InstantSource clock, Use use) {
    /** What is done with listings that are kept already. */
    public enum Use {
        KEPT,
        /** Everything is read anew, and kept. */
        FRESH
    }

    /** What is kept of a project. */
    public enum State {
        NONE,
        /** Something of what it was found from has changed since. */
        OUTDATED,
        CURRENT
    }

    /** What is kept of a project now. */
    public State state(Project project) {
        if (shown(project) != null) {
            return State.CURRENT;
        }
        return listings.whole(key(project)) == null ? State.NONE : State.OUTDATED;
    }

    /** What was kept and holds in part. */
    record Partly(KeptListing kept, IndexCode code, StaticWorld.Look look) {
        /** The files that need not be read again, by path. */
        Map<String, IndexedFile> valid(Walk walk, FileScan scan) {
            Map<String, IndexedFile> valid = new HashMap<>();
            if (code.seen().hasChanged(look)
                    || code.isSessionDoubtful() != scan.isSessionDoubtful()
                    || code.folders() != folders(walk.files())) {
                return valid;
            }
            for (IndexedFile file : code.files()) {
                if (!file.seen().hasChanged(look)
                        && file.isDoubtful() == walk.doubtful().contains(file.path())) {
                    valid.put(file.path(), file);
                }
            }
            return valid;
        }
    }

    /** What is shown of a listing where nothing changed since it was kept; else null. */
    @Nullable KeptListing shown(Project project) {
        ListingKey key = key(project);
        KeptListing kept = use == Use.FRESH ? null : listings.shown(key);
        if (kept == null) {
            return null;
        }
        StaticWorld.Look look = kept.world().look();
        if (!look.isSame() || look.isAged()) {
            return null;
        }
        listings.touch(key);
        return kept;
    }

    /** What was kept, and what has become of it; null where nothing was. */
    @Nullable Partly partly(Project project) {
        KeptListing kept = use == Use.FRESH ? null : listings.whole(key(project));
        return kept == null ? null : new Partly(kept, IndexCode.read(kept), kept.world().look());
    }

    /** Keeps the same listing with the stamps of now. */
    void renew(Project project, Partly before, Looked looked) {
        StaticWorld world = before.kept.world().renewed(looked);
        listings.write(key(project), before.kept.with(world));
    }

    /**
     * Keeps a listing.
     *
     * @param looked what was looked at
     * @param before what was kept, or null
     * @param files all, in pytest's order
     */
    void keep(
            FileScan scan,
            Looked looked,
            @Nullable Partly before,
            List<IndexedFile> files,
            boolean actsOnSession) {
        List<IndexedFile> all = new ArrayList<>(files.size());
        Tape forAll = new Tape();
        forAll.addAll(scan.seenForAll());
        boolean isCarried = false;
        for (IndexedFile file : files) {
            if (before != null && file.isKept()) {
                isCarried = true;
                all.add(file.with(file.seen().carried(before.kept.world(), looked)));
            } else {
                all.add(file);
            }
        }
        if (isCarried && before != null) {
            forAll.addAll(before.code.seen().carried(before.kept.world(), looked));
        }
        IndexCode code =
                new IndexCode(
                        all,
                        scan.isSessionDoubtful(),
                        actsOnSession,
                        folders(scan.files()),
                        forAll.seen());
        Ids ids = Ids.of(all);
        byte[] remarks = IndexCode.remarks(all);
        listings.write(
                key(scan.project()),
                new KeptListing(looked.world(), remarks, ids.array(), code.write()));
    }

    private ListingKey key(Project project) {
        return ListingKey.of(build, project.question());
    }

    /** The folders of files, as one number. */
    private static long folders(List<String> files) {
        ByteBuilder folders = new ByteBuilder(256);
        String before = "";
        for (String path : files) {
            int slash = path.lastIndexOf('/');
            String folder = slash < 0 ? "" : path.substring(0, slash);
            if (!folder.equals(before) || folders.length() == 0) {
                folders.text(folder);
                before = folder;
            }
        }
        return folders.hash();
    }
}
