package org.fastest.index;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.fastest.cache.Looked;
import org.fastest.cache.StaticWorld;
import org.jspecify.annotations.Nullable;

/**
 * All files of a project, read but for those that the index still holds for.
 *
 * @param files all that were walked over, in pytest's order
 * @param actsOnSession whether something may act on the items of all files or on their order
 * @param keep keeps what was read for the next time
 * @param looked what was looked at for files that were read
 * @param before what was looked at for files that the index holds for, or null
 */
record Reading(
        List<IndexedFile> files,
        boolean actsOnSession,
        Runnable keep,
        Looked looked,
        @Nullable StaticWorld before) {
    /**
     * From so many files on other threads pay: before, what takes the time is code that is not
     * compiled yet, on each thread.
     */
    private static final int FEW = 1000;

    static Reading of(Project project, String projectId, int threads, @Nullable StaticIndex index) {
        // Begun before anything is looked at: what is written from now on proves nothing.
        Looked looked = new Looked(index == null ? 0 : index.clock().millis());
        StaticIndex.Partly before = index == null ? null : index.partly(project);
        if (index != null && before != null && before.look().isSame()) {
            return new Reading(
                    before.code().files(),
                    before.code().actsOnSession(),
                    before.look().isAged() ? () -> index.renew(project, before, looked) : () -> {},
                    looked,
                    before.kept().world());
        }
        DiskView disk = index == null ? DiskView.unnoted() : DiskView.noted(looked);
        Walk walk = project.walk(disk);
        FileScan scan = new FileScan(project, projectId, walk);
        Map<String, IndexedFile> valid = before == null ? Map.of() : before.valid(walk, scan);
        IndexedFile[] files = new IndexedFile[walk.files().size()];
        for (int i = 0; i < files.length && !valid.isEmpty(); i++) {
            IndexedFile kept = valid.get(walk.files().get(i));
            if (kept != null) {
                files[i] = kept;
            }
        }
        AtomicInteger next = new AtomicInteger();
        Runnable work = () -> read(walk, scan, index != null, files, next);
        List<Thread> others = new ArrayList<>();
        for (int i = 1; i < threads && files.length - valid.size() > FEW; i++) {
            Thread other = new Thread(work, "fastest-list");
            other.start();
            others.add(other);
        }
        work.run();
        for (Thread other : others) {
            join(other);
        }
        boolean acts = scan.actsOnSession();
        List<IndexedFile> all = new ArrayList<>(files.length);
        for (IndexedFile file : files) {
            acts |= file.isKept() && file.actsOnSession();
            all.add(file);
        }
        if (addFaults(walk, index != null, all)) {
            PathOrder order = project.order();
            all.sort((left, right) -> order.compare(left.path(), right.path()));
        }
        boolean actsOnSession = acts;
        return new Reading(
                all,
                acts,
                index == null
                        ? () -> {}
                        : () -> index.keep(scan, looked, before, all, actsOnSession),
                looked,
                before == null ? null : before.kept().world());
    }

    /**
     * The files that a file's tests were found from, or would be: absolute paths, with {@code /}.
     */
    List<String> places(IndexedFile file) {
        List<String> places = new ArrayList<>();
        Seen seen = file.seen();
        for (int i = 0; i < seen.count(); i++) {
            if (file.isKept() && before != null) {
                before.places(seen.number(i), places);
            } else {
                looked.places(seen.number(i), places);
            }
        }
        return places;
    }

    /** Adds what is wrong with conftests that are no test files themselves. */
    private static boolean addFaults(Walk walk, boolean isToKeep, List<IndexedFile> to) {
        boolean isAny = false;
        for (FileTests fault : walk.conftests().faults()) {
            if (!walk.files().contains(fault.path())) {
                to.add(IndexedFile.read(fault, false, false, Seen.NOTHING, code(fault, isToKeep)));
                isAny = true;
            }
        }
        return isAny;
    }

    private static IndexedFile.Slice code(FileTests tests, boolean isToKeep) {
        return isToKeep ? IndexedFile.Slice.of(FileCode.write(tests)) : IndexedFile.Slice.NONE;
    }

    private static void read(
            Walk walk, FileScan scan, boolean isToKeep, IndexedFile[] into, AtomicInteger next) {
        DiskView disk = walk.disk();
        for (int i = next.getAndIncrement(); i < into.length; i = next.getAndIncrement()) {
            if (into[i] != null) {
                continue;
            }
            String path = walk.files().get(i);
            Tape outer = disk.begin();
            FileTests tests = scan.read(path).tests();
            boolean acts = isToKeep && scan.actsOnSession(path);
            Seen seen = disk.end(outer);
            boolean isDoubtful = walk.doubtful().contains(path);
            IndexedFile file =
                    IndexedFile.read(tests, isDoubtful, acts, seen, code(tests, isToKeep));
            into[i] = isToKeep ? file.packed() : file;
        }
    }

    private static void join(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException stopped) {
                // The reader ends by itself; whoever interrupts hears of it afterwards.
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
