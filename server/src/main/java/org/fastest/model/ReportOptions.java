package org.fastest.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the person wants to see of a run, as pytest has understood its options and settings.
 *
 * @param verbosity how many {@code -v} less how many {@code -q}
 * @param traceback {@code --tb}: {@code auto}, {@code long}, {@code short}, {@code line}, {@code
 *     native} or {@code no}
 * @param chars the letters of {@code -r}, spelled out
 * @param durations {@code --durations}: how many, 0 for all, null where they were not asked for
 * @param durationsMin {@code --durations-min} in seconds, null for pytest's own limit
 * @param header whether a header is wanted
 * @param summary whether the sections behind the tests are wanted
 * @param foldsSkipped whether the short summary puts skips of one place together
 * @param expectedTracebacks whether expected failures are shown with their traceback
 * @param capture {@code --show-capture}: {@code no}, {@code stdout}, {@code stderr}, {@code log} or
 *     {@code all}
 * @param collectOnly whether tests are listed and not run
 * @param annotates whether a plugin writes GitHub's annotations
 * @param headerLines what plugins add to the header
 * @param cacheDir pytest's own cache folder, absolute, or null where none is written
 * @param junit the JUnit report that was asked for, or null
 */
public record ReportOptions(
        int verbosity,
        String traceback,
        String chars,
        @Nullable Integer durations,
        @Nullable Double durationsMin,
        boolean header,
        boolean summary,
        boolean foldsSkipped,
        boolean expectedTracebacks,
        String capture,
        boolean collectOnly,
        boolean annotates,
        List<String> headerLines,
        @Nullable String cacheDir,
        @Nullable Junit junit) {
    /**
     * A JUnit report.
     *
     * @param file absolute path
     * @param frame the report as pytest would write it without a single test
     */
    public record Junit(String file, String frame) {}

    /** pytest's defaults, with {@code -v} and {@code -q} counted. */
    public static ReportOptions standard(int verbosity) {
        return new ReportOptions(
                verbosity, "auto", "wfE", null, null, true, true, true, false, "all", false, false,
                List.of(), null, null);
    }

    /** The same with a JUnit report in another file. */
    public ReportOptions with(Junit other) {
        return new ReportOptions(
                verbosity,
                traceback,
                chars,
                durations,
                durationsMin,
                header,
                summary,
                foldsSkipped,
                expectedTracebacks,
                capture,
                collectOnly,
                annotates,
                headerLines,
                cacheDir,
                other);
    }

    public ReportOptions {
        headerLines = List.copyOf(headerLines);
    }
}
