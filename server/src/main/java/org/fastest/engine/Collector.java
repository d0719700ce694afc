package org.fastest.engine;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.fastest.cache.Blobs;
import org.fastest.cache.CollectionKey;
import org.fastest.cache.Collections;
import org.fastest.cache.Kept;
import org.fastest.cache.World;
import org.fastest.model.CollectionReport;
import org.fastest.model.RunEnd;
import org.fastest.run.RunHandle;
import org.fastest.run.RunRequest;
import org.jspecify.annotations.Nullable;

/**
 * Asks pytest what it collects, as little as possible: what it said before counts as long as all
 * that it depends on is as it was.
 */
final class Collector {
    /** pytest's exit code where there are no tests. */
    private static final int NOTHING = 5;

    private final Parts parts;
    private final Collections collections;

    Collector(Parts parts) {
        this.parts = parts;
        this.collections = new Collections(new Blobs(Parts.places(parts.machine()).cache()));
    }

    /** Where everything is kept. */
    Blobs blobs() {
        return collections.blobs();
    }

    /**
     * The key of a question.
     *
     * @param python the interpreter's executable, absolute
     * @param only the files that are asked about, or null for all
     * @param env variables beside this process's own; a null value removes one
     */
    CollectionKey key(
            Path python,
            Path cwd,
            List<String> args,
            @Nullable List<String> only,
            Map<String, @Nullable String> env) {
        Machine machine = parts.machine();
        List<String> words = new ArrayList<>(args);
        if (only != null) {
            words.add("\2");
            words.addAll(only);
        }
        Map<String, String> environment = machine.environment();
        if (!env.isEmpty()) {
            environment = new HashMap<>(environment);
            for (Map.Entry<String, @Nullable String> variable : env.entrySet()) {
                String value = variable.getValue();
                if (value == null) {
                    environment.remove(variable.getKey());
                } else {
                    environment.put(variable.getKey(), value);
                }
            }
        }
        return CollectionKey.of(machine.build(), python, cwd, words, environment);
    }

    /**
     * What was said before to the same question, or null; starts no Python. What it depends on is
     * looked at now.
     */
    @Nullable Remembered remembered(CollectionKey key) {
        Kept kept = collections.read(key);
        if (kept == null) {
            return null;
        }
        World.Look look = kept.world().look(Renewal.MOST);
        World renewed = look.renewed();
        if (renewed != null) {
            collections.write(key, kept.with(renewed));
        } else if (look.changed().isEmpty()) {
            collections.touch(key);
        }
        return new Remembered(key, kept, look.changed());
    }

    /**
     * Asks for what is not known, and remembers the answer.
     *
     * @param whole the whole question: one worker, collecting only
     * @param remembered what was said before and is not true any more, or null
     * @param started is given each collection as it begins
     */
    Answer collect(RunRequest whole, @Nullable Remembered remembered, Consumer<RunHandle> started)
            throws InterruptedException {
        Renewal renewal = remembered == null ? null : Renewal.of(remembered, whole.project());
        if (renewal != null) {
            Answer part = ask(whole.withOnly(renewal.only()), started);
            CollectionReport report = renewal.report(part);
            if (report != null) {
                int exit = report.items().isEmpty() ? NOTHING : 0;
                Answer answer = new Answer(report, List.of(), part.end().with(exit));
                keep(whole, answer);
                return answer;
            }
            if (part.end().reason() == RunEnd.Reason.CANCELLED) {
                return part;
            }
        }
        Answer answer = ask(whole, started);
        keep(whole, answer);
        return answer;
    }

    private Answer ask(RunRequest request, Consumer<RunHandle> started)
            throws InterruptedException {
        Answer.Gathering gathering = new Answer.Gathering();
        RunHandle handle = parts.runs().start(request, parts.machine().environment(), gathering);
        started.accept(handle);
        return gathering.answer(handle.await());
    }

    private void keep(RunRequest whole, Answer answer) {
        CollectionReport report = answer.report();
        int exit = answer.end().exitCode();
        if (report != null && (exit == 0 || exit == NOTHING) && answer.errors().isEmpty()) {
            Path python = whole.interpreter().executable();
            keep(key(python, whole.cwd(), whole.args(), whole.only(), whole.env()), report);
        }
    }

    /** Keeps what pytest said, where that can be. */
    void keep(CollectionKey key, CollectionReport report) {
        Kept kept = Collections.of(report);
        if (kept != null) {
            collections.write(key, kept);
        }
    }
}
