package org.fastest.discover;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import org.fastest.text.SourceText;
import org.fastest.text.TextChange;
import org.junit.jupiter.api.Test;

class MentionsTest {
    @Test
    void partsOfLongerNamesAreNone() {
        Mentions mentions = Mentions.of("ab", "abc xab ab_ éab ab1 .ab(");
        assertTrue(mentions.areOutside(0, 0));
        assertFalse(mentions.areOutside(21, 23));
        assertTrue(mentions.areOutside(23, 24));
        assertTrue(mentions.areOutside(0, 21));
        assertFalse(Mentions.of("ab", "aab").areOutside(0, 0));
    }

    @Test
    void whatStandsTooOftenStandsOutside() {
        String text = "ab ".repeat(65);
        assertTrue(Mentions.of("ab", text).areOutside(0, text.length()));
        assertFalse(Mentions.of("ab", text.substring(3)).areOutside(0, text.length()));
    }

    @Test
    void anEditBesideANameIsLookedAtAnew() {
        Mentions mentions = Mentions.of("ab", "ab cd ab");
        assertNull(mentions.after(change("ab cd ab", 2, 2, "c")));
        assertNull(mentions.after(change("ab cd ab", 3, 5, "ab")));
        assertNull(mentions.after(change("ab cd ab", 6, 7, "")));
    }

    @Test
    void placesAfterAnEditAreThoseOfTheWholeText() {
        Random random = new Random(11);
        List<String> pieces = List.of("", " ", "a", "b", "ab", " ab ", "x\n", "xyz", "ba");
        int kept = 0;
        for (int round = 0; round < 20_000; round++) {
            StringBuilder before = new StringBuilder();
            for (int i = random.nextInt(8); i >= 0; i--) {
                before.append(pieces.get(random.nextInt(pieces.size())));
            }
            int start = random.nextInt(before.length() + 1);
            int end = start + random.nextInt(before.length() - start + 1);
            String by = pieces.get(random.nextInt(pieces.size()));
            TextChange change = change(before.toString(), start, end, by);
            Mentions after = Mentions.of("ab", before.toString()).after(change);
            if (after != null) {
                kept++;
                String now = change.after().text();
                Mentions whole = Mentions.of("ab", now);
                int from = random.nextInt(now.length() + 1);
                int to = from + random.nextInt(now.length() - from + 1);
                assertEquals(whole.areOutside(from, to), after.areOutside(from, to), now);
            }
        }
        assertTrue(kept > 1_000, kept + " were kept");
    }

    private static TextChange change(String text, int start, int end, String by) {
        return TextChange.replace(SourceText.of(text), start, end, by);
    }
}
