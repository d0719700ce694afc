package org.fastest.lsp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonParser;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The log of messages that people send with a report: complete, and without their secrets. */
@Timeout(60)
final class MessageLogTest {
    @TempDir private Path folder;
    private final ByteArrayOutputStream errors = new ByteArrayOutputStream();

    private MessageLog open(Path file) {
        Log log = new Log(new PrintStream(errors, true, StandardCharsets.UTF_8));
        return new MessageLog(file, "fastest 1.2.3, process 7", log);
    }

    @Test
    void aLineForEachMessageInOrder() throws Exception {
        Path file = folder.resolve("log");
        for (int session = 0; session < 2; session++) {
            try (MessageLog messages = open(file)) {
                messages.received("{\"method\": \"one\",\n \"params\": {}}");
                messages.sent("{\"id\":1,\"result\":null}");
            }
        }
        List<String> lines = Files.readAllLines(file);
        assertEquals(6, lines.size(), "the second session is behind the first");
        assertEquals("# fastest 1.2.3, process 7", lines.get(0));
        String line = lines.get(1);
        assertTrue(
                line.matches(
                        "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z \\d+\\.\\d{3} recv \\{\"method\":\"one\",\"params\":\\{}}"),
                line);
        assertTrue(lines.get(2).endsWith(" send {\"id\":1,\"result\":null}"), lines.get(2));
        assertEquals(
                "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    }

    @Test
    void aFileThatCannotBeWrittenIsToldOnce() {
        try (MessageLog messages = open(folder.resolve("missing").resolve("log"))) {
            for (int i = 0; i < 100; i++) {
                messages.sent("{}");
            }
        }
        List<String> told = errors.toString(StandardCharsets.UTF_8).lines().toList();
        assertEquals(1, told.size(), told.toString());
        assertTrue(told.getFirst().startsWith("fastest: FASTEST_LOG: cannot write "));
    }

    @Test
    void aFullDiskIsToldOnce() {
        try (MessageLog messages = open(Path.of("/dev/full"))) {
            for (int i = 0; i < 100; i++) {
                messages.sent("{}");
            }
        }
        assertEquals(1, errors.toString(StandardCharsets.UTF_8).lines().count());
    }

    @Test
    void nobodyWaitsForAFileThatIsNotTaken() throws Exception {
        Path pipe = folder.resolve("pipe");
        assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
        String text = "\"" + "x".repeat(1 << 20) + "\"";
        MessageLog messages = open(pipe);
        for (int i = 0; i < 100; i++) {
            messages.sent(text);
        }
        // What fitted in comes when somebody reads, and how much did not.
        try (var reader = Files.newBufferedReader(pipe)) {
            messages.close();
            List<String> lines = reader.lines().toList();
            assertTrue(lines.size() > 10, "some are kept");
            assertTrue(lines.stream().anyMatch(it -> it.matches("# \\d+ messages are left out.*")));
        }
    }

    @Test
    void aLongListAndALongTextAreCut() {
        StringBuilder list = new StringBuilder("[0");
        for (int i = 1; i < 150; i++) {
            list.append(',').append(i);
        }
        assertTrue(Redaction.of(list + "]").endsWith(",99,\"… 50 more\"]"));
        String text = Redaction.of("{\"text\":\"" + "x".repeat(5000) + "\"}");
        assertTrue(text.endsWith("x… (5000 characters)\"}"), text);
        assertTrue(text.length() < 1100);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'profile':{'env':{'A':'geheim','B':null}}} | {'profile':{'env':{'A':'…','B':null}}}",
                "{'arguments':[{'env':{'A':'geheim'}}]} | {'arguments':[{'env':{'A':'…'}}]}",
                "{'env':['A=geheim']} | {'env':'…'}",
                "{'args':['--api-key=geheim','-q']} | {'args':['--api-key=…','-q']}",
                "{'args':['--db-password','geheim','-q']} | {'args':['--db-password','…','-q']}",
                "{'argv':['GITHUB_TOKEN=geheim','-x']} | {'argv':['GITHUB_TOKEN=…','-x']}",
                "{'ids':['test_token','test_other']} | {'ids':['test_token','test_other']}",
                "{'method':'tests/run','id':1.5,'x':true} | {'method':'tests/run','id':1.5,'x':true}",
            })
    void secretsAreLeftOut(String message, String shown) {
        String written = Redaction.of(message.replace('\'', '"'));
        assertEquals(
                JsonParser.parseString(shown.replace('\'', '"')), JsonParser.parseString(written));
        assertFalse(written.contains("geheim"));
    }

    @Test
    void whatIsNoJsonIsNotShown() {
        assertEquals("(no JSON, 12 characters)", Redaction.of("{\"a\": geheim"));
    }
}
