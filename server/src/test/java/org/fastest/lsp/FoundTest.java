package org.fastest.lsp;

import static org.fastest.lsp.TestClient.text;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Items that a run has found, and how long they stay. */
@Timeout(60)
final class FoundTest {
    private static final String SAVED = "def test_old(): ...\n";
    private static final String TYPED = "@parametrize\ndef test_new(): ...\n";

    /** Looks at the disk at each save, as it is told of nothing. */
    private static final String NO_WATCHER =
            """
            {"experimental": {"tests": {"version": 1}}}
            """;

    @TempDir private Path folder;
    @TempDir private Path state;
    private Path file;
    private String uri;

    @BeforeEach
    void write() throws Exception {
        file = folder.resolve("test_a.py");
        uri = Uris.of(file);
        Files.writeString(file, SAVED);
    }

    private TestClient open() throws Exception {
        TestClient client = new TestClient(state);
        client.initialize(folder, NO_WATCHER, "{\"trusted\": true}");
        return client;
    }

    private static FakeEngine.Run run(TestClient client) throws Exception {
        client.result("tests/run", "{}");
        return client.engine.nextRun();
    }

    private static void collect(TestClient client, FakeEngine.Run run, String... tests)
            throws Exception {
        run.collect(tests);
        for (String test : tests) {
            run.pass(test);
        }
        run.end();
        client.ended(run.settings.runId());
    }

    private void save(TestClient client, String text) throws Exception {
        Files.writeString(file, text);
        client.notify("textDocument/didSave", TestClient.document(uri));
    }

    private static List<String> listed(TestClient client) throws Exception {
        return labels(client.result("tests/list", "{}").getAsJsonArray("items"));
    }

    private static List<String> labels(JsonArray items) {
        List<String> labels = new ArrayList<>();
        items.forEach(item -> labels.add(text(item.getAsJsonObject(), "label")));
        return labels;
    }

    /** What the last message says to be in the file. */
    private List<String> told(TestClient client) {
        JsonObject last = client.all("tests/didChange").getLast().getAsJsonObject("params");
        JsonObject told = last.getAsJsonArray("files").get(0).getAsJsonObject();
        assertEquals(uri, text(told, "uri"));
        return labels(told.getAsJsonArray("items"));
    }

    @Test
    void aTestOfTheOldTextGoesWhenTheNewOneIsSaved() throws Exception {
        try (TestClient client = open()) {
            client.didOpen(uri, TYPED);
            collect(client, run(client), "test_a.py::test_old");
            assertEquals(List.of("test_a.py", "test_old", "test_new"), listed(client));
            save(client, TYPED);
            assertEquals(List.of("test_a.py", "test_new"), listed(client));
            assertEquals(List.of("test_a.py", "test_new"), told(client));
        }
    }

    @Test
    void aTestThatOnlyRunningCodeMakesStaysUntilItsFileChanges() throws Exception {
        try (TestClient client = open()) {
            collect(client, run(client), "test_a.py::test_old", "test_a.py::TestMade::test_made");
            save(client, SAVED);
            List<String> all = List.of("test_a.py", "TestMade", "test_made", "test_old");
            assertEquals(all, listed(client));
            save(client, SAVED + "# changed\n");
            assertEquals(List.of("test_a.py", "test_old"), listed(client));
            assertEquals(List.of("test_a.py", "test_old"), told(client));
            collect(client, run(client), "test_a.py::test_old", "test_a.py::TestMade::test_made");
            assertEquals(all, listed(client));
        }
    }

    /** It has collected the text from before. */
    @Test
    void whatARunFindsThatBeganBeforeTheSaveIsOldToo() throws Exception {
        try (TestClient client = open()) {
            client.didOpen(uri, TYPED);
            FakeEngine.Run run = run(client);
            save(client, TYPED);
            listed(client);
            collect(client, run, "test_a.py::test_old");
            client.notify("textDocument/didSave", TestClient.document(uri));
            assertEquals(List.of("test_a.py", "test_new"), listed(client));
        }
    }

    /** Nothing else tells which ones there are. */
    @Test
    void casesStayAsLongAsTheirFunctionsAreNotKnown() throws Exception {
        try (TestClient client = open()) {
            Files.writeString(file, TYPED);
            collect(client, run(client), "test_a.py::test_new[1]");
            save(client, TYPED + "# changed\n");
            assertEquals(List.of("test_a.py", "test_new", "[1]"), listed(client));
            save(client, "def test_new(): ...\n");
            assertEquals(List.of("test_a.py", "test_new"), listed(client));
        }
    }
}
