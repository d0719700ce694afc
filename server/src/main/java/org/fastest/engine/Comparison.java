package org.fastest.engine;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.fastest.cache.QuickResults;
import org.fastest.cache.QuickResults.Content;
import org.fastest.cache.QuickResults.Known;
import org.fastest.cache.QuickResults.Of;
import org.fastest.cache.QuickResults.Outcomes;
import org.fastest.model.RunEnd;
import org.fastest.model.RunEvent;
import org.fastest.model.TestId;
import org.fastest.model.TestResult;
import org.fastest.run.RunListener;
import org.jspecify.annotations.Nullable;

/**
 * Hands on all that happens in a run; at its end compares what pytest found of the files whose turn
 * it was with what a quicker engine had found, and keeps what quicker engines found this time.
 */
final class Comparison implements RunListener {
    /** Of a file with more tests that do not pass nothing is kept. */
    private static final int MOST = 1000;

    private final SecondLook look;
    private final SecondLook.Plan plan;
    private final RunListener listener;
    private final long began = System.currentTimeMillis();
    private final Map<String, Map<String, String>> outcomes = new HashMap<>();

    /** The file that was noted last, and its outcomes: mostly the next test stands there, too. */
    private String file = "";

    private Map<String, String> ofFile = Map.of();

    private final Set<String> quick = new TreeSet<>();
    private final Set<String> once = new HashSet<>();
    private long newest;

    Comparison(SecondLook look, SecondLook.Plan plan, RunListener listener) {
        this.look = look;
        this.plan = plan;
        this.listener = listener;
    }

    @Override
    public void on(RunEvent event) {
        if (event instanceof RunEvent.Finished finished) {
            note(finished.result());
        } else if (event instanceof RunEvent.Quick told) {
            quick.addAll(told.files());
            once.addAll(told.once());
            newest = Math.max(newest, told.newest());
        } else if (event instanceof RunEvent.Ended ended) {
            end(ended);
            return;
        }
        listener.on(event);
    }

    private void note(TestResult result) {
        TestId id = result.id();
        String name = id.occurrence() == 1 ? id.nodeId() : id.nodeId() + "#" + id.occurrence();
        if (!TestId.isOf(id.nodeId(), file)) {
            file = TestId.fileOf(id.nodeId());
            ofFile = outcomes.computeIfAbsent(file, path -> new HashMap<>());
        }
        ofFile.put(name, result.outcome().word());
    }

    private void end(RunEvent.Ended ended) {
        if (ended.end().reason() != RunEnd.Reason.DONE
                || (quick.isEmpty() && plan.full().isEmpty())) {
            listener.on(ended);
            return;
        }
        Map<String, String> pins = new TreeMap<>();
        for (String path : plan.chosen()) {
            String why = difference(path);
            if (why != null) {
                pins.put(path, why);
            }
        }
        for (String id : once) {
            pins.putIfAbsent(
                    TestId.fileOf(id),
                    id + " failed without pytest, but not when pytest ran it once more");
        }
        pins.forEach((path, why) ->
                listener.on(
                        new RunEvent.Concluded(
                                path + " is run by pytest itself from now on: " + why + "\n")));
        listener.on(ended);
        keep(pins);
    }

    /** How pytest's outcomes differ from those known, as far as they can be compared, or null. */
    private @Nullable String difference(String path) {
        Of before = plan.before().files().get(path);
        if (before == null
                || quick.contains(path)
                || before.way() != plan.asked().way()
                // What is tested may have changed, and with it what is right.
                || newest >= before.at()) {
            return null;
        }
        Content now = content(path, before);
        return now == null || now.hash() != before.content().hash()
                ? null
                : before.outcomes().difference(found(path));
    }

    private Outcomes found(String path) {
        Map<String, String> tests = outcomes.get(path);
        return tests == null ? Outcomes.NONE : Outcomes.of(tests);
    }

    private @Nullable Content content(String path, @Nullable Of before) {
        Path file = plan.asked().rootdir().resolve(path);
        return QuickResults.content(file, before == null ? null : before.content());
    }

    private void keep(Map<String, String> pins) {
        Path rootdir = plan.asked().rootdir();
        Known now = look.again(rootdir);
        int run = now.runs() + 1;
        Map<String, Of> files = new HashMap<>(now.files());
        for (String path : quick) {
            Of before = files.get(path);
            Of later = later(path, before, run);
            if (later != null) {
                files.put(path, later);
            }
        }
        for (String path : plan.chosen()) {
            files.computeIfPresent(path, (name, file) -> file.at(run));
        }
        List<String> gone = new ArrayList<>();
        pins.forEach((path, why) -> files.computeIfPresent(path, (name, file) -> file.pinned(why)));
        for (String path : plan.full().keySet()) {
            Of file = files.get(path);
            if (file != null && !outcomes.containsKey(path) && content(path, file) == null) {
                gone.add(path);
            }
        }
        files.keySet().removeAll(gone);
        look.keep(rootdir, new Known(run, files));
    }

    /** What is known of a file after this run, or null where that is what was known before. */
    private @Nullable Of later(String path, @Nullable Of before, int run) {
        Outcomes found = found(path);
        Content content = content(path, before);
        if (content == null
                || found.others().size() > MOST
                || TimeUnit.NANOSECONDS.toMillis(content.modified()) >= began) {
            return null;
        }
        boolean same = before != null && before.content().hash() == content.hash();
        if (before != null
                && same
                && before.way() == plan.asked().way()
                && before.outcomes().tests() > found.tests()) {
            // Only some of its tests.
            return null;
        }
        int looked = before == null ? run : before.looked();
        String pin = before != null && same ? before.pin() : null;
        return new Of(began, content, plan.asked().way(), found, looked, pin);
    }
}
