package org.fastest.syntax;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.fastest.text.SourceText;
import org.fastest.text.TextChange;
import org.junit.jupiter.api.Test;

/** After any edits of real files, what was scanned piece by piece is what one scan gives. */
class ScanTest {
    /** Whole library: -Dfastest.test.all=true. */
    private static final int FILES = 60;

    private static final List<String> PIECES =
            List.of(
                    "\"\"\"",
                    "'''",
                    "'",
                    "\"",
                    "f\"{",
                    "f'''{x:",
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
                    "\n\n",
                    "\r",
                    "\r\n",
                    "\t",
                    "    ",
                    "        ",
                    "#",
                    "@",
                    "@x\n",
                    "\n@x\ndef f(): pass\n",
                    "def f(",
                    "\ndef g():\n    yield 1\n",
                    "class A",
                    "class A:\n",
                    "async ",
                    "async def ",
                    "yield ",
                    "lambda x: ",
                    "match x:\n",
                    "    case 1: pass\n",
                    "import ",
                    "if x: ",
                    "if x:\n",
                    "else:\n",
                    "\nx = [1,\n2]\n",
                    "return ",
                    "\0",
                    "\f",
                    "\uFEFF",
                    "😀",
                    "a");

    @Test
    void editsOfTheStandardLibrary() throws IOException {
        Path library = TreeSitterTest.standardLibrary();
        List<Path> files;
        try (Stream<Path> found = Files.walk(library)) {
            files = found.filter(each -> each.toString().endsWith(".py")).sorted().toList();
        }
        int step = Boolean.getBoolean("fastest.test.all") ? 1 : Math.max(1, files.size() / FILES);
        Random random = new Random(20261123);
        for (int i = random.nextInt(step); i < files.size(); i += step) {
            String text = new String(Files.readAllBytes(files.get(i)), StandardCharsets.UTF_8);
            if (text.length() < 200_000) {
                edited(text, random, 120, files.get(i).toString());
            }
        }
    }

    @Test
    void editsOfShortTexts() {
        String text =
                """
                import a

                @x
                def f(a,
                  b):
                    '''d'''
                    return 1

                class A(B):
                    x = 1
                    def m(self): yield

                if a:
                    y = (1,
                      @b)
                z = \\
                1
                """;
        Random random = new Random(7);
        for (int round = 0; round < 3_000; round++) {
            edited(text, random, 30, "short");
        }
    }

    private static void edited(String original, Random random, int rounds, String name) {
        SourceText text = SourceText.of(original);
        Scan scan = Scan.of(original);
        for (int round = 0; round < rounds; round++) {
            TextChange change = change(text, original, random, round);
            scan = scan.after(change);
            String message = name + " " + round + " " + change.start() + " " + change.growth();
            Scan whole = Scan.of(change.after().text());
            assertEquals(shown(whole, change.after()), shown(scan, change.after()), message);
            text = change.after();
        }
    }

    static TextChange change(SourceText text, String original, Random random, int round) {
        if (round % 15 == 14) {
            return TextChange.replace(text, 0, text.length(), original);
        }
        int from = random.nextInt(text.length() + 1);
        int cut = random.nextInt(3) == 0 ? random.nextInt(60) : 0;
        String piece = random.nextInt(5) == 0 ? "" : PIECES.get(random.nextInt(PIECES.size()));
        return TextChange.replace(text, from, from + cut, piece);
    }

    private static String shown(Scan scan, SourceText text) {
        StringBuilder lines = new StringBuilder();
        Skeleton skeleton = scan.skeleton();
        for (int i = 0; i < skeleton.count(); i++) {
            lines.append(skeleton.start(i)).append(' ').append(skeleton.end(i)).append(' ');
            lines.append(skeleton.depth(i)).append(' ').append(skeleton.kind(i)).append(' ');
            lines.append(skeleton.colon(i)).append(' ').append(skeleton.firstEquals(i));
            lines.append(' ').append(skeleton.lastEquals(i));
            for (int flag : List.of(Skeleton.GENERATOR, Skeleton.INLINE, Skeleton.ASYNC)) {
                lines.append(skeleton.has(i, flag) ? 'x' : '-');
            }
            lines.append('\n');
        }
        scan.issues(text).forEach(issue -> lines.append(issue).append('\n'));
        Borders borders = scan.borders();
        for (int i = 0; i < borders.count(); i++) {
            lines.append(borders.line(i)).append(' ').append(borders.statement(i));
            lines.append(' ').append(borders.issue(i)).append('\n');
        }
        return lines.toString();
    }
}
