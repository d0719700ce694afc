package org.fastest.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.fastest.PythonFunctions;

/** Patterns match what Python's {@code fnmatch} and pytest's {@code fnmatch_ex} match. */
class GlobPropertyTest {
    @Property(seed = "20261123", tries = 5000)
    void matchesAsFnmatch(@ForAll("patterns") String pattern, @ForAll("names") String name) {
        assertEquals(
                PythonFunctions.value("fnmatch", pattern, name).getAsBoolean(),
                Glob.matches(pattern, name));
    }

    /** Python counts code points, Java the halves of those above U+FFFF. */
    @Property(seed = "20261123", tries = 2000)
    void matchesWholeCharacters(
            @ForAll("astralPatterns") String pattern, @ForAll("astralNames") String name) {
        assertEquals(
                PythonFunctions.value("fnmatch", pattern, name).getAsBoolean(),
                Glob.matches(pattern, name));
    }

    @Property(seed = "20261123")
    void matchesPathsAsPytest(
            @ForAll("pathPatterns") String pattern, @ForAll("paths") String path) {
        assertEquals(
                PythonFunctions.value("fnmatch_ex", pattern, path).getAsBoolean(),
                Glob.matchesPath(pattern, path, path.substring(path.lastIndexOf('/') + 1)));
    }

    @Provide
    Arbitrary<String> patterns() {
        return Arbitraries.of(
                        "*", "**", "?", "[", "]", "[!", "!", "-", "a", "b", "z", "_", ".", "\\",
                        "^", "&", "~", "|", "😀", "é", "\n", "test_", ".py", "[a-c]", "[!a]",
                        "[]a]", "[z-a]", "[a-]", "[-a]", "[a-b-z]", "[&&a]")
                .list()
                .ofMaxSize(7)
                .map(parts -> String.join("", parts));
    }

    @Provide
    Arbitrary<String> names() {
        return Arbitraries.of(
                        "a", "b", "c", "z", "_", ".", "-", "!", "[", "]", "\\", "^", "&", "😀", "é",
                        "\n", "test_", ".py")
                .list()
                .ofMaxSize(6)
                .map(parts -> String.join("", parts));
    }

    @Provide
    Arbitrary<String> astralPatterns() {
        return Arbitraries.of("?", "*", "😀", "a", "[😀a]", "[!😀]", "[a-😀]", "[!a]")
                .list()
                .ofMaxSize(3)
                .map(parts -> String.join("", parts));
    }

    @Provide
    Arbitrary<String> astralNames() {
        return Arbitraries.of("😀", "😁", "a", "é")
                .list()
                .ofMaxSize(3)
                .map(parts -> String.join("", parts));
    }

    @Provide
    Arbitrary<String> pathPatterns() {
        return Arbitraries.of("/", "*", "?", "a", "b", "test_", ".py", "[ab]", "tests/")
                .list()
                .ofMinSize(1)
                .ofMaxSize(5)
                .map(parts -> String.join("", parts).replaceAll("/+", "/"))
                .filter(pattern -> !pattern.endsWith("/"));
    }

    @Provide
    Arbitrary<String> paths() {
        return Arbitraries.of("a", "b", "ab", "tests", "test_a.py", "b.py")
                .list()
                .ofMinSize(1)
                .ofMaxSize(4)
                .map(parts -> "/" + String.join("/", parts));
    }
}
