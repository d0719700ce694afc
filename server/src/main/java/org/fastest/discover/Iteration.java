package org.fastest.discover;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What going through a value gives. */
final class Iteration {
    private Iteration() {}

    /** The elements in their order, or null where they or their order can't be known. */
    static @Nullable List<PyValue> of(PyValue value) {
        if (value instanceof PyValue.Sequence sequence) {
            return sequence.elements();
        }
        if (value instanceof PyValue.Str str) {
            return characters(str.text());
        }
        if (value instanceof PyValue.Dict dict) {
            return dict.keys();
        }
        if (value instanceof PyValue.SetOf set) {
            return set.elements().size() < 2 ? set.elements() : null;
        }
        if (value instanceof PyValue.EnumClass type) {
            List<PyValue.Member> members = type.members();
            return members == null ? null : new ArrayList<>(members);
        }
        if (value instanceof PyValue.Bytes bytes) {
            List<PyValue> numbers = new ArrayList<>();
            for (int i = 0; i < bytes.bytes().length(); i++) {
                numbers.add(new PyValue.Scalar(Integer.toString(bytes.bytes().charAt(i))));
            }
            return numbers;
        }
        return null;
    }

    /** A string's characters, as iterating over it gives them. */
    static List<PyValue> characters(String text) {
        List<PyValue> characters = new ArrayList<>();
        for (int i = 0; i < text.length(); ) {
            int size = Character.charCount(text.codePointAt(i));
            characters.add(new PyValue.Str(text.substring(i, i + size)));
            i += size;
        }
        return characters;
    }

    /** What {@code len()} gives, or null where it can't be known. */
    static @Nullable Integer length(PyValue value) {
        if (value instanceof PyValue.Sequence sequence) {
            return sequence.form().isSpent() ? null : sequence.elements().size();
        }
        if (value instanceof PyValue.Str str) {
            return str.text().codePointCount(0, str.text().length());
        }
        if (value instanceof PyValue.Bytes bytes) {
            return bytes.bytes().length();
        }
        if (value instanceof PyValue.Dict dict) {
            return dict.keys().size();
        }
        if (value instanceof PyValue.SetOf set) {
            return set.elements().size();
        }
        if (value instanceof PyValue.EnumClass type) {
            return type.members() == null ? null : type.members().size();
        }
        return null;
    }
}
