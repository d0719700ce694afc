package org.fastest.report;

import com.google.common.collect.ListMultimap;
import com.google.common.collect.MultimapBuilder;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fastest.model.RunWarning;

/** The warnings summary: each text once, below the places where it came up. */
final class Warnings {
    private static final int MOST_PLACES = 10;

    private final ListMultimap<RunWarning, RunWarning> byText =
            MultimapBuilder.linkedHashKeys().arrayListValues().build();

    void add(RunWarning warning) {
        RunWarning text =
                new RunWarning(
                        warning.message(),
                        warning.category(),
                        warning.path(),
                        warning.line(),
                        "",
                        null,
                        warning.source());
        byText.put(text, warning);
    }

    void print(Style style, Names names, Paint paint, PrintStream out) {
        if (byText.isEmpty()) {
            return;
        }
        out.println(paint.line('=', "warnings summary", style.width(), Paint.Ink.YELLOW));
        for (RunWarning text : byText.keySet()) {
            places(byText.get(text), names, out);
            String line = text.path() + ":" + text.line() + ": " + text.category() + ": ";
            for (String part : (line + text.message()).split("\n", -1)) {
                out.println("  " + part);
            }
            if (text.source() != null) {
                out.println("    " + text.source());
            }
            out.println();
        }
        out.println("-- Docs: https://docs.pytest.org/en/stable/how-to/capture-warnings.html");
    }

    private static void places(List<RunWarning> warnings, Names names, PrintStream out) {
        List<String> places = new ArrayList<>();
        for (RunWarning warning : warnings) {
            String nodeId = warning.nodeId();
            places.add(
                    nodeId == null
                            ? names.path(Path.of(warning.path())) + ":" + warning.line()
                            : nodeId);
        }
        if (places.size() < MOST_PLACES) {
            for (String place : places) {
                out.println(place);
            }
            return;
        }
        Map<String, Integer> files = new LinkedHashMap<>();
        for (String place : places) {
            int end = place.indexOf("::");
            files.merge(end < 0 ? place : place.substring(0, end), 1, Integer::sum);
        }
        for (Map.Entry<String, Integer> file : files.entrySet()) {
            int count = file.getValue();
            out.println(file.getKey() + ": " + count + (count > 1 ? " warnings" : " warning"));
        }
    }
}
