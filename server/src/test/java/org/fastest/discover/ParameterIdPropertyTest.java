package org.fastest.discover;

import static org.junit.jupiter.api.Assertions.assertEquals;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.fastest.PythonFunctions;

/** Ids of single values are written as Python and pytest write them. */
class ParameterIdPropertyTest {
    @Property(seed = "20261123", tries = 2000)
    void escapesAsPytest(@ForAll("texts") String text) {
        assertEquals(
                PythonFunctions.value("escaped", text).getAsString(), ParameterIds.escaped(text));
    }

    @Property(seed = "20261123")
    void escapesBytesAsPytest(@ForAll byte[] octets) {
        StringBuilder latin = new StringBuilder();
        int[] values = new int[octets.length];
        for (int i = 0; i < octets.length; i++) {
            values[i] = octets[i] & 0xFF;
            latin.append((char) values[i]);
        }
        assertEquals(
                PythonFunctions.value("escaped_bytes", (Object) values).getAsString(),
                ParameterIds.required(new PyValue.Bytes(latin.toString()), true));
    }

    @Property(seed = "20261123", tries = 5000)
    void writesFloatsAsPython(@ForAll("doubles") double value) {
        // Java's own text of a double reads back as the same double in Python.
        String source = Double.toString(value);
        assertEquals(
                PythonFunctions.value("number", source).getAsString(), Numbers.text(value), source);
        assertEquals(
                PythonFunctions.value("number", "complex(0, " + source + ")").getAsString(),
                Numbers.imaginary(value),
                source);
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.strings()
                .withChars("ab\t\n\r\\'\"\0\u0007\u007f\u0080\u00ff\u0100\u2028\uffff[]")
                .withCharRange('\u0000', '\uD7FF')
                .ofMaxLength(8)
                .flatMap(text -> Arbitraries.of("", "😀", "\uDBFF\uDFFF").map(tail -> text + tail));
    }

    @Provide
    Arbitrary<Double> doubles() {
        return Arbitraries.oneOf(
                Arbitraries.longs()
                        .map(Double::longBitsToDouble)
                        .filter(value -> !value.isNaN() && !value.isInfinite() && value >= 0),
                Arbitraries.integers()
                        .between(0, 2_000_000)
                        .flatMap(digits ->
                                Arbitraries.integers()
                                        .between(-30, 30)
                                        .map(power -> Double.parseDouble(digits + "e" + power))));
    }
}
