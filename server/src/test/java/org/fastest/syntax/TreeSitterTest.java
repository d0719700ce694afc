package org.fastest.syntax;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.treesitter.TSNode;
import org.treesitter.TSParser;
import org.treesitter.TSTree;
import org.treesitter.TSTreeCursor;
import org.treesitter.TreeSitterPython;

/** The native library beside the published Java binding of the same grammar. */
class TreeSitterTest {
    private static final List<String> FILES =
            List.of(
                    "bisect.py",
                    "argparse.py",
                    "enum.py",
                    "test/test_grammar.py",
                    "test/test_patma.py");

    @Test
    void treesAreThePublishedBindings() throws IOException {
        Path library = standardLibrary();
        int nodes = 0;
        for (String name : FILES) {
            String text = Files.readString(library.resolve(name));
            // The binding counts bytes; where all are ASCII they are our UTF-16 units.
            text = text.replaceAll("[^\\x00-\\x7F]", "?");
            List<String> expected = published(text);
            assertEquals(expected, ours(text), name);
            nodes += expected.size();
        }
        assertTrue(nodes > 20_000, "too few nodes: " + nodes);
    }

    @Test
    void placesAreUtf16Units() {
        Tree tree = parse("'😀é' + x");
        int identifier = -1;
        for (int node = 0; node < tree.count(); node++) {
            if (tree.kind(node) == Tree.Kind.IDENTIFIER) {
                identifier = node;
            }
        }
        assertEquals(8, tree.start(identifier));
        assertEquals(9, tree.end(identifier));
    }

    @Test
    void brokenAndOddTextsGiveTrees() {
        assertEquals(0, parse("").start(0));
        for (String text :
                List.of(
                        "(",
                        ")",
                        "\0",
                        "\uD800",
                        "def",
                        "'\"\"\"",
                        "f'{",
                        "\uFEFFx",
                        "a\r\nb\rc")) {
            assertTrue(parse(text).count() > 0, text);
        }
    }

    @Test
    void deepNestingOverflowsNoStack() {
        String deep = "(".repeat(10_000) + "x" + ")".repeat(10_000);
        assertTrue(parse(deep).count() > 10_000);
        assertTrue(parse("(".repeat(10_000)).count() > 0);
        Expr nested = Expressions.parse(new Code(deep, 0));
        assertTrue(nested instanceof Expr.Opaque, nested.getClass().getName());
        String chain = "x" + " + x".repeat(10_000);
        assertTrue(Expressions.parse(new Code(chain, 0)) instanceof Expr.Binary);
        String lists = "[".repeat(10_000) + "]".repeat(10_000);
        assertTrue(Expressions.parse(new Code(lists, 0)) instanceof Expr.ListExpr);
    }

    private static Tree parse(String text) {
        Tree tree = Tree.of(text);
        assertNotNull(tree);
        return tree;
    }

    static Path standardLibrary() {
        List<String> lines = new ArrayList<>();
        Python.run(
                List.of("python3", "-c", "import sysconfig; print(sysconfig.get_path('stdlib'))"),
                "",
                lines::add);
        return Path.of(lines.getFirst());
    }

    private static List<String> ours(String text) {
        int[] nodes = TreeSitter.tree(text);
        assertNotNull(nodes);
        String[] kinds = TreeSitter.kindNames();
        String[] fields = TreeSitter.fieldNames();
        List<String> lines = new ArrayList<>();
        int[] ends = new int[10_000];
        int depth = 0;
        for (int i = 0; i < nodes.length; i += TreeSitter.STRIDE) {
            int node = i / TreeSitter.STRIDE;
            while (depth > 0 && ends[depth - 1] <= node) {
                depth--;
            }
            int symbol = nodes[i] & 0xFFFF;
            String kind = symbol == TreeSitter.ERROR ? "ERROR" : kinds[symbol];
            String field = fields[nodes[i + 1]];
            lines.add(depth + " " + kind + " " + field + " " + nodes[i + 2] + "-" + nodes[i + 3]);
            ends[depth++] = nodes[i + 4];
        }
        return lines;
    }

    private static List<String> published(String text) {
        assertEquals(text.length(), text.getBytes(StandardCharsets.UTF_8).length);
        TSParser parser = new TSParser();
        parser.setLanguage(new TreeSitterPython());
        TSTree tree = parser.parseString(null, text);
        List<String> lines = new ArrayList<>();
        TSTreeCursor cursor = new TSTreeCursor(tree.getRootNode());
        int depth = 0;
        while (depth >= 0) {
            TSNode node = cursor.currentNode();
            String field = cursor.currentFieldName();
            lines.add(
                    depth
                            + " "
                            + (node.isNamed() ? node.getType() : "")
                            + " "
                            + (field == null ? "" : field)
                            + " "
                            + node.getStartByte()
                            + "-"
                            + node.getEndByte());
            if (cursor.gotoFirstChild()) {
                depth++;
                continue;
            }
            while (depth >= 0 && !cursor.gotoNextSibling()) {
                cursor.gotoParent();
                depth--;
            }
        }
        return lines;
    }
}
