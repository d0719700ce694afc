package org.fastest.text;

/**
 * A stretch of a text.
 *
 * @param start offset of its first character, in UTF-16 units from the text's start
 * @param end offset after its last character
 */
public record Extent(int start, int end) {
    public Extent {
        if (start < 0 || end < start) {
            throw new IllegalArgumentException("extent from " + start + " to " + end);
        }
    }

    public int length() {
        return end - start;
    }

    public boolean contains(int offset) {
        return start <= offset && offset < end;
    }
}
