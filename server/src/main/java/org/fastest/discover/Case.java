package org.fastest.discover;

import java.util.ArrayList;
import java.util.List;

/**
 * One parameter set.
 *
 * @param id its part of what stands between the brackets
 * @param marks names of the marks it brings
 */
public record Case(String id, List<String> marks) {
    public Case {
        marks = List.copyOf(marks);
    }

    /** This set together with one of another parametrization. */
    Case and(Case other) {
        if (marks.isEmpty() && other.marks.isEmpty()) {
            return new Case(id + "-" + other.id, List.of());
        }
        List<String> both = new ArrayList<>(marks);
        both.addAll(other.marks);
        return new Case(id + "-" + other.id, both);
    }
}
