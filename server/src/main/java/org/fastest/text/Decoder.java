package org.fastest.text;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads a source file's bytes as Python does: UTF-8 unless a comment in one of the first two lines
 * names another encoding (PEP 263), a UTF-8 byte order mark is left out. Never throws.
 */
public final class Decoder {
    private Decoder() {}

    public static Decoded decode(byte[] bytes) {
        boolean mark =
                bytes.length >= 3
                        && bytes[0] == (byte) 0xEF
                        && bytes[1] == (byte) 0xBB
                        && bytes[2] == (byte) 0xBF;
        int start = mark ? 3 : 0;
        Cookie cookie = Cookie.find(bytes, start);
        List<SyntaxIssue> issues = new ArrayList<>();
        Charset charset = StandardCharsets.UTF_8;
        if (cookie != null) {
            Charset named = charset(cookie.encoding);
            if (named == null) {
                issues.add(new SyntaxIssue(cookie.offset, "unknown encoding: " + cookie.encoding));
                // Every byte is a character there, so the ASCII parts are right whatever the
                // encoding was.
                charset = StandardCharsets.ISO_8859_1;
            } else if (mark && !named.equals(StandardCharsets.UTF_8)) {
                issues.add(
                        new SyntaxIssue(
                                cookie.offset,
                                "encoding problem: " + cookie.encoding + " with BOM"));
            } else {
                charset = named;
            }
        }
        String text = text(bytes, start, charset, cookie, issues);
        int nul = text.indexOf('\0');
        if (nul >= 0) {
            issues.add(new SyntaxIssue(nul, "source code cannot contain null bytes"));
        }
        return new Decoded(text, issues);
    }

    private static String text(
            byte[] bytes,
            int start,
            Charset charset,
            @Nullable Cookie cookie,
            List<SyntaxIssue> issues) {
        String text = new String(bytes, start, bytes.length - start, charset);
        // The replacement character is the only sign of a failure; a real one in the file needs the
        // slower look.
        if (text.indexOf('\uFFFD') < 0) {
            return text;
        }
        ByteBuffer in = ByteBuffer.wrap(bytes, start, bytes.length - start);
        CharBuffer out = CharBuffer.allocate(text.length() + 1);
        CharsetDecoder decoder =
                charset.newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT);
        CoderResult result = decoder.decode(in, out, true);
        if (result.isError()) {
            int at = bytes[in.position()] & 0xFF;
            String message =
                    cookie == null
                            ? String.format(
                                    Locale.ROOT,
                                    "Non-UTF-8 code starting with '\\x%02x', but no encoding declared;"
                                            + " see https://peps.python.org/pep-0263/ for details",
                                    at)
                            : String.format(
                                    Locale.ROOT,
                                    "'%s' codec can't decode byte 0x%02x in position %d",
                                    cookie.encoding,
                                    at,
                                    in.position());
            issues.add(new SyntaxIssue(out.position(), message));
        }
        return text;
    }

    private static @Nullable Charset charset(String encoding) {
        String name = encoding.toLowerCase(Locale.ROOT).replace('_', '-');
        if (name.equals("utf8")
                || name.equals("utf-8")
                || name.startsWith("utf-8-")
                || name.equals("u8")) {
            return StandardCharsets.UTF_8;
        }
        if (isLatin1(name, "latin-1")
                || isLatin1(name, "iso-8859-1")
                || isLatin1(name, "iso-latin-1")) {
            return StandardCharsets.ISO_8859_1;
        }
        if (name.equals("mac-roman")) {
            name = "x-macroman";
        }
        Charset found = forName(name);
        // Python's cp1252 is windows-1252; its code pages of the far east are Java's x-windows
        // ones.
        if (found == null && name.startsWith("cp")) {
            found = forName("windows-" + name.substring(2));
        }
        return found != null && readsAscii(found) ? found : null;
    }

    private static boolean isLatin1(String name, String alias) {
        return name.equals(alias) || name.startsWith(alias + "-");
    }

    private static @Nullable Charset forName(String name) {
        try {
            return Charset.forName(name);
        } catch (IllegalCharsetNameException | UnsupportedCharsetException unknown) {
            return null;
        }
    }

    /**
     * Python refuses encodings such as UTF-16 in which the comment itself would not be readable.
     */
    private static boolean readsAscii(Charset charset) {
        try {
            ByteBuffer ascii = ByteBuffer.wrap("# a".getBytes(StandardCharsets.US_ASCII));
            return charset.newDecoder().decode(ascii).toString().equals("# a");
        } catch (CharacterCodingException unreadable) {
            return false;
        }
    }

    /** An encoding comment: what it names, and the offset of that name in the text. */
    private record Cookie(String encoding, int offset) {

        /**
         * The pattern of the language reference, "Encoding declarations", for the bytes of two
         * lines.
         */
        static @Nullable Cookie find(byte[] bytes, int start) {
            int end = lineEnd(bytes, start);
            Cookie first = inLine(bytes, start, end, start);
            if (first != null || !isBlankOrComment(bytes, start, end)) {
                return first;
            }
            int second = end;
            if (second < bytes.length
                    && bytes[second++] == '\r'
                    && second < bytes.length
                    && bytes[second] == '\n') {
                second++;
            }
            return inLine(bytes, second, lineEnd(bytes, second), start);
        }

        private static @Nullable Cookie inLine(byte[] bytes, int from, int to, int textStart) {
            int i = afterBlanks(bytes, from, to);
            if (i >= to || bytes[i] != '#') {
                return null;
            }
            String comment = new String(bytes, i, to - i, StandardCharsets.ISO_8859_1);
            int at = comment.indexOf("coding");
            while (at >= 0) {
                int name = at + "coding".length();
                if (name < comment.length()
                        && (comment.charAt(name) == ':' || comment.charAt(name) == '=')) {
                    name++;
                    while (name < comment.length()
                            && (comment.charAt(name) == ' ' || comment.charAt(name) == '\t')) {
                        name++;
                    }
                    int end = name;
                    while (end < comment.length() && isEncodingPart(comment.charAt(end))) {
                        end++;
                    }
                    if (end > name) {
                        return new Cookie(comment.substring(name, end), i + name - textStart);
                    }
                }
                at = comment.indexOf("coding", at + 1);
            }
            return null;
        }

        private static boolean isEncodingPart(char c) {
            return (c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= '0' && c <= '9')
                    || c == '-'
                    || c == '_'
                    || c == '.';
        }

        private static boolean isBlankOrComment(byte[] bytes, int from, int to) {
            int i = afterBlanks(bytes, from, to);
            return i == to || bytes[i] == '#';
        }

        private static int afterBlanks(byte[] bytes, int from, int to) {
            int i = from;
            while (i < to && (bytes[i] == ' ' || bytes[i] == '\t' || bytes[i] == '\f')) {
                i++;
            }
            return i;
        }

        private static int lineEnd(byte[] bytes, int from) {
            int i = from;
            while (i < bytes.length && bytes[i] != '\n' && bytes[i] != '\r') {
                i++;
            }
            return i;
        }
    }
}
