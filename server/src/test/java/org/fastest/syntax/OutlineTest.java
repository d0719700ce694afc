package org.fastest.syntax;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.fastest.text.Extent;
import org.fastest.text.SourceText;
import org.fastest.text.TextChange;
import org.junit.jupiter.api.Test;

/** After any edits of real files, the statements are those that reading the whole text gives. */
class OutlineTest {
    private static final int FILES = 40;

    private static final String SHORT =
            """
            import a

            try:
                import b
            except ImportError:
                b = None

            @x
            @y(1)
            def f(a,
              b=lambda: 1):
                '''d'''
                return 1

            class A(B, metaclass=C):
                x: int = 1
                @z
                def m(self): yield
                class In: pass

            if a: y = 1; z = 2
            elif b:
                del a
            else:
                y += (1,
                  @b)
            match a:
                case 1:
                    from . import (q as r, s)
            for i in j: pass
            z = \\
            1
            """;

    @Test
    void editsOfTheStandardLibrary() throws IOException {
        Path library = TreeSitterTest.standardLibrary();
        List<Path> files;
        try (Stream<Path> found = Files.walk(library)) {
            files = found.filter(each -> each.toString().endsWith(".py")).sorted().toList();
        }
        int step = Boolean.getBoolean("fastest.test.all") ? 1 : Math.max(1, files.size() / FILES);
        Random random = new Random(20261124);
        int kept = 0;
        for (int i = random.nextInt(step); i < files.size(); i += step) {
            String text = new String(Files.readAllBytes(files.get(i)), StandardCharsets.UTF_8);
            if (text.length() < 200_000) {
                kept += edited(text, random, 100, files.get(i).toString());
            }
        }
        assertTrue(kept > 1000, "nearly everything was read again each time: " + kept);
    }

    @Test
    void editsOfShortTexts() {
        Random random = new Random(11);
        for (int round = 0; round < 3_000; round++) {
            edited(SHORT, random, 30, "short");
        }
    }

    /** Gives how many statements were taken over. */
    private static int edited(String original, Random random, int rounds, String name) {
        Outline outline = Outline.of(SourceText.of(original));
        int kept = 0;
        for (int round = 0; round < rounds; round++) {
            TextChange change = ScanTest.change(outline.text(), original, random, round);
            Outline before = outline;
            outline = before.after(change);
            String message = name + " " + round + " " + change.start() + " " + change.growth();
            PyFile whole = Parser.parse(change.after().text());
            assertEquals(whole, outline.file(), message);
            assertEquals(change.after().text(), outline.text().text());
            kept += checkRenewal(before, outline, change, message);
        }
        return kept;
    }

    private static int checkRenewal(
            Outline before, Outline now, TextChange change, String message) {
        Outline.Renewal renewal = now.renewal();
        List<Stmt> old = before.file().body();
        List<Stmt> body = now.file().body();
        assertEquals(old.subList(0, renewal.from()), body.subList(0, renewal.from()), message);
        int kept = old.size() - renewal.oldTo();
        assertEquals(kept, body.size() - renewal.newTo(), message);
        for (int i = 0; i < kept; i++) {
            Extent then = old.get(renewal.oldTo() + i).extent();
            Extent here = body.get(renewal.newTo() + i).extent();
            assertEquals(then.start() + change.growth(), here.start(), message);
            assertEquals(then.end() + change.growth(), here.end(), message);
        }
        return kept + renewal.from();
    }
}
