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
        Map<String, Pace> taken = new HashMap<>();
        return event -> {
            listener.on(event);
            if (event instanceof RunEvent.Finished finished) {
                taken.merge(
                        NodeIds.scope(finished.result().id().nodeId()),
                        new Pace(1, finished.result().seconds()),
                        Pace::and);
            } else if (event instanceof RunEvent.Ended) {
                keep(taken);
            }
        };
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
