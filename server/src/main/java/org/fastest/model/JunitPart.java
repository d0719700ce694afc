package org.fastest.model;

import java.util.List;
import java.util.Map;

/**
 * A part of a JUnit report, made by pytest.
 *
 * @param cases {@code testcase} elements
 * @param errors how many more errors the suite has
 * @param failures how many more failures
 * @param skipped how many more skips
 * @param tests how many more tests, as pytest counts them
 * @param properties names and values for the suite as a whole
 */
public record JunitPart(
        List<String> cases,
        int errors,
        int failures,
        int skipped,
        int tests,
        List<Map.Entry<String, String>> properties) {
    public JunitPart {
        cases = List.copyOf(cases);
        properties = List.copyOf(properties);
    }
}
