package org.fastest.report;

import java.util.List;
import org.fastest.model.RunItem;
import org.fastest.model.TestResult;

/** What is seen while tests run. */
interface Progress {
    /** The items are known. */
    void begin(List<RunItem> items, Names names);

    /** A test of this file began. */
    void start(String nodeId);

    /** A test has its result. */
    void finish(TestResult result);

    /** Makes room for other output: what was begun is ended or wiped. */
    void pause();

    /** No more tests come. */
    void end();
}
