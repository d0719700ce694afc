package org.fastest.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.fastest.model.TestId;

/** A listing as an indented tree: a line for each file, class and function, each name once. */
final class ListingTree {
    private ListingTree() {}

    static void write(Listing listing, Appendable out) throws IOException {
        List<String> above = List.of();
        for (Listing.Row row : listing.rows()) {
            List<String> names = names(row.nodeId());
            int same = 0;
            while (same < above.size()
                    && same < names.size() - 1
                    && above.get(same).equals(names.get(same))) {
                same++;
            }
            for (int depth = same; depth < names.size(); depth++) {
                out.append("  ".repeat(depth)).append(TestId.oneLine(names.get(depth)));
                out.append('\n');
            }
            above = names;
        }
    }

    /**
     * The parts of a node id; what stands in brackets may hold anything, and belongs to the last.
     */
    private static List<String> names(String nodeId) {
        int bracket = nodeId.indexOf('[', Math.max(nodeId.indexOf("::"), 0));
        int last = bracket < 0 ? nodeId.length() : bracket;
        List<String> names = new ArrayList<>();
        int from = 0;
        for (int at = nodeId.indexOf("::"); at >= 0 && at < last; at = nodeId.indexOf("::", from)) {
            names.add(nodeId.substring(from, at));
            from = at + 2;
        }
        names.add(nodeId.substring(from));
        return names;
    }
}
