package org.fastest.index;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.fastest.cache.ByteBuilder;
import org.fastest.cache.ByteScanner;
import org.fastest.model.Issue;
import org.fastest.model.TestId;
import org.fastest.model.TestItem;
import org.jspecify.annotations.Nullable;

/** One test file as a listing has it, and as it is kept. */
final class IndexedFile {
    private final String path;
    private final boolean isDoubtful;
    private final boolean actsOnSession;
    private final Seen seen;
    private final @Nullable Issue fault;
    private final Slice ids;
    private final Slice code;
    private final @Nullable FileTests tests;
    private final boolean isKept;

    private IndexedFile(
            String path,
            boolean isDoubtful,
            boolean actsOnSession,
            Seen seen,
            @Nullable Issue fault,
            Slice ids,
            Slice code,
            @Nullable FileTests tests,
            boolean isKept) {
        this.isKept = isKept;
        this.path = path;
        this.isDoubtful = isDoubtful;
        this.actsOnSession = actsOnSession;
        this.seen = seen;
        this.fault = fault;
        this.ids = ids;
        this.code = code;
        this.tests = tests;
    }

    /** Part of an array that is not changed any more. */
    static final class Slice {
        static final Slice NONE = of(new byte[0]);

        private final byte[] array;
        private final int from;
        private final int length;

        Slice(byte[] array, int from, int length) {
            this.array = array;
            this.from = from;
            this.length = length;
        }

        static Slice of(byte[] array) {
            return new Slice(array, 0, array.length);
        }

        int length() {
            return length;
        }

        void appendTo(ByteBuilder out) {
            out.bytes(array, from, length);
        }
    }

    /**
     * One that was read just now.
     *
     * @param isDoubtful whether a conftest may leave it out
     * @param actsOnSession whether a conftest that holds for it may act on other files' items
     * @param seen numbers of what was looked at for it
     * @param code its tests as {@link FileCode} writes them, or nothing if it is not to be kept
     */
    static IndexedFile read(
            FileTests tests, boolean isDoubtful, boolean actsOnSession, Seen seen, Slice code) {
        Issue fault = null;
        for (Issue issue : tests.issues()) {
            // A file fails once, as for Python: what follows the first fault is often its
            // consequence.
            if (fault == null && issue.severity() == Issue.Severity.ERROR) {
                fault = issue;
            }
        }
        Slice ids = fault == null ? Slice.of(ids(tests.items())) : Slice.NONE;
        return new IndexedFile(
                tests.path(), isDoubtful, actsOnSession, seen, fault, ids, code, tests, false);
    }

    /** One that was kept. */
    static IndexedFile kept(
            String path,
            boolean isDoubtful,
            boolean actsOnSession,
            Seen seen,
            @Nullable Issue fault,
            Slice ids,
            Slice code) {
        return new IndexedFile(path, isDoubtful, actsOnSession, seen, fault, ids, code, null, true);
    }

    /** The same as bytes alone, which take a tenth of the room. */
    IndexedFile packed() {
        return code.length == 0
                ? this
                : new IndexedFile(
                        path, isDoubtful, actsOnSession, seen, fault, ids, code, null, isKept);
    }

    /** The same with other numbers for what was looked at. */
    IndexedFile with(Seen numbers) {
        return new IndexedFile(
                path, isDoubtful, actsOnSession, numbers, fault, ids, code, tests, isKept);
    }

    /** Whether it was not read now. */
    boolean isKept() {
        return isKept;
    }

    String path() {
        return path;
    }

    boolean isDoubtful() {
        return isDoubtful;
    }

    boolean actsOnSession() {
        return actsOnSession;
    }

    Seen seen() {
        return seen;
    }

    /** Why it has no tests to be shown, or null. */
    @Nullable Issue fault() {
        return fault;
    }

    /** Its node ids as they are printed, one a line, in UTF-8. */
    Slice ids() {
        return ids;
    }

    Slice code() {
        return code;
    }

    /** Its tests. */
    FileTests tests(String project) {
        return tests != null
                ? tests
                : FileCode.read(path, project, new ByteScanner(code.array, code.from));
    }

    private static byte[] ids(List<TestItem> items) {
        List<TestItem> leaves = TestItem.leaves(items);
        StringBuilder text = new StringBuilder(leaves.size() * 64);
        for (int i = 0; i < leaves.size(); i++) {
            text.append(TestId.oneLine(leaves.get(i).id().nodeId())).append('\n');
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }
}
