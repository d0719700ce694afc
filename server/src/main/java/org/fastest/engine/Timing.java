package org.fastest.engine;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.fastest.cache.Paces;
import org.fastest.cache.Paces.Pace;
import org.fastest.config.Options;
import org.fastest.model.NodeIds;
import org.fastest.model.RunEvent;
import org.fastest.run.RunListener;
import org.fastest.run.Sharing;

/** What earlier runs of a project took, for the sake of the order in the next one. */
final class Timing {
    /** A run that took less in all, in seconds, has nothing to tell that an order could gain by. */
    private static final double WORTH_KEEPING = 0.5;

    private static final List<String> ORDERED =
            List.of("--ff", "--failed-first", "--nf", "--new-first");

    private final Paces paces;
    private final String rootdir;

    Timing(Paces paces, Path rootdir) {
        this.paces = paces;
        this.rootdir = rootdir.toString();
    }

    /**
     * How the workers of a run share it.
     *
     * @param options of the project, then of the run alone
     */
    Sharing sharing(int workers, List<Options> options) {
        Map<String, Double> seconds = new HashMap<>();
        if (workers > 1) {
            paces.read(rootdir)
                    .forEach((scope, pace) -> seconds.put(scope, pace.seconds() / pace.tests()));
        }
        boolean inOrder = false;
        int maxfail = 0;
        for (Options each : options) {
            inOrder |= each.rest().stream().anyMatch(ORDERED::contains);
            maxfail = each.maxfail() > 0 ? each.maxfail() : maxfail;
        }
        return new Sharing(seconds, inOrder, maxfail);
    }

    /** Hands on all that happens, and keeps what the tests took once the run is over. */
    RunListener keeping(RunListener listener) {
        return new Keeping(listener);
    }

    /** Adds up what tests take, scope by scope: mostly the next test is of the same one. */
    private final class Keeping implements RunListener {
        private final RunListener listener;
        private final Map<String, Pace> taken = new HashMap<>();
        private String scope = "";
        private int tests;
        private double seconds;

        Keeping(RunListener listener) {
            this.listener = listener;
        }

        @Override
        public void on(RunEvent event) {
            listener.on(event);
            if (event instanceof RunEvent.Finished finished) {
                String nodeId = finished.result().id().nodeId();
                if (!NodeIds.isOfScope(nodeId, scope)) {
                    add();
                    scope = NodeIds.scope(nodeId);
                }
                tests++;
                seconds += finished.result().seconds();
            } else if (event instanceof RunEvent.Ended) {
                add();
                keep(taken);
            }
        }

        private void add() {
            if (tests > 0) {
                taken.merge(scope, new Pace(tests, seconds), Pace::and);
                tests = 0;
                seconds = 0;
            }
        }
    }

    private void keep(Map<String, Pace> taken) {
        double seconds = 0;
        for (Pace pace : taken.values()) {
            seconds += pace.seconds();
        }
        if (seconds >= WORTH_KEEPING) {
            paces.add(rootdir, taken);
        }
    }
}
