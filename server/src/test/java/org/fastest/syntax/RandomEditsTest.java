package org.fastest.syntax;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.fastest.text.Extent;
import org.fastest.text.SyntaxIssue;
import org.junit.jupiter.api.Test;

/**
 * Broken in every way that chance finds, a file still parses, in time, with places inside of it.
 */
class RandomEditsTest {
    private static final List<String> PIECES =
            List.of(
                    "\"\"\"",
                    "'''",
                    "'",
                    "\"",
                    "f\"{",
                    "f'''{",
                    "{",
                    "}",
                    "(",
                    ")",
                    "[",
                    "]",
                    ":",
                    ";",
                    "=",
                    "\\",
                    "\\\n",
                    "\n",
                    "\r",
                    "\r\n",
                    "\t",
                    "    ",
                    "#",
                    "@",
                    "def f(",
                    "class A",
                    "async def ",
                    "yield",
                    "lambda",
                    "match x:\n",
                    "case",
                    "import",
                    "from . import (",
                    "\0",
                    "\f",
                    "\uFEFF",
                    "\uD83D",
                    "😀",
                    "if x: ",
                    "else:",
                    "f\"{x:{");

    @Test
    void nothingStopsTheParser() throws IOException {
        Path library = TreeSitterTest.standardLibrary();
        Random random = new Random(20261123);
        for (String name :
                List.of(
                        "bisect.py",
                        "enum.py",
                        "test/test_fstring.py",
                        "test/test_generators.py",
                        "this.py")) {
            String original = Files.readString(library.resolve(name));
            String text = original;
            for (int round = 0; round < 250; round++) {
                text = round % 20 == 0 ? original : edited(text, random);
                String edited = text;
                PyFile file =
                        assertTimeoutPreemptively(
                                Duration.ofSeconds(20), () -> Parser.parse(edited), name);
                for (SyntaxIssue issue : file.issues()) {
                    assertTrue(
                            issue.offset() >= 0 && issue.offset() <= edited.length(),
                            issue.toString());
                }
                checkPlaces(file.body(), edited);
            }
        }
    }

    /**
     * Every construct that can be left open, many times: nothing may cost more than a little for
     * each.
     */
    @Test
    void repeatedPiecesTakeLinearTime() {
        for (String piece : PIECES) {
            String text = (piece + "\ndef f(): pass\n").repeat(2_000) + piece.repeat(20_000);
            assertTimeoutPreemptively(Duration.ofSeconds(20), () -> Parser.parse(text), piece);
        }
    }

    private static String edited(String text, Random random) {
        int from = random.nextInt(text.length() + 1);
        int to = random.nextInt(3) == 0 ? Math.min(text.length(), from + random.nextInt(40)) : from;
        String piece = random.nextInt(4) == 0 ? "" : PIECES.get(random.nextInt(PIECES.size()));
        return text.substring(0, from) + piece + text.substring(to);
    }

    private static void checkPlaces(List<Stmt> body, String text) {
        int before = 0;
        for (Stmt stmt : body) {
            Extent extent = stmt.extent();
            assertTrue(before <= extent.start() && extent.end() <= text.length(), stmt.toString());
            before = extent.start();
            switch (stmt) {
                case Stmt.FunctionDef f -> {
                    assertEquals(
                            f.name(), text.substring(f.nameExtent().start(), f.nameExtent().end()));
                    checkCode(f.parameters(), text);
                    f.decorators().forEach(decorator -> checkCode(decorator, text));
                }
                case Stmt.ClassDef c -> {
                    c.bases().forEach(base -> checkCode(base, text));
                    checkPlaces(c.body(), text);
                }
                case Stmt.Assign a -> checkCode(a.value(), text);
                case Stmt.ExprStmt e -> checkCode(e.value(), text);
                case Stmt.Compound c ->
                        c.clauses().forEach(clause -> checkPlaces(clause.body(), text));
                default -> assertTrue(extent.length() > 0, stmt.toString());
            }
        }
    }

    private static void checkCode(Code code, String text) {
        assertEquals(code.text(), text.substring(code.start(), code.end()));
        Expr expr =
                code.text().length() < 200
                        ? Expressions.parse(code)
                        : new Expr.Opaque(new Extent(0, 0), "");
        assertTrue(expr.extent().end() <= text.length(), expr.toString());
    }
}
