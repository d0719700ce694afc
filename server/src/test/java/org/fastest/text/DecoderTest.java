package org.fastest.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** PEP 263 and the language reference's "Encoding declarations". */
class DecoderTest {
    @Test
    void utf8IsTheDefault() {
        check("é😀\r\n", utf8("é😀\r\n"));
        check("x = 1", utf8("\uFEFFx = 1"));
        check("", new byte[0]);
        check("'\uFFFD'", utf8("'\uFFFD'"));
    }

    @Test
    void commentsNameOtherEncodings() {
        check(
                "# -*- coding: latin-1 -*-\né",
                encoded("ISO-8859-1", "# -*- coding: latin-1 -*-\né"));
        check(
                "#!x\n# vim: set fileencoding=cp1252 :\n€",
                encoded("windows-1252", "#!x\n# vim: set fileencoding=cp1252 :\n€"));
        check(
                "\r\n\f # coding=iso-8859-15\r\n€",
                encoded("ISO-8859-15", "\r\n\f # coding=iso-8859-15\r\n€"));
        check("# coding: Latin_1-unix\né", encoded("ISO-8859-1", "# coding: Latin_1-unix\né"));
        check("# coding: koi8-r\nж", encoded("KOI8-R", "# coding: koi8-r\nж"));
        check("# coding: shift_jis\n日", encoded("Shift_JIS", "# coding: shift_jis\n日"));
        check("# coding: UTF_8\né", utf8("# coding: UTF_8\né"));
        check("# coding: utf-8-sig\né", utf8("\uFEFF# coding: utf-8-sig\né"));
    }

    @Test
    void otherPlacesNameNone() {
        check("x = 1\n# coding: latin-1\né", utf8("x = 1\n# coding: latin-1\né"));
        check("\n\n# coding: latin-1\né", utf8("\n\n# coding: latin-1\né"));
        check("x = '# coding: latin-1'\né", utf8("x = '# coding: latin-1'\né"));
        check("# coding latin-1\né", utf8("# coding latin-1\né"));
    }

    @Test
    void failuresAreIssues() {
        check(
                "# coding: nonsense\nx",
                utf8("# coding: nonsense\nx"),
                new SyntaxIssue(10, "unknown encoding: nonsense"));
        check(
                "# coding: utf-16\nx",
                utf8("# coding: utf-16\nx"),
                new SyntaxIssue(10, "unknown encoding: utf-16"));
        check(
                "# coding: latin-1\né",
                utf8("\uFEFF# coding: latin-1\né"),
                new SyntaxIssue(10, "encoding problem: latin-1 with BOM"));
        check(
                "a\n'\uFFFD'",
                encoded("ISO-8859-1", "a\n'é'"),
                new SyntaxIssue(
                        3,
                        "Non-UTF-8 code starting with '\\xe9', but no encoding declared;"
                                + " see https://peps.python.org/pep-0263/ for details"));
        check(
                "# coding: ascii\n\uFFFD",
                encoded("ISO-8859-1", "# coding: ascii\né"),
                new SyntaxIssue(16, "'ascii' codec can't decode byte 0xe9 in position 16"));
        check("a\0b", utf8("a\0b"), new SyntaxIssue(1, "source code cannot contain null bytes"));
    }

    private static void check(String text, byte[] bytes, SyntaxIssue... issues) {
        assertEquals(new Decoded(text, List.of(issues)), Decoder.decode(bytes));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] encoded(String charset, String text) {
        return text.getBytes(Charset.forName(charset));
    }
}
