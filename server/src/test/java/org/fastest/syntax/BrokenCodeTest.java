package org.fastest.syntax;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.fastest.text.SyntaxIssue;
import org.junit.jupiter.api.Test;

/**
 * Half-typed code: which definitions survive it ({@code «»} around their names) and what is
 * reported, {@code ‸} at the place.
 */
class BrokenCodeTest {
    @Test
    void openBrackets() {
        check(
                "'(' was never closed",
                "class «A»:\n    def «a»(self):\n        foo‸(1,\n    def «b»(self): pass\ndef «c»(): pass");
        check("'(' was never closed", "x = foo‸(\nimport y\ndef «b»(): pass");
        check("'[' was never closed", "x = (‸[1,\n@decorator\n@other(1)\ndef «b»(): pass");
        check("'{' was never closed; unexpected indent", "x = ‸{\n    ‸class «B»: pass");
        check("'(' was never closed; expected ':'", "def «a»‸(x,‸\ndef «b»(): pass");
        check("'(' was never closed", "x = ‸(1");
        check("'{' was never closed", "def «a»():\n    print(f\"‸{x\ndef «b»(): pass");
        check("unmatched ')'", "x = 1‸)\ndef «b»(): pass");
        check(
                "closing parenthesis ']' does not match opening parenthesis '('",
                "x = [(1‸]\ndef «b»(): pass");
    }

    @Test
    void openStrings() {
        check("unterminated string literal (detected at line 1)", "x = ‸'abc\ndef «b»(): pass");
        check(
                "unterminated f-string literal (detected at line 1)",
                "x = f‸'abc{y}\ndef «b»(): pass");
        check(
                "unterminated t-string literal (detected at line 1)",
                "x = t‸'abc{y}\ndef «b»(): pass");
        check("f-string: expecting '}'", "x = f\"{y‸\"\ndef «b»(): pass");
        check("f-string: expecting '}'", "x = f\"{y:>‸\"\ndef «b»(): pass");
        check("f-string: single '}' is not allowed", "x = f\"y‸}\"\ndef «b»(): pass");
    }

    @Test
    void openTripleQuotes() {
        check(
                "unterminated triple-quoted string literal (detected at line 5)",
                "def «a»():\n    ‸\"\"\"Doc\n    more\n\ndef «b»(): pass");
        check(
                "unterminated triple-quoted string literal (detected at line 7)",
                "def «a»():\n    ‸\"\"\"\n    x\ndef «b»():\n    \"\"\"Doc\"\"\"\ndef «c»():\n    '''Doc'''");
        check(
                "unterminated triple-quoted string literal (detected at line 9)",
                "def «a»():\n    ‸\"\"\"\ndef «b»():\n    \"\"\"\n    Doc\n    \"\"\"\n@deco\n\ndef «c»(): pass");
        check(
                "unterminated triple-quoted f-string literal (detected at line 3)",
                "x = f‸'''{y}\n\nclass «b»: pass");
        check("unterminated triple-quoted string literal (detected at line 2)", "x = ‸'''\ny = 1");
    }

    @Test
    void headersCutOffBySemicolons() {
        check("expected ':'", "if x‸; y: z\ndef «b»(): pass");
        check("", "match x; y:\ndef «b»(): pass");
    }

    @Test
    void embeddedCodeIsNoDefinitionWhereTheTextIsWhole() {
        check(
                "unterminated string literal (detected at line 4)",
                "x = '''\ndef no(): pass\n'''\ny = ‸'\ndef «b»(): pass");
    }

    @Test
    void indentation() {
        check("unexpected indent", "x = 1\n    ‸def «a»(): pass\ndef «b»(): pass");
        check(
                "expected an indented block after function definition on line 1",
                "def «a»():\n‸def «b»(): pass");
        check("expected an indented block after 'if' statement on line 2", "x\nif y:‸");
        check(
                "unindent does not match any outer indentation level",
                "class «A»:\n    def «a»(self):\n        pass\n  ‸def «b»(self): pass");
        check(
                "inconsistent use of tabs and spaces in indentation",
                "if x:\n        y\n\t‸z\ndef «b»(): pass");
    }

    @Test
    void headers() {
        check("expected ':'", "def «a»()‸\n    pass\ndef «b»(): pass");
        check("expected ':'", "class «A»‸\ndef «b»(): pass");
        check("expected ':'; expected '('", "def «a»‸‸\ndef «b»(): pass");
        check("expected ':'; invalid syntax", "def‸‸\ndef «b»(): pass");
        check("invalid syntax", "if x: ‸def a(): pass\ndef «b»(): pass");
        check("invalid syntax", "class «A»:\n    de ‸test_a(self): ...\n    def «b»(self): pass");
        check("invalid syntax", "d ‸test_a(x: int, *y) -> None: ...\ndef «b»(): pass");
        check("invalid syntax", "x.y ‸test_a(): ...");
        check("illegal target for annotation", "‸test_a(): ...\ndef «b»(): pass");
        check("illegal target for annotation", "‸deftest_a(self) : pass\ndef «b»(): pass");
        check("", "a.b: int\n(a): int = 1\nf(x).y: int\nf(x)[1] : int\n\"s\".x: int\na . b : int");
        check("invalid syntax", "@deco\n‸x = 1\ndef «b»(): pass");
        check("invalid syntax", "‸else:\n    def «a»(): pass");
        check("expected 'except' or 'finally' block", "try:\n    def «a»(): pass\n‸x = 1");
        check("invalid syntax", "from x import‸");
        check("invalid syntax", "import ‸a b");
        check("unexpected character after line continuation character", "x = 1 ‸\\ 2");
        check(
                "unexpected end of line after line continuation character;"
                        + " expected an indented block after 'if' statement on line 1",
                "if x: ‸\\\n‸def «b»(): pass");
        check(
                "unexpected end of line after line continuation character",
                "x = 1; ‸\\\ndef «b»(): pass");
        check(
                "unexpected end of line after line continuation character",
                "x = 1 + ‸\\\ndef «b»(): pass");
    }

    private static void check(String messages, String marked) {
        String unmarked = marked.replace("‸", "");
        String text = unmarked.replace("«", "").replace("»", "");
        PyFile file = Parser.parse(text);
        assertEquals(
                messages,
                String.join("; ", file.issues().stream().map(SyntaxIssue::message).toList()),
                marked);
        assertEquals(unmarked, ParserTest.mark(text, file.body()));
        StringBuilder carets = new StringBuilder(text);
        for (SyntaxIssue issue : file.issues().reversed()) {
            carets.insert(issue.offset(), '‸');
        }
        assertEquals(marked.replace("«", "").replace("»", ""), carets.toString());
    }
}
