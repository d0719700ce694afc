package org.fastest.index;

import java.util.ArrayList;
import java.util.List;
import org.fastest.cache.ByteBuilder;
import org.fastest.cache.ByteScanner;
import org.fastest.cache.KeptListing;
import org.fastest.model.Issue;

/**
 * The files of a project as they are kept.
 *
 * @param files all that were walked over, in pytest's order
 * @param isSessionDoubtful whether a conftest may change the items of all files
 * @param actsOnSession whether something may act on the items of all files or on their order
 * @param folders the folders that the files are in, as one number
 * @param seen numbers of what was looked at for all files
 */
record IndexCode(
        List<IndexedFile> files,
        boolean isSessionDoubtful,
        boolean actsOnSession,
        long folders,
        Seen seen) {
    private static final int DOUBTFUL = 1;
    private static final int ACTS = 2;
    private static final int FAULTY = 4;

    byte[] write() {
        int size = 1 << 12;
        for (IndexedFile file : files) {
            size += file.code().length() + 128;
        }
        ByteBuilder out = new ByteBuilder(size);
        out.number((isSessionDoubtful ? DOUBTFUL : 0) | (actsOnSession ? ACTS : 0)).fixed(folders);
        seen(seen, out);
        out.number(files.size());
        for (IndexedFile file : files) {
            Issue fault = file.fault();
            out.text(file.path());
            out.number(
                    (file.isDoubtful() ? DOUBTFUL : 0)
                            | (file.actsOnSession() ? ACTS : 0)
                            | (fault != null ? FAULTY : 0));
            if (fault != null) {
                fault(fault, out);
            }
            seen(file.seen(), out);
            IndexedFile.Slice code = file.code();
            out.number(file.ids().length()).number(code.length());
            code.appendTo(out);
        }
        return out.toArray();
    }

    static IndexCode read(KeptListing kept) {
        ByteScanner in = new ByteScanner(kept.details(), 0);
        int session = in.number();
        long folders = in.fixed();
        Seen seen = seen(in);
        int count = in.number();
        List<IndexedFile> files = new ArrayList<>(count);
        int ids = kept.idsFrom();
        for (int i = 0; i < count; i++) {
            String path = in.text();
            int flags = in.number();
            Issue fault = (flags & FAULTY) == 0 ? null : fault(path, in);
            Seen own = seen(in);
            int idsLength = in.number();
            int codeLength = in.number();
            files.add(
                    IndexedFile.kept(
                            path,
                            (flags & DOUBTFUL) != 0,
                            (flags & ACTS) != 0,
                            own,
                            fault,
                            new IndexedFile.Slice(kept.array(), ids, idsLength),
                            new IndexedFile.Slice(kept.details(), in.place(), codeLength)));
            ids += idsLength;
            in.skip(codeLength);
        }
        return new IndexCode(
                files, (session & DOUBTFUL) != 0, (session & ACTS) != 0, folders, seen);
    }

    /** The faults alone, to be shown without the rest. */
    static byte[] remarks(List<IndexedFile> files) {
        ByteBuilder out = new ByteBuilder(64);
        for (IndexedFile file : files) {
            Issue fault = file.fault();
            if (fault != null) {
                out.number(1).text(file.path());
                fault(fault, out);
            }
        }
        return out.number(0).toArray();
    }

    static List<Issue> faults(byte[] remarks) {
        List<Issue> faults = new ArrayList<>();
        ByteScanner in = new ByteScanner(remarks, 0);
        while (in.number() == 1) {
            faults.add(fault(in.text(), in));
        }
        return faults;
    }

    private static void fault(Issue fault, ByteBuilder out) {
        out.text(fault.message());
        FileCode.span(fault.span(), out);
    }

    private static Issue fault(String path, ByteScanner in) {
        return new Issue(Issue.Severity.ERROR, in.text(), path, FileCode.span(in));
    }

    /** Sorted numbers, by their distances. */
    private static void seen(Seen seen, ByteBuilder out) {
        out.number(seen.count());
        int last = 0;
        for (int i = 0; i < seen.count(); i++) {
            int step = seen.number(i) - last;
            out.number(i == 0 ? step << 1 ^ step >> 31 : step);
            last = seen.number(i);
        }
    }

    private static Seen seen(ByteScanner in) {
        int[] numbers = new int[in.number()];
        int last = 0;
        for (int i = 0; i < numbers.length; i++) {
            int step = in.number();
            last += i == 0 ? step >>> 1 ^ -(step & 1) : step;
            numbers[i] = last;
        }
        return new Seen(numbers);
    }
}
