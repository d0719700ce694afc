package org.fastest.bridge;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The words of frames that come with each test: they are not made anew each time, and a comparison
 * with the same word in our code is one of identity.
 */
final class FrameWords {
    private static final int MASK = 127;
    private static final @Nullable String[] WORDS = new String[MASK + 1];

    static {
        for (String word :
                List.of(
                        "t",
                        "i",
                        "run",
                        "worker",
                        "events",
                        "passed",
                        "started",
                        "setup",
                        "call",
                        "teardown",
                        "limit",
                        "finished",
                        "phase",
                        "when",
                        "outcome",
                        "category",
                        "duration",
                        "output",
                        "stream",
                        "text",
                        "id",
                        "path",
                        "line",
                        "kind",
                        "marks",
                        "group",
                        "items",
                        "collected",
                        "function",
                        "case",
                        "done")) {
            WORDS[slot(word.length(), word.charAt(0), word.charAt(word.length() - 1))] = word;
        }
    }

    private FrameWords() {}

    /** Each of the words has one of its own. */
    private static int slot(int length, int first, int last) {
        return (length + 18 * first + 7 * last) & MASK;
    }

    /** The word between two places of a frame; null where it is none of these. */
    static @Nullable String at(byte[] body, int start, int end) {
        if (start == end) {
            return null;
        }
        @Nullable String word = WORDS[slot(end - start, body[start], body[end - 1])];
        if (word == null || word.length() != end - start) {
            return null;
        }
        for (int i = start; i < end; i++) {
            if (body[i] != word.charAt(i - start)) {
                return null;
            }
        }
        return word;
    }
}
