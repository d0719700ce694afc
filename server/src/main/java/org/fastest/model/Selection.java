package org.fastest.model;

import java.util.List;

/** Which tests of a project a person asked for. */
public sealed interface Selection {
    /** Everything that is on disk now. */
    record All() implements Selection {}

    /** These items and all below them, but none of the excluded ones. */
    record Ids(List<TestId> include, List<TestId> exclude) implements Selection {
        public Ids {
            include = List.copyOf(include);
            exclude = List.copyOf(exclude);
        }
    }
}
