package org.fastest.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.fastest.PythonFunctions;

/** The order of files is an order, and the one in which pytest sorts names. */
class PathOrderPropertyTest {
    @Property(seed = "20261123", tries = 4000)
    void isATotalOrder(
            @ForAll("paths") String a,
            @ForAll("paths") String b,
            @ForAll("paths") String c,
            @ForAll("targets") List<String> targets,
            @ForAll boolean filesFirst) {
        PathOrder order = new PathOrder(targets, filesFirst);
        int ab = order.compare(a, b);
        assertEquals(Integer.signum(ab), -Integer.signum(order.compare(b, a)));
        assertEquals(a.equals(b), ab == 0, "distinct paths have distinct places");
        if (ab <= 0 && order.compare(b, c) <= 0) {
            assertTrue(order.compare(a, c) <= 0);
        }
    }

    @Property(seed = "20261123")
    void namesAreSortedAsPythonDoes(@ForAll("names") List<String> names) {
        List<String> expected =
                PythonFunctions.value("sorted", names).getAsJsonArray().asList().stream()
                        .map(name -> name.getAsString())
                        .toList();
        List<String> sorted = names.stream().sorted(new PathOrder(List.of(), false)).toList();
        assertEquals(expected, sorted);
    }

    @Provide
    Arbitrary<String> paths() {
        return Arbitraries.of("a", "b", "a.py", "b.py", "__init__.py", "ab", "a-b", "tests", "é")
                .list()
                .ofMinSize(1)
                .ofMaxSize(4)
                .map(parts -> String.join("/", parts));
    }

    @Provide
    Arbitrary<List<String>> targets() {
        return Arbitraries.of("", "a", "b", "a/b", "tests", "a/a.py").list().ofMaxSize(3);
    }

    @Provide
    Arbitrary<List<String>> names() {
        return Arbitraries.of("a", "b", "B", "_", "é", "z", "😀", "\uFF5E", "\u4e00", ".", "-")
                .list()
                .ofMinSize(1)
                .ofMaxSize(3)
                .map(parts -> "test" + String.join("", parts) + ".py")
                .list()
                .uniqueElements()
                .ofMaxSize(6);
    }
}
