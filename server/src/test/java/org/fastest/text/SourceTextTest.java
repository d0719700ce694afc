package org.fastest.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SourceTextTest {
    @Test
    void linesEndAsEditorsCountThem() {
        SourceText text = SourceText.of("a\nbc\r\n\rd\r\n");
        assertEquals(5, text.lineCount());
        assertEquals(List.of(0, 2, 6, 7, 10), starts(text));
        assertEquals(1, text.lineEnd(0));
        assertEquals(4, text.lineEnd(1));
        assertEquals(6, text.lineEnd(2));
        assertEquals(8, text.lineEnd(3));
        assertEquals(10, text.lineEnd(4));
        assertEquals(1, SourceText.of("").lineCount());
        assertEquals(2, SourceText.of("\r").lineCount());
        assertEquals(0, SourceText.of("\n\n").lineEnd(0));
    }

    @Test
    void placesAreKeptInside() {
        SourceText text = SourceText.of("ab\ncd");
        assertEquals(1, text.line(3));
        assertEquals(0, text.line(2));
        assertEquals(1, text.column(4));
        assertEquals(4, text.offset(1, 1));
        assertEquals(2, text.offset(0, 99));
        assertEquals(5, text.offset(7, 0));
        assertEquals(0, text.offset(-1, 3));
        assertEquals(1, text.line(99));
        assertEquals(3, text.offset(1, -5));
    }

    @Test
    void utf8Columns() {
        SourceText text = SourceText.of("x\né😀z\uD83D");
        assertEquals(0, text.utf8Column(2));
        assertEquals(2, text.utf8Column(3));
        assertEquals(6, text.utf8Column(5));
        assertEquals(7, text.utf8Column(6));
        assertEquals(10, text.utf8Column(7));
        for (int offset : List.of(2, 3, 5, 6, 7)) {
            assertEquals(offset, text.offsetOfUtf8(1, text.utf8Column(offset)));
        }
        assertEquals(3, text.offsetOfUtf8(1, 4));
        assertEquals(7, text.offsetOfUtf8(1, 99));
        assertEquals(7, text.offsetOfUtf8(9, 0));
    }

    @Test
    void editsGiveWhatTheWholeTextWouldGive() {
        Random random = new Random(7);
        List<String> pieces = List.of("", "\n", "\r", "\r\n", "a", "ab\ncd", "\n\r", "x\r", "\ny");
        SourceText text = SourceText.of("one\r\ntwo\nthree\r");
        for (int round = 0; round < 5_000; round++) {
            int start = random.nextInt(text.length() + 1);
            int end = Math.min(text.length(), start + random.nextInt(4));
            String piece = pieces.get(random.nextInt(pieces.size()));
            String expected = text.text().substring(0, start) + piece + text.text().substring(end);
            text = text.edit(start, end, piece);
            assertEquals(expected, text.text());
            assertEquals(starts(SourceText.of(expected)), starts(text), expected);
            if (text.length() > 60) {
                text = text.edit(10, 50, "");
            }
        }
    }

    private static List<Integer> starts(SourceText text) {
        return java.util.stream.IntStream.range(0, text.lineCount())
                .map(text::lineStart)
                .boxed()
                .toList();
    }
}
