package org.fastest.discover;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.fastest.index.FileTests;
import org.fastest.index.Listing;
import org.fastest.index.Project;
import org.fastest.model.Certainty;
import org.fastest.model.Kind;
import org.fastest.model.Span;
import org.fastest.model.TestItem;
import org.fastest.text.SourceText;

/**
 * Some files in one text: {@code #- path} starts a file (without one: test_it.py), «» stand around
 * names of tests.
 *
 * @param files text by path, without marks
 * @param marked the same with marks
 */
record Fixture(Map<String, String> files, Map<String, String> marked) {
    /** The oracle's. */
    private static final Map<String, String> ENVIRONMENT =
            Map.of("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1");

    static Fixture of(String text) {
        Map<String, String> marked = new LinkedHashMap<>();
        String path = "test_it.py";
        StringBuilder body = new StringBuilder();
        for (String line : text.lines().toList()) {
            if (line.startsWith("#- ")) {
                if (!body.isEmpty()) {
                    marked.put(path, body.toString());
                }
                body.setLength(0);
                path = line.substring(3).strip();
                marked.put(path, "");
            } else {
                body.append(line).append('\n');
            }
        }
        marked.put(path, body.toString());
        Map<String, String> files = new LinkedHashMap<>();
        marked.forEach((name, each) -> files.put(name, each.replace("«", "").replace("»", "")));
        return new Fixture(files, marked);
    }

    void write(Path folder) throws IOException {
        for (Map.Entry<String, String> file : files.entrySet()) {
            Path path = folder.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.writeString(path, file.getValue());
        }
    }

    /** All files with marks around the names that the listing has. */
    String withMarks(Listing listing, Path folder) {
        Map<String, TreeSet<Integer>> starts = new LinkedHashMap<>();
        Map<String, TreeSet<Integer>> ends = new LinkedHashMap<>();
        for (FileTests file : listing.files()) {
            Path absolute = listing.project().config().rootdir().resolve(file.path());
            String path = folder.relativize(absolute).toString();
            SourceText text = SourceText.of(files.getOrDefault(path, ""));
            for (TestItem item : file.items()) {
                Span span = item.selection();
                if (span != null && item.kind() != Kind.CASE) {
                    starts.computeIfAbsent(path, each -> new TreeSet<>())
                            .add(text.lineStart(span.startLine()) + span.startColumn());
                    ends.computeIfAbsent(path, each -> new TreeSet<>())
                            .add(text.lineStart(span.endLine()) + span.endColumn());
                }
            }
        }
        StringBuilder out = new StringBuilder();
        files.forEach((path, text) -> {
            out.append("#- ").append(path).append('\n');
            for (int i = 0; i < text.length(); i++) {
                out.append(ends.getOrDefault(path, new TreeSet<>()).contains(i) ? "»" : "");
                out.append(starts.getOrDefault(path, new TreeSet<>()).contains(i) ? "«" : "");
                out.append(text.charAt(i));
            }
        });
        return out.toString();
    }

    /** All files as they were written, with marks. */
    String text() {
        StringBuilder out = new StringBuilder();
        marked.forEach((path, text) -> out.append("#- ").append(path).append('\n').append(text));
        return out.toString();
    }

    static Listing list(Path folder, List<String> args, Facts facts) {
        return Listing.read(Project.at(folder, args, ENVIRONMENT, facts), "p", 1);
    }

    /** The same with what is known of the interpreter that the oracle of this version runs in. */
    static Listing list(Path folder, List<String> args, String version) throws IOException {
        Project project = Project.at(folder, args, ENVIRONMENT, new Facts(null));
        Facts facts = Oracle.facts(version);
        return Listing.read(project.with(facts, Oracle.interpreter(version, facts)), "p", 1);
    }

    /**
     * The items as an indented text, with their certainty where it is not exact; files that hold
     * all are left out if there is only one.
     */
    static String tree(Listing listing) {
        StringBuilder out = new StringBuilder();
        for (FileTests file : listing.files()) {
            Map<String, Integer> depths = new LinkedHashMap<>();
            int base = listing.files().size() == 1 ? -1 : 0;
            for (TestItem item : file.items()) {
                int depth =
                        item.kind() == Kind.FILE ? base : depths.getOrDefault(item.parent(), 0) + 1;
                depths.put(item.id().nodeId(), depth);
                if (depth >= 0) {
                    String label =
                            item.kind() == Kind.CASE ? "[" + item.label() + "]" : item.label();
                    String sure =
                            item.certainty() == Certainty.EXACT
                                    ? ""
                                    : " "
                                            + item.certainty()
                                                    .name()
                                                    .toLowerCase(java.util.Locale.ROOT);
                    out.append("    ".repeat(depth)).append(label).append(sure).append('\n');
                }
            }
        }
        return out.toString();
    }

    /** The tests themselves: functions without cases, and cases. */
    static List<TestItem> tests(Listing listing) {
        List<TestItem> tests = new ArrayList<>();
        for (FileTests file : listing.files()) {
            tests.addAll(TestItem.leaves(file.items()));
        }
        return tests;
    }
}
