package org.fastest.bridge;

import java.util.List;
import org.fastest.model.CollectError;
import org.fastest.model.CollectSkip;
import org.fastest.model.FileEngine;
import org.fastest.model.JunitPart;
import org.fastest.model.Kind;
import org.fastest.model.ReportOptions;
import org.jspecify.annotations.Nullable;

/** What the Python side says. All but {@link Hello} and {@link Lost} are about one session. */
public sealed interface WorkerMessage {
    /** The supervisor is up. */
    record Hello(int protocol, String python, @Nullable String pytest, @Nullable String pytestError)
            implements WorkerMessage {}

    /** Not on the wire: the supervisor is gone, and its sessions with it; why, for people. */
    record Lost(String why) implements WorkerMessage {}

    /** A message about one session. */
    sealed interface OfSession extends WorkerMessage {
        /** The run, by the server's own name. */
        String run();

        /** The worker's number in the run, from 0. */
        int worker();
    }

    /** A file that the supervisor imported has changed: nothing was started. */
    record Stale(String run, int worker, String file) implements OfSession {}

    /** The session runs none of its tests, because pytest might do otherwise. */
    record Refused(String run, int worker, String why) implements OfSession {}

    /** No later session can start where this one stands, or stood, and why. */
    record Unparked(String run, int worker, String why) implements OfSession {}

    /**
     * Which engine would run what, where a collection for {@code Lean} was asked for.
     *
     * @param files those with tests, in pytest's order
     * @param plugins the installed ones with their versions
     */
    record Engines(String run, int worker, List<FileEngine> files, List<String> plugins)
            implements OfSession {
        public Engines {
            files = List.copyOf(files);
            plugins = List.copyOf(plugins);
        }
    }

    /**
     * What a quicker engine than pytest itself has run, when all tests are through.
     *
     * @param files paths relative to the rootdir
     * @param once node ids of tests that failed, but not when pytest ran them again
     * @param newest when the newest of the imported files was changed, in ms since 1970; 0 where
     *     nobody had to know
     */
    record Quick(String run, int worker, List<String> files, List<String> once, long newest)
            implements OfSession {
        public Quick {
            files = List.copyOf(files);
            once = List.copyOf(once);
        }
    }

    /** The session's process is up. */
    record Opened(String run, int worker) implements OfSession {}

    /** A stretch of the collected list; the last one carries the rest of what was found. */
    record Collected(String run, int worker, List<Item> items, @Nullable Found found)
            implements OfSession {
        public Collected {
            items = List.copyOf(items);
        }
    }

    /** What happened, in order. */
    record Events(String run, int worker, List<SessionEvent> events) implements OfSession {
        public Events {
            events = List.copyOf(events);
        }
    }

    /** Written outside of pytest's capture. */
    record Raw(String run, int worker, String text) implements OfSession {}

    /**
     * The session's processes are gone; always the last message of a session.
     *
     * @param stacks where its threads were, or why nobody knows; null where nobody asked
     */
    record Exited(
            String run,
            int worker,
            @Nullable Integer status,
            @Nullable String signal,
            @Nullable String stacks)
            implements OfSession {}

    /**
     * A collected item; {@code line} from 0 or null, {@code group} that of its {@code xdist_group}.
     */
    record Item(
            String id,
            String path,
            @Nullable Integer line,
            Kind kind,
            List<String> marks,
            @Nullable String group) {
        public Item {
            marks = List.copyOf(marks);
        }
    }

    /**
     * What a collection found beside the items.
     *
     * @param rootdir absolute
     * @param inifile absolute, or null
     * @param deselected how many items
     * @param errors files that could not be collected
     * @param skipped modules that were skipped as a whole
     * @param unmatched asked-for ids that match nothing
     * @param together why a file collected by itself might give something else, or null
     * @param world what a collection without a run looked at, or null where that can't be known
     * @param options what the person wants to see, or null where a run without pytest follows
     * @param junit the collection's part of the JUnit report, or null
     */
    record Found(
            String rootdir,
            @Nullable String inifile,
            int deselected,
            List<CollectError> errors,
            List<CollectSkip> skipped,
            List<String> unmatched,
            @Nullable String together,
            @Nullable String world,
            @Nullable ReportOptions options,
            @Nullable JunitPart junit) {
        public Found {
            errors = List.copyOf(errors);
            skipped = List.copyOf(skipped);
            unmatched = List.copyOf(unmatched);
        }
    }
}
