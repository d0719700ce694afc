package org.fastest.engine;

import java.util.ArrayList;
import java.util.List;
import org.fastest.index.FileTests;
import org.fastest.index.Listing;
import org.fastest.model.Certainty;
import org.fastest.model.NodeIds;
import org.fastest.model.Selection;
import org.fastest.model.TestId;
import org.fastest.model.TestItem;
import org.fastest.run.RunRequest;

/** What the standard-library runner is given where the interpreter has no pytest. */
final class Standard {
    private Standard() {}

    static RunRequest.Mode mode(Listing listing) {
        return mode(listing, new Selection.All());
    }

    static RunRequest.Mode mode(Listing listing, Selection selection) {
        List<String> tests = new ArrayList<>();
        List<String> needPytest = new ArrayList<>();
        for (FileTests file : listing.files()) {
            for (TestItem item : TestItem.leaves(file.items())) {
                String id = item.id().nodeId();
                if (isChosen(id, selection)) {
                    (item.certainty() == Certainty.EXACT ? tests : needPytest).add(id);
                }
            }
        }
        return new RunRequest.Mode.Plain(listing.project().config().rootdir(), tests, needPytest);
    }

    private static boolean isChosen(String id, Selection selection) {
        return switch (selection) {
            case Selection.All all -> true;
            case Selection.Ids(List<TestId> include, List<TestId> exclude) ->
                    isIn(id, include) && !isIn(id, exclude);
        };
    }

    private static boolean isIn(String id, List<TestId> chosen) {
        for (TestId one : chosen) {
            if (NodeIds.isWithin(id, one.nodeId())) {
                return true;
            }
        }
        return false;
    }
}
