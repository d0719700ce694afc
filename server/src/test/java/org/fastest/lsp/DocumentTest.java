package org.fastest.lsp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.fastest.model.NodeIds;
import org.fastest.model.Span;
import org.junit.jupiter.api.Test;

/** Buffers, positions and URIs, without a server. */
final class DocumentTest {
    private static Document open(String text) {
        return new Document("file:///a.py", Path.of("/a.py"), text, 0, text);
    }

    @Test
    void editsByLinesOfEveryKind() {
        Document document = open("a\r\nb\rc\nd");
        assertEquals(4, document.lines());
        assertEquals("b", document.line(1));
        document.replace(new Span(1, 0, 2, 1), "x\ny", 5);
        assertEquals("a\r\nx\ny\nd", document.text());
        assertEquals(5, document.version());
    }

    @Test
    void positionsBeyondTheTextMeanItsEnd() {
        Document document = open("ab\n");
        document.replace(new Span(0, 99, 0, 99), "c", 1);
        document.replace(new Span(77, 1, 99, 1), "d", 2);
        document.replace(new Span(1, 1, 0, 0), "e", 3);
        document.replace(new Span(-1, -1, -1, -1), "f", 4);
        assertEquals("fabc\nde", document.text());
    }

    @Test
    void spansFollowTheText() {
        Document document = open("one\ntwo\nthree\n");
        Document.Mark mark = document.savedAt();
        Span two = new Span(1, 0, 1, 3);
        document.replace(new Span(0, 0, 0, 0), "zero\n  ", 1);
        assertEquals(new Span(2, 0, 2, 3), document.since(mark, two));
        document.replace(new Span(2, 0, 2, 0), "  ", 2);
        assertEquals(new Span(2, 2, 2, 5), document.since(mark, two));
        document.replace(new Span(1, 0, 3, 0), "", 3);
        assertEquals(new Span(1, 0, 1, 0), document.since(mark, two));
    }

    @Test
    void aWholeTextIsASmallEdit() {
        Document document = open("one\ntwo\nthree\n");
        Document.Mark mark = document.savedAt();
        document.replaceAll("one\nand a half\ntwo\nthree\n", 7);
        assertTrue(document.differs());
        assertEquals(new Span(2, 0, 2, 3), document.since(mark, new Span(1, 0, 1, 3)));
        document.replaceAll("one\ntwo\nthree\n", 8);
        assertFalse(document.differs());
    }

    @Test
    void aWholeTextMayChangeTheLineEnds() {
        for (String before : List.of("a\r\nb\r\n", "a\nb\n", "a\rb\r", "a\r\n", "a\r\n\nb")) {
            for (String after : List.of("a\r\nb\r\n", "a\nb\n", "a\rb\r", "c\n", "a\r\r\nb")) {
                Document document = open(before);
                document.replaceAll(after, 1);
                assertEquals(after, document.text());
            }
        }
    }

    /** A marked word is found again after any edits that leave it whole. */
    @Test
    void spansFollowRandomEdits() {
        Random random = new Random(7);
        for (int round = 0; round < 300; round++) {
            Document document = open("aa\nbb\n  MARK\ncc\r\ndd");
            Document.Mark mark = document.savedAt();
            for (int i = 0; i < 20; i++) {
                int at = document.text().indexOf("MARK");
                boolean before = random.nextBoolean();
                int from = before ? random.nextInt(at + 1) : at + 4;
                int to = before ? from + random.nextInt(at - from + 1) : document.text().length();
                String by = "x\n y".substring(0, random.nextInt(5));
                document.replace(span(document.text(), from, to), by, i);
            }
            Span now = document.since(mark, new Span(2, 2, 2, 6));
            String line = document.line(now.startLine());
            assertEquals("MARK", line.substring(now.startColumn(), now.startColumn() + 4));
        }
    }

    private static Span span(String text, int from, int to) {
        return new Span(line(text, from), column(text, from), line(text, to), column(text, to));
    }

    private static int line(String text, int offset) {
        return text.substring(0, offset).replace("\r\n", "\n").split("\n", -1).length - 1;
    }

    private static int column(String text, int offset) {
        return offset - text.lastIndexOf('\n', offset - 1) - 1;
    }

    @Test
    void urisAreReadHoweverTheyAreEscaped() {
        assertEquals(Path.of("/a b/ü.py"), Uris.path("file:///a%20b/%C3%BC.py"));
        assertEquals(Path.of("/a b/ü.py"), Uris.path("file:///a b/ü.py"));
        assertEquals(Path.of("/a/c"), Uris.path("file://localhost/a/b/../c"));
        assertEquals(Path.of("/a%"), Uris.path("FILE:/a%"));
        assertEquals("file:///a%20b/%C3%BC%25.py", Uris.of("/a b/ü%.py"));
        assertNull(Uris.path("http://a/b"));
        assertNull(Uris.path("file://host/a"));
    }

    @Test
    void nodeIdsAreTakenApartAtTheirOwnBrackets() {
        assertEquals("a[1].py::t", NodeIds.parent("a[1].py::t[x::y[z]]", "a[1].py"));
        assertEquals("a.py::C", NodeIds.parent("a.py::C::t", "a.py"));
        assertEquals("a.py", NodeIds.parent("a.py::t", "a.py"));
        assertEquals("d/e", NodeIds.parent("d/e/a.py", "d/e/a.py"));
        assertNull(NodeIds.parent("a.py", "a.py"));
    }
}
