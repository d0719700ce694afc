package org.fastest.index;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.fastest.discover.Facts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who imports what, by the texts. */
final class ImportersTest {
    @TempDir private Path folder;

    private void write(String name, String text) throws Exception {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    @Test
    void whatASaveReaches() throws Exception {
        String test = "\ndef test_it():\n    pass\n";
        write("pytest.ini", "[pytest]\n");
        write("src/shop/__init__.py", "");
        write("src/shop/cart.py", "from . import prices\n");
        write("src/shop/prices.py", "A = 1\n");
        write("src/shop/alone.py", "");
        write("tests/conftest.py", "import shop.alone\n");
        write("tests/test_cart.py", "from shop.cart import (\n    total,\n)" + test);
        write("tests/test_late.py", test + "    import shop.prices as p\n");
        write("tests/unit/test_none.py", "# import shop.cart" + test);
        write("more/test_other.py", "from shop import cart" + test);
        write(".venv/pyvenv.cfg", "");
        write(".venv/lib/x.py", "import test_cart\n");
        ProjectWorkspace workspace =
                ProjectWorkspace.open(
                        Territory.whole(folder),
                        territory ->
                                Project.at(
                                        territory.folder(),
                                        territory.arguments(),
                                        Map.of(),
                                        new Facts("9.2.0")));
        Importers importers = new Importers();
        Map<String, List<String>> expected =
                Map.of(
                        "src/shop/cart.py", List.of("more/test_other.py", "tests/test_cart.py"),
                        "src/shop/prices.py",
                                List.of(
                                        "more/test_other.py",
                                        "tests/test_cart.py",
                                        "tests/test_late.py"),
                        "src/shop/alone.py",
                                List.of(
                                        "tests/test_cart.py",
                                        "tests/test_late.py",
                                        "tests/unit/test_none.py"),
                        "tests/unit/test_none.py", List.of("tests/unit/test_none.py"),
                        "tests/conftest.py",
                                List.of(
                                        "tests/test_cart.py",
                                        "tests/test_late.py",
                                        "tests/unit/test_none.py"),
                        "setup.py", List.of());
        for (Map.Entry<String, List<String>> each : expected.entrySet()) {
            List<String> reached =
                    importers.reached(workspace.snapshot(), List.of(folder.resolve(each.getKey())));
            assertEquals(each.getValue(), reached.stream().sorted().toList(), each.getKey());
        }
        // A file that changed is read again.
        write("src/shop/cart.py", "from . import alone, prices\n");
        assertEquals(
                4,
                importers
                        .reached(workspace.snapshot(), List.of(folder.resolve("src/shop/alone.py")))
                        .size());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    import a, b.c as d              | a b b.c
                    from a.b import c as d, e       | a a.b a.b.c a.b.e
                    from .x import y                | pack pack.x pack.x.y
                    from .. import z                | z
                    if True: import a               | a
                    from a import *                 | a
                    x = pytest.importorskip('a.b')  | a a.b
                    important = 1                   | ''
                    """)
    void importedNames(String text, String names) {
        assertEquals(
                names.isEmpty() ? Set.of() : Set.of(names.split(" ", -1)),
                ImportedNames.of(text, Path.of("pack/file.py")));
    }
}
