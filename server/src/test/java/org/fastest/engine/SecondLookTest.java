package org.fastest.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.fastest.cache.Blobs;
import org.fastest.cache.QuickResults;
import org.fastest.model.Outcome;
import org.fastest.model.RunEnd;
import org.fastest.model.RunEvent;
import org.fastest.model.TestId;
import org.fastest.model.TestResult;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which files pytest runs in the place of a quicker engine, and what comes of it. */
class SecondLookTest {
    private static final long LONG_AGO = 1_000_000_000_000L;

    private static final RunEnd END = new RunEnd(RunEnd.Reason.DONE, 0, null, Map.of(), 0);

    @TempDir Path cache;
    @TempDir Path rootdir;

    private SecondLook look;

    @BeforeEach
    void begin() {
        look = new SecondLook(new QuickResults(new Blobs(cache)));
    }

    private SecondLook.Asked asked(long way, String... within) {
        return new SecondLook.Asked(rootdir, List.of(within), way);
    }

    private List<String> files(int count) throws Exception {
        List<String> files = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            files.add("test_" + (100 + i) + ".py");
            write(files.getLast(), "content");
        }
        return files;
    }

    private void write(String name, String text) throws Exception {
        Files.writeString(rootdir.resolve(name), text);
        Files.setLastModifiedTime(rootdir.resolve(name), FileTime.fromMillis(LONG_AGO));
    }

    /** A run of one test a file; gives what is said at its end. */
    private List<String> run(
            SecondLook.Plan plan, List<String> files, Outcome outcome, long newest) {
        List<String> said = new ArrayList<>();
        Comparison comparison =
                new Comparison(
                        look,
                        plan,
                        event -> {
                            if (event instanceof RunEvent.Concluded(String text)) {
                                said.add(text);
                            }
                        });
        List<String> quick = new ArrayList<>(files);
        quick.removeAll(plan.full().keySet());
        for (String file : files) {
            TestId id = TestId.of(".", file + "::test");
            comparison.on(
                    new RunEvent.Finished(new TestResult(id, outcome, 0, List.of(), List.of())));
        }
        comparison.on(new RunEvent.Quick(quick, List.of(), newest));
        comparison.on(new RunEvent.Ended(END));
        return said;
    }

    @Test
    void everyFileHasItsTurn() throws Exception {
        for (int count : List.of(1, 7, 60, 130)) {
            List<String> files = files(count);
            begin();
            Set<String> chosen = new TreeSet<>();
            int all = 0;
            for (int run = 0; run < 2 * SecondLook.SHARE; run++) {
                SecondLook.Plan plan = look.lean(asked(1));
                assertTrue(count <= SecondLook.SHARE || run == 0 || !plan.chosen().isEmpty());
                chosen.addAll(plan.chosen());
                all += plan.chosen().size();
                assertEquals(List.of(), run(plan, files, Outcome.PASSED, LONG_AGO));
            }
            assertEquals(new TreeSet<>(files), chosen);
            assertTrue(
                    Math.abs(all - 2 * count) <= 1 + count / SecondLook.SHARE, count + ": " + all);
            new Blobs(cache).clear();
        }
    }

    @Test
    void withoutPytestItIsOneRunInTwenty() throws Exception {
        List<String> files = files(5);
        Map<Integer, Set<String>> chosen = new HashMap<>();
        for (int run = 1; run <= 60; run++) {
            SecondLook.Plan plan = look.plain(asked(1), files);
            if (!plan.full().isEmpty()) {
                chosen.put(run, plan.full().keySet());
            }
            assertEquals(List.of(), run(plan, files, Outcome.PASSED, LONG_AGO));
        }
        assertEquals(
                Map.of(
                        20, Set.of("test_100.py", "test_101.py"),
                        40, Set.of("test_102.py", "test_103.py"),
                        60, Set.of("test_104.py", "test_100.py")),
                chosen);
    }

    @Test
    void whatDiffersIsPinnedUntilItChanges() throws Exception {
        List<String> files = files(50);
        run(look.lean(asked(1)), files, Outcome.PASSED, LONG_AGO);
        SecondLook.Plan plan = look.lean(asked(1));
        assertEquals(Map.of("test_100.py", SecondLook.SAMPLED), plan.full());
        List<String> said = run(plan, files, Outcome.FAILED, LONG_AGO);
        assertEquals(1, said.size());
        assertTrue(said.getFirst().startsWith("test_100.py is run by pytest itself from now on"));
        assertEquals(Set.of("test_100.py"), look.pins(rootdir).keySet());
        // Another process has it from the disk; the sample goes on beside it.
        begin();
        assertEquals(Set.of("test_100.py", "test_101.py"), look.lean(asked(1)).full().keySet());
        assertEquals(Set.of("test_100.py"), look.plain(asked(1), files).full().keySet());
        write("test_100.py", "content, changed");
        assertEquals(Map.of(), look.pins(rootdir));
        run(look.plain(asked(1), files), files, Outcome.PASSED, LONG_AGO);
        write("test_100.py", "content");
        assertEquals(Map.of(), look.pins(rootdir), "a pin that has ended does not come back");
    }

    @Test
    void whatCannotBeComparedIsNot() throws Exception {
        List<String> files = files(50);
        run(look.lean(asked(1)), files, Outcome.PASSED, LONG_AGO);
        // What is tested was edited.
        SecondLook.Plan second = look.lean(asked(1));
        assertEquals(1, second.chosen().size());
        long now = System.currentTimeMillis() + 1000;
        assertEquals(List.of(), run(second, files, Outcome.FAILED, now));
        // Other options.
        SecondLook.Plan third = look.lean(asked(2));
        assertEquals(1, third.chosen().size());
        assertEquals(List.of(), run(third, files, Outcome.SKIPPED, LONG_AGO));
        // The file itself.
        SecondLook.Plan fourth = look.lean(asked(2));
        assertEquals(Set.of("test_102.py"), fourth.chosen());
        write("test_102.py", "content, changed");
        assertEquals(List.of(), run(fourth, files, Outcome.FAILED, LONG_AGO));
        assertEquals(Map.of(), look.pins(rootdir));
    }

    @Test
    void aRunOfSomeFilesTakesItsTurnsAmongThem() throws Exception {
        List<String> files = files(50);
        run(look.lean(asked(1)), files, Outcome.PASSED, LONG_AGO);
        Set<String> chosen = new TreeSet<>();
        for (int run = 0; run < SecondLook.SHARE; run++) {
            SecondLook.Plan plan = look.lean(asked(1, "test_149.py"));
            chosen.addAll(plan.chosen());
            run(plan, List.of("test_149.py"), Outcome.PASSED, LONG_AGO);
        }
        assertEquals(Set.of("test_149.py"), chosen);
    }
}
