package org.fastest.bridge;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fastest.model.Kind;
import org.fastest.model.Outcome;
import org.fastest.model.TimeLimits;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Frames, and the messages in them. */
class FramesTest {
    @Test
    void whatIsWrittenIsRead() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] longer = new byte[70_000];
        Frames.write(out, "{}".getBytes(StandardCharsets.UTF_8));
        Frames.write(out, longer);
        InputStream in = new ByteArrayInputStream(out.toByteArray());
        assertArrayEquals("{}".getBytes(StandardCharsets.UTF_8), Frames.read(in));
        assertArrayEquals(longer, Frames.read(in));
        assertEquals(0, Frames.read(in).length);
    }

    @Test
    void brokenFramesEndTheChannel() {
        assertBroken("a frame says it is 16777217 bytes", 1, 0, 0, 1);
        assertBroken("a frame says it is 4294967295 bytes", 255, 255, 255, 255);
        assertBroken("a frame says it is 0 bytes", 0, 0, 0, 0);
        assertBroken("the channel ended within a frame", 0, 0, 0, 3, '{', '}');
        assertBroken("the channel ended within a frame's length", 0, 0);
    }

    private static void assertBroken(String message, int... bytes) {
        byte[] stream = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            stream[i] = (byte) bytes[i];
        }
        FrameException error =
                assertThrows(
                        FrameException.class, () -> Frames.read(new ByteArrayInputStream(stream)));
        assertEquals(message, error.getMessage());
    }

    @Test
    void loneSurrogatesAreEscapedAndComeBack() throws IOException {
        String text = "a\ud800b\udfff \ud83d\ude00 \u00e9\udc80\ud83d";
        byte[] bytes = Frames.encode("\"" + text + "\"");
        assertEquals(
                "\"a\\ud800b\\udfff \ud83d\ude00 \u00e9\\udc80\\ud83d\"",
                new String(bytes, StandardCharsets.UTF_8));
        byte[] body =
                Frames.encode(
                        "{\"t\":\"raw\",\"run\":\"r\",\"worker\":0,\"text\":\"" + text + "\"}");
        assertEquals(new WorkerMessage.Raw("r", 0, text), MessageReader.read(body));
    }

    @Test
    void messagesThatBreakTheProtocolAreRefused() {
        for (String json :
                List.of(
                        "",
                        "[]",
                        "{",
                        "{}",
                        "{\"t\":1}",
                        "{\"t\":\"raw\"}{}",
                        "{\"t\":\"raw\",\"run\":\"r\",\"worker\":\"0\",\"text\":\"\"}",
                        "{\"t\":\"raw\",\"run\":\"r\",\"worker\":0}",
                        "{\"t\":\"events\",\"run\":\"r\",\"worker\":0,\"events\":[1]}",
                        "{\"t\":\"events\",\"run\":\"r\",\"worker\":0,\"events\":{}}",
                        "{\"t\":\"events\",\"run\":\"r\",\"worker\":0,\"events\":[{\"t\":\"finished\","
                                + "\"i\":0,\"outcome\":\"fine\",\"duration\":0}]}")) {
            assertThrows(FrameException.class, () -> read(json), json);
        }
    }

    @Test
    void whatALaterProtocolAddsIsPassedBy() throws IOException {
        assertNull(read("{\"t\":\"new\",\"run\":\"r\",\"worker\":0}"));
        assertEquals(
                new WorkerMessage.Events("r", 0, List.of(new SessionEvent.Started(3, null))),
                read(
                        "{\"t\":\"events\",\"run\":\"r\",\"worker\":0,\"more\":{\"a\":[1,null]},"
                                + "\"events\":[{\"t\":\"new\"},{\"t\":\"started\",\"i\":3}]}"));
    }

    @Test
    void aFailureKeepsAllItsParts() throws IOException {
        WorkerMessage message =
                read(
                        "{\"t\":\"events\",\"run\":\"r\",\"worker\":1,\"events\":[{\"t\":\"phase\",\"i\":0,"
                                + "\"when\":\"call\",\"outcome\":\"failed\",\"category\":\"failed\","
                                + "\"duration\":0.25,\"longrepr\":\"E  x\",\"ansi\":\"red\","
                                + "\"crash\":{\"path\":\"/a.py\",\"line\":3,\"message\":\"x\"},"
                                + "\"frames\":[{\"path\":\"/a.py\",\"line\":3,\"name\":\"f\"}],"
                                + "\"exception\":\"E\",\"expected\":\"1\",\"actual\":\"2\"},"
                                + "{\"t\":\"phase\",\"i\":0,\"when\":\"call\",\"outcome\":\"skipped\","
                                + "\"category\":\"xfailed\",\"duration\":1,\"xfail\":\"known\"},"
                                + "{\"t\":\"ended\",\"exit\":1,\"message\":null,"
                                + "\"stats\":{\"failed\":1,\"passed\":2}}]}");
        assertTrue(message instanceof WorkerMessage.Events);
        String text = String.valueOf(message);
        assertTrue(text.contains("Crash[path=/a.py, line=3, message=x]"), text);
        assertTrue(text.contains("Frame[path=/a.py, line=3, name=f]"), text);
        assertTrue(text.contains("exception=E, expected=1, actual=2"), text);
        assertTrue(text.contains("reason=known"), text);
        assertTrue(text.contains("Ended[exit=1, message=null, stats={failed=1, passed=2}"), text);
    }

    @Test
    void linesOfTheWireBecomeTheModels() throws IOException {
        WorkerMessage message =
                read(
                        "{\"t\":\"collected\",\"run\":\"r\",\"worker\":0,\"done\":true,\"rootdir\":\"/p\","
                                + "\"inifile\":\"/p/tox.ini\",\"deselected\":2,\"skipped\":[{\"id\":\"s\",\"path\":\"s.py\"}],"
                                + "\"unmatched\":[\"u\"],\"errors\":[{\"id\":\"e.py\",\"path\":\"e.py\","
                                + "\"line\":0,\"longrepr\":\"E\"}],\"items\":[{\"id\":\"a.py::f[1]\","
                                + "\"path\":\"a.py\",\"line\":4,\"kind\":\"case\",\"marks\":[\"slow\"],\"group\":\"db\"}]}");
        WorkerMessage.Collected collected = (WorkerMessage.Collected) message;
        assertEquals(
                List.of(
                        new WorkerMessage.Item(
                                "a.py::f[1]", "a.py", 4, Kind.CASE, List.of("slow"), "db")),
                collected == null ? List.of() : collected.items());
        assertTrue(String.valueOf(message).contains("path=e.py, line=1, text=E"));
        assertEquals(
                new WorkerMessage.Events(
                        "r", 0, List.of(new SessionEvent.Finished(7, Outcome.XPASSED, 0.5, null))),
                read(
                        "{\"t\":\"events\",\"run\":\"r\",\"worker\":0,\"events\":[{\"t\":\"finished\","
                                + "\"i\":7,\"outcome\":\"xpassed\",\"duration\":0.5}]}"));
    }

    // In class files javac leaves the annotations of a compact constructor's parameters out.
    @SuppressWarnings("NullAway")
    @Test
    void requestsAreWrittenAsDocumented() {
        Map<String, @Nullable String> env = new LinkedHashMap<>();
        env.put("A", "1");
        env.put("B", null);
        assertEquals(
                "{\"op\":\"open\",\"run\":\"r\",\"worker\":1,\"uid\":\"u\",\"engine\":\"full\",\"cwd\":\"/c\","
                        + "\"args\":[\"-x\"],\"select\":[\"a.py\"],\"collectOnly\":false,\"all\":true,\"world\":false,\"color\":true,"
                        + "\"workers\":1,\"first\":true,\"env\":{\"A\":\"1\",\"B\":null}}",
                written(
                        new WorkerOp.Open(
                                "r",
                                1,
                                "u",
                                new WorkerOp.Runner.Full(),
                                "/c",
                                List.of("-x"),
                                List.of("a.py"),
                                null,
                                false,
                                true,
                                env,
                                TimeLimits.NONE,
                                false,
                                Warm.NOT,
                                WorkerOp.Part.WHOLE)));
        assertEquals(
                "{\"op\":\"open\",\"run\":\"r\",\"worker\":0,\"uid\":\"u\",\"engine\":\"plain\",\"rootdir\":\"/p\","
                        + "\"tests\":[\"u.py::T::t\"],\"cwd\":\"/c\",\"args\":[],\"collectOnly\":true,\"world\":true,"
                        + "\"color\":false,\"workers\":1,\"first\":true,\"env\":{}}",
                written(
                        new WorkerOp.Open(
                                "r",
                                0,
                                "u",
                                new WorkerOp.Runner.Plain("/p", List.of("u.py::T::t")),
                                "/c",
                                List.of(),
                                null,
                                null,
                                true,
                                false,
                                Map.of(),
                                TimeLimits.NONE,
                                false,
                                Warm.NOT,
                                WorkerOp.Part.WHOLE)));
        assertEquals(
                "{\"op\":\"items\",\"run\":\"r\",\"worker\":0,\"items\":[2,0],\"final\":true}",
                written(new WorkerOp.Items("r", 0, List.of(2, 0), true)));
        assertEquals(
                "{\"op\":\"cancel\",\"run\":\"r\",\"worker\":0,\"force\":true}",
                written(new WorkerOp.Kill("r", 0)));
        assertEquals("{\"op\":\"ready\",\"run\":\"r\"}", written(new WorkerOp.Ready("r")));
        assertEquals("{\"op\":\"exit\"}", written(new WorkerOp.Exit()));
    }

    private static String written(WorkerOp op) {
        return new String(OpWriter.write(op), StandardCharsets.UTF_8);
    }

    private static @Nullable WorkerMessage read(String json) throws FrameException {
        return MessageReader.read(json.getBytes(StandardCharsets.UTF_8));
    }
}
