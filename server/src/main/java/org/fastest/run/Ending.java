package org.fastest.run;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.fastest.bridge.SessionEvent;
import org.fastest.model.RunEnd;
import org.fastest.model.TimeLimits;
import org.jspecify.annotations.Nullable;

/** The end of a run, from the ends of its sessions. */
final class Ending {
    private Ending() {}

    /**
     * What is known beside the sessions' own ends.
     *
     * @param chosen the session whose collection is the run's
     * @param collected whether a collection was complete
     * @param ownErrors errors that no session counts
     * @param ownFailures failed tests that no session counts
     * @param ownCollectErrors files that could not be collected, which no session counts
     * @param collectOnly whether nothing was to be run
     * @param isCoverageBad whether the coverage that was measured is too little, or unknown
     * @param notRun items without a result, with an excuse
     * @param names node ids of the first of them, where they are to be named
     * @param limits what the run was held to
     * @param unmatched asked-for ids that match nothing
     * @param lastDeath how a worker died last
     * @param endUnknown whether a worker died that nobody replaced
     */
    record Facts(
            @Nullable Session chosen,
            boolean collected,
            int ownErrors,
            int ownFailures,
            int ownCollectErrors,
            boolean collectOnly,
            boolean isCoverageBad,
            int notRun,
            List<String> names,
            TimeLimits limits,
            List<String> unmatched,
            @Nullable String lastDeath,
            boolean endUnknown) {}

    static RunEnd of(Verdict verdict, List<Session> sessions, Facts facts, double seconds) {
        @Nullable Session counting = facts.collected ? facts.chosen : firstEnded(sessions);
        Tally tally = new Tally();
        Set<String> said = new LinkedHashSet<>();
        Integer exit = null;
        boolean finished = false;
        for (Session session : sessions) {
            tally.addAll(Tally.of(session, session == counting));
            SessionEvent.@Nullable Ended ended = session.ended;
            if (ended == null) {
                continue;
            }
            finished = true;
            // A session that we interrupted says 2 for that, and nothing about its tests.
            int own = session.stopped && ended.exit() == 2 ? 0 : ended.exit();
            exit = exit == null ? Integer.valueOf(own) : Integer.valueOf(Exits.worse(exit, own));
            if (ended.message() != null && !session.stopped) {
                said.add(ended.message());
            }
        }
        tally.add("error", facts.ownErrors + facts.ownCollectErrors);
        tally.add("failed", facts.ownFailures);
        if (verdict.failure() != null) {
            said.clear();
            said.add(verdict.failure());
        } else if (verdict.over() != null) {
            said.clear();
            said.add(over(verdict, facts));
        } else if (!finished && facts.lastDeath != null) {
            said.add(facts.lastDeath);
        }
        if (verdict.reached() != null && said.isEmpty()) {
            said.add(verdict.reached());
        }
        if (facts.notRun > 0) {
            said.add(notRun(facts));
        }
        if (!facts.unmatched.isEmpty()) {
            said.add("not found: " + String.join(", ", facts.unmatched));
        }
        return new RunEnd(
                reason(verdict, exit, facts),
                code(verdict, exit, facts, sessions.size()),
                said.isEmpty() ? null : String.join("\n", said),
                tally.ordered(),
                seconds);
    }

    private static String over(Verdict verdict, Facts facts) {
        int errors = facts.ownCollectErrors;
        return verdict.isRunOver()
                ? "run timeout (>" + facts.limits.run() + "s)"
                : errors + (errors == 1 ? " error" : " errors") + " during collection";
    }

    private static String notRun(Facts facts) {
        String count = facts.notRun + (facts.notRun == 1 ? " test" : " tests") + " not run";
        if (facts.names.isEmpty()) {
            return count;
        }
        int more = facts.notRun - facts.names.size();
        String rest = more == 0 ? "" : "\n… and " + more + " more";
        return count + ":\n" + String.join("\n", facts.names) + rest;
    }

    /** Where no collection is complete, each session has found the same errors. */
    private static @Nullable Session firstEnded(List<Session> sessions) {
        for (Session session : sessions) {
            if (session.ended != null) {
                return session;
            }
        }
        return sessions.isEmpty() ? null : sessions.getFirst();
    }

    private static RunEnd.Reason reason(Verdict verdict, @Nullable Integer exit, Facts facts) {
        if (verdict.cancelled()) {
            return RunEnd.Reason.CANCELLED;
        } else if (verdict.isRunOver()) {
            return RunEnd.Reason.TIMEOUT;
        } else if (verdict.failure() != null) {
            return RunEnd.Reason.ERROR;
        } else if (exit == null && facts.lastDeath != null) {
            return RunEnd.Reason.CRASHED;
        }
        return exit != null && (exit == 3 || exit == 4) ? RunEnd.Reason.ERROR : RunEnd.Reason.DONE;
    }

    /** Never 0 where anything was left out or went wrong. */
    private static int code(Verdict verdict, @Nullable Integer exit, Facts facts, int sessions) {
        if (verdict.cancelled() || (verdict.over() != null && verdict.failure() == null)) {
            return 2;
        }
        if (verdict.failure() != null) {
            return facts.collected && facts.ownErrors > 0 ? 1 : 3;
        }
        int none = sessions == 0 ? 5 : 0;
        int code = exit == null ? none : exit;
        if (facts.endUnknown && facts.ownErrors == 0 && facts.ownFailures == 0) {
            // Died when all its tests were through: what pytest would have said is unknown.
            code = Exits.worse(code, 3);
        }
        int own = facts.ownErrors + facts.ownFailures + facts.ownCollectErrors;
        if (facts.collectOnly && facts.ownCollectErrors > 0) {
            code = Exits.worse(code, 2);
        }
        if (own > 0 || facts.notRun > 0 || verdict.stopped() || facts.isCoverageBad) {
            code = Exits.worse(code, 1);
        }
        return facts.unmatched.isEmpty() ? code : Exits.worse(code, 4);
    }
}
