package org.fastest.model;

import java.util.List;

/**
 * A value and what was wrong on the way to it.
 *
 * @param <T> what was read
 * @param value the best that could be made of the input
 * @param issues what was wrong with the input
 */
public record Parsed<T>(T value, List<Issue> issues) {
    public Parsed {
        issues = List.copyOf(issues);
    }
}
