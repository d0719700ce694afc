package org.fastest.lsp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.fastest.engine.ChangedFiles;
import org.fastest.model.Selection;
import org.fastest.model.TestId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Which tests are meant: {@code select} of a run, and {@code tests/related}. */
@Timeout(60)
final class ChoiceTest {
    @TempDir private Path folder;
    @TempDir private Path state;

    @BeforeEach
    void write() throws Exception {
        for (String name : List.of("test_a.py", "test_b.py")) {
            Files.writeString(
                    folder.resolve(name),
                    "VALUE = 1\ndef test_one():\n    pass\ndef test_two():\n    pass\n");
        }
        Files.writeString(folder.resolve("shop.py"), "A = 1\n");
    }

    private TestClient open() throws Exception {
        TestClient client = TestClient.open(folder, state);
        for (String name : List.of("test_a.py", "test_b.py", "shop.py")) {
            client.didOpen(Uris.of(folder.resolve(name)), Files.readString(folder.resolve(name)));
        }
        return client;
    }

    private String id(String nodeId) {
        return Uris.of(folder) + "::" + nodeId;
    }

    private static List<String> include(FakeEngine.Run run) {
        return run.selection instanceof Selection.Ids ids
                ? ids.include().stream().map(TestId::nodeId).toList()
                : List.of();
    }

    private void fail(TestClient client, String runId) throws Exception {
        client.result("tests/run", "{\"runId\": \"" + runId + "\"}");
        FakeEngine.Run run = client.engine.nextRun();
        run.collect("test_a.py::test_one", "test_a.py::test_two", "test_b.py::test_one");
        run.fail("test_a.py::test_one", folder.resolve("test_a.py"), 3, "no");
        run.pass("test_a.py::test_two");
        run.fail("test_b.py::test_one", folder.resolve("test_b.py"), 3, "no");
        run.end();
        client.ended(runId);
    }

    private JsonObject run(TestClient client, String more) throws Exception {
        return client.result("tests/run", "{" + more + "}");
    }

    @Test
    void whatHasFailedInARunIsRunAgain() throws Exception {
        try (TestClient client = open()) {
            fail(client, "r1");
            String select = "\"select\": {\"failedIn\": \"r1\", \"marker\": null}";
            assertTrue(run(client, "\"runId\": \"r2\"," + select).get("accepted").getAsBoolean());
            FakeEngine.Run again = client.engine.nextRun();
            assertEquals(
                    Set.of("test_a.py::test_one", "test_b.py::test_one"),
                    Set.copyOf(include(again)));
            again.collect("test_a.py::test_one", "test_b.py::test_one");
            again.pass("test_a.py::test_one");
            again.fail("test_b.py::test_one", folder.resolve("test_b.py"), 3, "no");
            again.end();
            client.ended("r2");

            String inFile = "\"include\": [\"" + id("test_b.py") + "\"], ";
            run(client, inFile + "\"select\": {\"failedIn\": \"r2\"}");
            assertEquals(List.of("test_b.py::test_one"), include(client.engine.nextRun()));
        }
    }

    @Test
    void whereNothingHasFailedNothingIsRun() throws Exception {
        try (TestClient client = open()) {
            fail(client, "r1");
            String two = "\"include\": [\"" + id("test_a.py::test_two") + "\"], ";
            for (String more :
                    List.of(
                            "\"select\": {\"failedIn\": \"another\"}",
                            two + "\"select\": {\"failedIn\": \"r1\"}")) {
                JsonObject answer = run(client, more);
                assertFalse(answer.get("accepted").getAsBoolean());
                assertEquals(
                        "none of these tests has failed in that run",
                        TestClient.text(answer, "reason"));
            }
            assertTrue(client.engine.runs.isEmpty());
        }
    }

    @Test
    void markersAndKeywordsArePytestsOwn() throws Exception {
        try (TestClient client = open()) {
            run(
                    client,
                    "\"profile\": {\"kind\": \"run\", \"args\": [\"-x\"]}, "
                            + "\"select\": {\"marker\": \"slow\", \"keyword\": \"one or two\"}");
            FakeEngine.Run run = client.engine.nextRun();
            assertEquals(List.of("-x", "-m", "slow", "-k", "one or two"), run.settings.args());
        }
    }

    @Test
    void otherSelectionsAreRefusedWithWhatThereIs() throws Exception {
        try (TestClient client = open()) {
            JsonObject other = run(client, "\"select\": {\"slowest\": 10}");
            assertEquals(
                    "select by slowest is not supported: failedIn, relatedTo, affectedSince,"
                            + " marker and keyword are what there is",
                    TestClient.text(other, "reason"));
            assertEquals(-32602, client.error("tests/run", "{\"select\": {\"relatedTo\": {}}}"));
            assertEquals(-32602, client.error("tests/run", "{\"select\": 5}"));
            assertEquals(-32602, client.error("tests/run", "{\"select\": {\"marker\": 5}}"));
            assertTrue(client.engine.runs.isEmpty());
        }
    }

    @Test
    void aPlaceIsExplainedByItsTestOrByWhatKeepsItFromBeingOne() throws Exception {
        try (TestClient client = open()) {
            String at = "{\"uri\": \"%s\", \"position\": {\"line\": %d, \"character\": 0}}";
            String uri = Uris.of(folder.resolve("test_a.py"));
            JsonObject test = client.result("tests/explain", at.formatted(uri, 1));
            assertEquals("exact", TestClient.text(test, "certainty"));
            JsonObject none = client.result("tests/explain", at.formatted(uri, 0));
            assertEquals("{\"why\":\"no test in line 0 of test_a.py\"}", none.toString());
            JsonObject outside = client.result("tests/explain", at.formatted("file:///none.py", 0));
            assertEquals(
                    "the file lies in none of the folders that are open",
                    TestClient.text(outside, "why"));
            String both = at.formatted(uri, 1).replace("{\"uri\"", "{\"id\": \"x\", \"uri\"");
            assertEquals(-32602, client.error("tests/explain", both));
            assertEquals(-32602, client.error("tests/explain", "{}"));
        }
    }

    @Test
    void whatReachesNamedFilesIsRun() throws Exception {
        try (TestClient client = open()) {
            client.engine.importers.put(folder.resolve("shop.py"), Set.of("test_b.py"));
            String shop =
                    "\"select\": {\"relatedTo\": [\"" + Uris.of(folder.resolve("shop.py")) + "\"]}";
            assertEquals("[test_b.py]", included(client, shop));
            assertEquals(
                    "[test_b.py]",
                    included(
                            client,
                            shop
                                    + ", \"include\": [\""
                                    + id("test_b.py")
                                    + "\", \""
                                    + id("test_a.py::test_one")
                                    + "\"]"));
            JsonObject none = run(client, shop + ", \"include\": [\"" + id("test_a.py") + "\"]");
            assertFalse(none.get("accepted").getAsBoolean());
            assertEquals(
                    "none of these tests reaches such a file", TestClient.text(none, "reason"));
            String own =
                    "\"select\": {\"relatedTo\": [\""
                            + Uris.of(folder.resolve("test_a.py"))
                            + "\"]}, \"include\": [\""
                            + id("test_a.py::test_two")
                            + "\"]";
            assertEquals("[test_a.py::test_two]", included(client, own));
        }
    }

    @Test
    void whatIsAffectedSinceARevisionIsRun() throws Exception {
        try (TestClient client = open()) {
            client.engine.importers.put(folder.resolve("shop.py"), Set.of("test_b.py"));
            String since = "\"select\": {\"affectedSince\": \"main\"}";
            client.engine.changed = new ChangedFiles(List.of(folder.resolve("shop.py")), null);
            assertEquals("[test_b.py]", included(client, since));
            client.engine.changed = new ChangedFiles(List.of(folder.resolve("pytest.ini")), null);
            assertEquals("[test_a.py, test_b.py]", included(client, since));
            client.engine.changed = new ChangedFiles(List.of(), null);
            assertEquals(
                    "none of these tests reaches such a file",
                    TestClient.text(run(client, since), "reason"));
            JsonObject unknown = run(client, "\"select\": {\"affectedSince\": \"nowhere\"}");
            assertEquals("git: bad revision", TestClient.text(unknown, "reason"));
        }
    }

    /** The node ids that a run of these params is of; the run is ended. */
    private String included(TestClient client, String params) throws Exception {
        JsonObject answer = run(client, params);
        assertTrue(answer.get("accepted").getAsBoolean(), answer.toString());
        FakeEngine.Run run = client.engine.nextRun();
        run.end();
        client.ended(TestClient.text(answer, "runId"));
        Selection.Ids ids = assertInstanceOf(Selection.Ids.class, run.selection);
        return ids.include().stream().map(TestId::nodeId).toList().toString();
    }

    private String related(TestClient client, String name, int line) throws Exception {
        JsonObject params = new JsonObject();
        params.addProperty("uri", Uris.of(folder.resolve(name)));
        params.add(
                "position", JsonParser.parseString("{\"line\": " + line + ", \"character\": 0}"));
        return client.result("tests/related", params).get("ids").toString();
    }

    @Test
    void whatReachesAPlaceIsTheTestThereOrWhateverImportsTheFile() throws Exception {
        try (TestClient client = open()) {
            client.engine.importers.put(folder.resolve("shop.py"), Set.of("test_b.py"));
            assertEquals(
                    "[\"" + id("test_a.py::test_one") + "\"]", related(client, "test_a.py", 2));
            assertEquals(
                    "[\"" + id("test_a.py::test_two") + "\"]", related(client, "test_a.py", 3));
            assertEquals("[\"" + id("test_a.py") + "\"]", related(client, "test_a.py", 0));
            assertEquals("[\"" + id("test_b.py") + "\"]", related(client, "shop.py", 0));
            assertEquals("[]", related(client, "../elsewhere.py", 0));
            assertEquals(-32602, client.error("tests/related", "{\"uri\": \"file:///a.py\"}"));
        }
    }
}
