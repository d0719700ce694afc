package org.fastest.discover;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.fastest.index.FileTests;
import org.fastest.index.Listing;
import org.fastest.model.Certainty;
import org.fastest.model.TestItem;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/**
 * What discovery tests share: a fixture is discovered and compared with what its text expects, and
 * with what real pytests make of it. Differences that are known stand in {@code
 * discovery/known-differences.txt}, each with its reason; one that is gone fails like one that is
 * new.
 */
abstract class DiscoveryCheck {
    @TempDir Path temp = Path.of("");
    private String name = "";
    private int count;

    @BeforeEach
    void begin(TestInfo info) {
        name = info.getTestMethod().orElseThrow().getName();
    }

    /** Every name in «» is found, and nothing else. */
    void check(String fixture, String... args) {
        Fixture files = Fixture.of(fixture);
        Listing listing = discover(files, List.of(args));
        assertEquals(files.text(), files.withMarks(listing, folder));
    }

    /**
     * The tree of items is as given: indented labels, cases in brackets, certainty where it is not
     * exact.
     */
    void tree(String fixture, String expected, String... args) {
        Listing listing = discover(Fixture.of(fixture), List.of(args));
        assertEquals(expected, Fixture.tree(listing));
    }

    /** Everything is found for sure, and it is what each pytest gives, in its order. */
    void exact(String fixture, String... args) {
        assertEquals("", unsure(discover(Fixture.of(fixture), List.of(args))));
    }

    /**
     * Each expression, as the one element of a parameter list, gives the id that each pytest gives.
     *
     * @param head what stands above in the module
     */
    void eachId(String head, String expressions) {
        StringBuilder text = new StringBuilder(head);
        int number = 0;
        for (String expression : expressions.lines().toList()) {
            text.append("@pytest.mark.parametrize(\"x\", [").append(expression).append("])\n");
            text.append("def test_").append(number++).append("(x): ...\n");
        }
        exact(text.toString());
    }

    private static String unsure(Listing listing) {
        StringBuilder unsure = new StringBuilder();
        for (TestItem item : Fixture.tests(listing)) {
            if (item.certainty() != Certainty.EXACT) {
                unsure.append(item.id().nodeId()).append('\n');
            }
        }
        return unsure.toString();
    }

    private Path folder = Path.of("");

    private Listing discover(Fixture fixture, List<String> args) {
        try {
            folder = Files.createDirectories(temp.toRealPath().resolve("f" + count++));
            fixture.write(folder);
            List<String> differences = new ArrayList<>();
            for (String version : Oracle.VERSIONS) {
                if (Oracle.has(version)) {
                    Listing listing = Fixture.list(folder, args, version);
                    compare(
                            version,
                            listing,
                            Oracle.of(version).collect(folder, args),
                            differences);
                }
            }
            assertEquals(
                    known(),
                    String.join("\n", differences),
                    "differences from pytest, against known-differences.txt");
            return Fixture.list(folder, args, Oracle.VERSIONS.getFirst());
        } catch (IOException wrong) {
            throw new UncheckedIOException(wrong);
        }
    }

    private static void compare(
            String version, Listing listing, Oracle.Collected real, List<String> differences) {
        List<String> exact = new ArrayList<>();
        Set<String> covering = new HashSet<>();
        for (TestItem item : Fixture.tests(listing)) {
            if (item.certainty() == Certainty.EXACT) {
                exact.add(item.id().nodeId());
            } else if (item.certainty() == Certainty.BASE) {
                covering.add(item.id().nodeId());
            }
        }
        Set<String> open = filesWithUnknowns(listing);
        TreeSet<String> extra = new TreeSet<>(exact);
        real.ids().forEach(extra::remove);
        extra.forEach(id -> differences.add(version + " extra " + id));
        Set<String> ours = new HashSet<>(exact);
        for (String id : real.ids()) {
            int bracket = id.indexOf('[');
            String plain = bracket < 0 ? id : id.substring(0, bracket);
            if (!ours.contains(id) && !covering.contains(plain) && !open.contains(fileOf(id))) {
                differences.add(version + " missing " + id);
            }
        }
        List<String> inOrder = new ArrayList<>(real.before());
        inOrder.retainAll(ours);
        exact.retainAll(Set.copyOf(inOrder));
        if (!inOrder.equals(exact)) {
            differences.add(version + " order " + inOrder + " not " + exact);
        }
    }

    private static Set<String> filesWithUnknowns(Listing listing) {
        Set<String> open = new HashSet<>();
        for (FileTests file : listing.files()) {
            for (TestItem item : file.items()) {
                if (item.certainty() == Certainty.UNKNOWN) {
                    open.add(file.path());
                }
            }
        }
        return open;
    }

    private static String fileOf(String id) {
        int colons = id.indexOf("::");
        return colons < 0 ? id : id.substring(0, colons);
    }

    /** Lines of this test's section, without reasons. */
    private String known() throws IOException {
        try (InputStream source =
                DiscoveryCheck.class.getResourceAsStream("/discovery/known-differences.txt")) {
            if (source == null) {
                throw new IOException("no known-differences.txt among the test resources");
            }
            List<String> lines = new ArrayList<>();
            boolean mine = false;
            for (String line :
                    new String(source.readAllBytes(), StandardCharsets.UTF_8).lines().toList()) {
                if (line.startsWith("[")) {
                    mine = line.equals("[" + name + "]");
                } else if (mine && !line.isBlank() && !line.startsWith("#")) {
                    lines.add(line);
                }
            }
            return String.join("\n", lines);
        }
    }
}
