package org.fastest.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.fastest.model.Certainty;
import org.fastest.model.RunItem;
import org.fastest.model.TestId;
import org.fastest.model.TestItem;
import org.jspecify.annotations.Nullable;

/**
 * What the texts tell, and what was kept, beside what pytest collects now: where they differ.
 *
 * @param pytest how many tests pytest collects
 * @param exact how many of them the texts tell exactly
 * @param covered how many more of them are cases of a function that the texts tell
 * @param doubtful how many tests of the texts may be there or not
 * @param differences each a sentence, the ones of the same kind together
 */
public record Verification(
        int pytest, int exact, int covered, int doubtful, List<String> differences) {
    public Verification {
        differences = List.copyOf(differences);
    }

    /**
     * Compares. Identities of all three are of one project.
     *
     * @param texts the tests as their texts tell, in their order
     * @param isOrdered whether the order of the texts' tests is meant to be pytest's
     * @param kept what an earlier collection would have answered, or null where none holds
     * @param collected what pytest says now
     */
    public static Verification of(
            List<TestItem> texts,
            boolean isOrdered,
            @Nullable List<RunItem> kept,
            List<RunItem> collected) {
        Map<TestId, RunItem> there = new LinkedHashMap<>();
        for (RunItem item : collected) {
            there.put(item.id(), item);
        }
        List<String> differences = new ArrayList<>();
        Set<TestId> exact = new LinkedHashSet<>();
        Set<String> functions = new HashSet<>();
        Set<String> doubted = new HashSet<>();
        for (TestItem item : texts) {
            if (item.certainty() == Certainty.UNKNOWN) {
                doubted.add(item.id().nodeId());
            } else if (item.certainty() == Certainty.BASE) {
                functions.add(item.id().nodeId());
            } else if (there.containsKey(item.id())) {
                exact.add(item.id());
            } else {
                int line = item.range() == null ? 0 : item.range().startLine() + 1;
                differences.add(
                        "said to be exact, but pytest does not collect it: "
                                + name(item.id())
                                + " ("
                                + item.path()
                                + (line == 0 ? ")" : ":" + line + ")"));
            }
        }
        int covered = 0;
        for (RunItem item : collected) {
            if (!exact.contains(item.id())) {
                if (isOfOneOf(functions, item.id().nodeId())) {
                    covered++;
                } else if (!isOfOneOf(doubted, item.id().nodeId())
                        && !doubted.contains(item.path())) {
                    differences.add("not seen in the texts: " + name(item.id()));
                }
            }
        }
        if (isOrdered) {
            List<TestId> theirs = new ArrayList<>(there.keySet());
            theirs.retainAll(exact);
            order("the texts", List.copyOf(exact), theirs, differences);
        }
        if (kept != null) {
            compare(kept, there, differences);
        }
        return new Verification(there.size(), exact.size(), covered, doubted.size(), differences);
    }

    private static void compare(
            List<RunItem> kept, Map<TestId, RunItem> there, List<String> differences) {
        Set<TestId> known = new LinkedHashSet<>();
        for (RunItem item : kept) {
            known.add(item.id());
        }
        Set<TestId> both = new LinkedHashSet<>(known);
        both.retainAll(there.keySet());
        for (TestId id : known) {
            if (!both.contains(id)) {
                differences.add("kept, but pytest does not collect it any more: " + name(id));
            }
        }
        List<TestId> theirs = new ArrayList<>();
        for (TestId id : there.keySet()) {
            if (both.contains(id)) {
                theirs.add(id);
            } else {
                differences.add("not in what was kept: " + name(id));
            }
        }
        order("what was kept", List.copyOf(both), theirs, differences);
    }

    private static void order(
            String whose, List<TestId> ours, List<TestId> theirs, List<String> differences) {
        for (int i = 0; i < ours.size(); i++) {
            if (!ours.get(i).equals(theirs.get(i))) {
                differences.add(
                        "in another order: where pytest has "
                                + name(theirs.get(i))
                                + ", "
                                + whose
                                + " have "
                                + name(ours.get(i)));
                return;
            }
        }
    }

    private static boolean isOfOneOf(Set<String> functions, String nodeId) {
        int bracket = nodeId.indexOf('[');
        return functions.contains(nodeId)
                || (bracket > 0 && functions.contains(nodeId.substring(0, bracket)));
    }

    private static String name(TestId id) {
        String name = TestId.oneLine(id.nodeId());
        return id.occurrence() == 1 ? name : name + " (number " + id.occurrence() + ")";
    }

    /** Whether nothing differs. */
    public boolean isEqual() {
        return differences.isEmpty();
    }

    /** Writes the figures, then each difference on its line. */
    public void write(Appendable out) throws IOException {
        out.append("pytest collects " + pytest + " tests: the texts tell " + exact + " exactly, ");
        out.append(covered + " by their function, and " + doubtful + " more are in doubt\n");
        for (String difference : differences) {
            out.append(difference).append('\n');
        }
        out.append(isEqual() ? "no difference\n" : differences.size() + " differences\n");
    }
}
