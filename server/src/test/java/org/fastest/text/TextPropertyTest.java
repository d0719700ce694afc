package org.fastest.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.fastest.PythonFunctions;

/** Places in texts go there and back; bytes become text as Python makes it. */
class TextPropertyTest {
    @Property(seed = "20261123", tries = 2000)
    void placesGoThereAndBack(@ForAll("texts") String text) {
        SourceText source = SourceText.of(text);
        for (int offset = 0; offset <= text.length(); offset++) {
            int line = source.line(offset);
            assertTrue(source.lineStart(line) <= offset);
            int end = source.lineEnd(line);
            if (offset <= end) {
                assertEquals(offset, source.offset(line, source.column(offset)));
                boolean inPair =
                        offset > 0
                                && offset < text.length()
                                && Character.isSurrogatePair(
                                        text.charAt(offset - 1), text.charAt(offset));
                int there = source.offsetOfUtf8(line, source.utf8Column(offset));
                assertEquals(inPair ? offset - 1 : offset, there);
            }
        }
        for (int line = 0; line < source.lineCount(); line++) {
            String content = text.substring(source.lineStart(line), source.lineEnd(line));
            assertTrue(content.indexOf('\n') < 0 && content.indexOf('\r') < 0, content);
        }
    }

    @Property(seed = "20261123", tries = 3000)
    void bytesBecomeTheTextThatPythonReads(@ForAll("files") byte[] bytes) {
        int[] octets = new int[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            octets[i] = bytes[i] & 0xFF;
        }
        JsonObject expected = PythonFunctions.call("decoded", (Object) octets);
        Decoded decoded = Decoder.decode(bytes);
        assertEquals(expected.has("error"), !decoded.issues().isEmpty(), decoded::toString);
        if (expected.has("value")) {
            assertEquals(expected.get("value").getAsString(), decoded.text());
        }
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.of(
                        "\n", "\r", "\r\n", "a", "bc", "é", "€", "😀", "\uD83D", "\uDE00", "\f")
                .list()
                .ofMaxSize(12)
                .map(parts -> String.join("", parts));
    }

    @Provide
    Arbitrary<byte[]> files() {
        List<byte[]> pieces =
                List.of(
                        ascii("# coding: latin-1\n"),
                        ascii("# -*- coding: utf-8 -*-\n"),
                        ascii("# vim: set fileencoding=cp1252 :\r\n"),
                        ascii("#coding=iso-8859-15\n"),
                        ascii("# coding: ascii\n"),
                        ascii("# coding: nothing\n"),
                        ascii("# coding: UTF_8\n"),
                        ascii("x = 1\n"),
                        ascii("\n"),
                        ascii("\f\n"),
                        ascii("# \n"),
                        ascii("'"),
                        new byte[] {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF},
                        "é".getBytes(StandardCharsets.UTF_8),
                        "😀".getBytes(StandardCharsets.UTF_8),
                        new byte[] {(byte) 0xE9},
                        new byte[] {(byte) 0x81},
                        new byte[] {(byte) 0xED, (byte) 0xA0, (byte) 0x80});
        return Arbitraries.of(pieces)
                .list()
                .ofMaxSize(5)
                .map(parts -> {
                    ByteArrayOutputStream out = new ByteArrayOutputStream();
                    parts.forEach(out::writeBytes);
                    return out.toByteArray();
                });
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
