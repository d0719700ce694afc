package org.fastest.discover;

import java.util.List;

/** What an expression is worth, as far as the text tells: just enough for parameter ids. */
sealed interface PyValue {
    /** A string. */
    record Str(String text) implements PyValue {}

    /** A bytes object; each char is one byte. */
    record Bytes(String bytes) implements PyValue {}

    /**
     * A number, a bool or None.
     *
     * @param text what Python's {@code str()} gives
     */
    record Scalar(String text) implements PyValue {}

    /** A list or tuple: no id of its own, but it can be iterated. */
    record Sequence(List<PyValue> elements) implements PyValue {
        public Sequence {
            elements = List.copyOf(elements);
        }
    }

    /** A class, function or module: its {@code __name__}, or an enum member: its {@code str()}. */
    record Named(String name) implements PyValue {}

    /** A compiled regular expression. */
    record Pattern(String pattern) implements PyValue {}

    /**
     * An object that has no id of its own, so that pytest falls back to the argument's name and the
     * index.
     */
    record Plain() implements PyValue {}

    /** Only running the code would tell. */
    record Unknown() implements PyValue {}
}
