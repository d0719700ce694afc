package org.fastest.index;

import java.util.List;
import org.fastest.model.Issue;

/**
 * A project's tests as its texts tell them, once.
 *
 * @param project what was listed
 * @param files those with tests or issues, in pytest's order
 * @param empty paths of the others, relative to the rootdir: pytest imports them too
 * @param isSeparable whether what pytest makes of one file depends on that file alone and on what
 *     it imports; if not, pytest must be asked for all files where it is asked at all
 * @param issues what is wrong with the project or the request
 */
public record Listing(
        Project project,
        List<FileTests> files,
        List<String> empty,
        boolean isSeparable,
        List<Issue> issues) {
    public Listing {
        files = List.copyOf(files);
        empty = List.copyOf(empty);
        issues = List.copyOf(issues);
    }

    /**
     * Reads the project's test files.
     *
     * @param projectId what {@code TestId.project} is
     * @param threads how many may read at once
     */
    public static Listing read(Project project, String projectId, int threads) {
        return of(StaticListing.of(project, projectId, threads, null, StaticListing.Part.ALL));
    }

    /** All of a listing. */
    public static Listing of(StaticListing listing) {
        return new Listing(
                listing.project(),
                listing.files(),
                listing.empty(),
                !listing.actsOnSession(),
                listing.issues());
    }
}
