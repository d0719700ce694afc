package org.fastest.discover;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.fastest.index.Listing;
import org.junit.jupiter.api.Test;

/** Projects that Python or pytest refuses, and texts that would take all memory there is. */
class HostileTextTest extends DiscoveryCheck {
    @Test
    void classesThatInheritFromThemselves() throws Exception {
        tree(
                """
                #- test_itself.py
                class TestA(TestA):
                    def test_a(self): ...
                #- test_replaced.py
                from shared import TestA
                class TestA(TestA):
                    def test_a(self): ...
                #- shared.py
                class TestA:
                    def test_inherited(self): ...
                #- test_one.py
                from test_two import B
                class TestA(B):
                    def test_a(self): ...
                class A(B): ...
                #- test_two.py
                from test_one import A
                class TestB(A):
                    def test_b(self): ...
                class B(A): ...
                """,
                """
                test_itself.py
                    TestA unknown
                        test_a unknown
                test_one.py
                    TestA unknown
                        test_a unknown
                test_replaced.py
                    TestA unknown
                        test_a unknown
                test_two.py
                    TestB unknown
                        test_b unknown
                """);
    }

    @Test
    void brokenConftests() throws Exception {
        tree(
                """
                #- sub/conftest.py
                import pytest
                def (
                #- sub/test_sub.py
                def test_sub(): ...
                #- sub/deep/test_deep.py
                def test_deep(): ...
                #- beside/conftest.py
                # coding: no-such
                #- beside/test_beside.py
                def test_beside(): ...
                #- test_good.py
                def test_good(): ...
                """,
                """
                test_beside.py unknown
                    test_beside unknown
                test_deep.py unknown
                    test_deep unknown
                test_sub.py unknown
                    test_sub unknown
                test_good.py
                    test_good
                """);
        Listing listing =
                Fixture.list(
                        temp.toRealPath().resolve("f0"), List.of(), Oracle.VERSIONS.getFirst());
        List<String> faults =
                listing.files().stream()
                        .flatMap(file -> file.issues().stream())
                        .map(issue -> issue.path() + ":" + issue.line() + " " + issue.message())
                        .toList();
        assertEquals(
                List.of(
                        "beside/conftest.py:1 unknown encoding: no-such",
                        "sub/conftest.py:2 SyntaxError: '(' was never closed"),
                faults);
    }

    /** No pytest is asked: it would take all of the machine. */
    @Test
    void parametersBeyondNumber() throws Exception {
        Path folder = temp.toRealPath();
        Fixture.of(
                        """
                        import pytest
                        one = pytest.mark.parametrize
                        @one("a", range(1000))
                        @one("b", range(1000))
                        @one("c", range(1000))
                        def test_product(a, b, c): ...
                        @one("a", range(10**9))
                        def test_range(a): ...
                        @one("a", [x for x in range(1000) for y in range(1000) for z in range(1000)])
                        def test_comprehension(a): ...
                        @one("a", [9 ** 9 ** 9, 1 << 10 ** 9, (1 << 9999) ** 9999])
                        def test_numbers(a): ...
                        @one("a", ["x" * 10 ** 10, "%10000000000d" % 1, f"{1:>10000000000}"])
                        def test_texts(a): ...
                        @one("a", ["a".ljust(10 ** 10), "a".zfill(10 ** 10), "{:9999999999}".format(1)])
                        def test_methods(a): ...
                        @one("a", [[0] * 10 ** 9, (0,) * 10 ** 9, list(range(10 ** 9))])
                        def test_lists(a): ...
                        @one("a", [str([[0] * 9999] * 9999), repr("x" * 99999), "x" * 99999])
                        def test_long(a): ...
                        def test_after(): ...
                        """)
                .write(folder);
        Listing listing = Fixture.list(folder, List.of(), Oracle.VERSIONS.getFirst());
        String tree = Fixture.tree(listing);
        for (String name : List.of("product", "range", "comprehension", "numbers", "texts")) {
            assertTrue(tree.contains("test_" + name + " base\n"), tree);
        }
        assertTrue(tree.endsWith("test_after\n"), tree);
        assertTrue(tree.length() < 1_000_000, "an id of " + tree.length() + " characters");
    }
}
