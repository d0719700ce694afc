package org.fastest.lsp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.fastest.engine.PythonChoice;
import org.fastest.model.PathMapping;
import org.fastest.model.TimeLimits;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Settings and profiles, as a client says and asks for them. */
@Timeout(60)
final class ProfileTest {
    private static final String OPTIONS =
            """
            {"trusted": true, "workers": 2, "profiles": {
               "mine": {"args": ["-q"], "env": {"A": "1"}},
               "bad": {"args": "-q"}}}
            """;

    @TempDir private Path folder;
    @TempDir private Path state;
    private Path toml;

    @BeforeEach
    void write() throws Exception {
        Files.writeString(folder.resolve("test_a.py"), "def test_one():\n    pass\n");
        toml = folder.resolve("pyproject.toml");
        Files.writeString(
                toml,
                """
                [tool.fastest.profiles.db]
                markers = "db"
                env-file = "db.env"
                python = "bin/python"
                workers = 3
                timeout = 5
                path-mapping = [{local = ".", remote = "/app"}]
                [tool.fastest.profiles.broken]
                workers = 0
                """);
        Files.writeString(folder.resolve("db.env"), "URL=\"x y\"\nA=0\n");
    }

    private TestClient client(String capabilities) throws Exception {
        TestClient client = new TestClient(state);
        client.initialize(folder, capabilities, OPTIONS);
        return client;
    }

    private static List<String> names(JsonObject told) {
        JsonArray profiles = told.getAsJsonArray("profiles");
        return profiles.asList().stream()
                .map(each -> TestClient.text(each.getAsJsonObject(), "name"))
                .toList();
    }

    private static JsonObject run(TestClient client, String profile) throws Exception {
        return client.result("tests/run", "{\"runId\": \"r\", \"profile\": " + profile + "}");
    }

    @Test
    void theClientIsToldWhatThereIsAndWhenThatChanges() throws Exception {
        try (TestClient client = client(TestClient.EVERYTHING)) {
            JsonObject told = client.awaitMethod("tests/didChangeProfiles");
            assertEquals(List.of("mine", "db"), names(told));
            JsonObject db = told.getAsJsonArray("profiles").get(1).getAsJsonObject();
            assertEquals(Uris.of(folder), TestClient.text(db, "project"));
            JsonArray wrong = client.diagnostics(Uris.of(toml));
            assertEquals(1, wrong.size());
            JsonObject issue = wrong.get(0).getAsJsonObject();
            assertEquals(
                    8,
                    issue.getAsJsonObject("range").getAsJsonObject("start").get("line").getAsInt());
            JsonObject shown = client.awaitMethod("window/showMessage");
            assertTrue(TestClient.text(shown, "message").contains("the profile bad: args must"));

            Files.writeString(toml, "[tool.fastest.profiles.other]\n");
            client.result("tests/refresh", "{}");
            JsonObject news =
                    client.await(it ->
                                    TestClient.isMethod(it, "tests/didChangeProfiles")
                                            && it.toString().contains("other"))
                            .getAsJsonObject("params");
            assertEquals(List.of("mine", "other"), names(news));
            assertEquals(new JsonArray(), client.diagnostics(Uris.of(toml)));
            client.result("tests/refresh", "{}");
            assertEquals(2, client.all("tests/didChangeProfiles").size());
        }
    }

    @Test
    void whatAProfileSaysReachesTheEngineAndWhatTheRunSaysGoesBefore() throws Exception {
        try (TestClient client = client(TestClient.EVERYTHING)) {
            assertTrue(
                    run(
                                    client,
                                    "{\"kind\": \"run\", \"name\": \"db\", \"args\": [\"-x\"], \"env\": {\"A\": null}, \"runTimeout\": 9}")
                            .get("accepted")
                            .getAsBoolean());
            FakeEngine.Run run = client.engine.nextRun();
            assertEquals(List.of("-m", "db", "-x"), run.settings.args());
            assertEquals("3", run.settings.workers());
            assertEquals("x y", run.settings.env().get("URL"));
            assertTrue(run.settings.env().containsKey("A"));
            assertNull(run.settings.env().get("A"));
            assertEquals(new TimeLimits(5, 9), run.settings.limits());
            assertEquals(folder.resolve("bin/python").toString(), run.settings.python());
            assertEquals(
                    new PathMapping(List.of(new PathMapping.Pair(folder.toString(), "/app"))),
                    run.settings.mapping());
            run.end();
            client.ended("r");

            run(client, "{\"kind\": \"run\", \"name\": \"mine\"}");
            run = client.engine.nextRun();
            assertEquals(List.of("-q"), run.settings.args());
            assertEquals("2", run.settings.workers());
            run.end();
        }
    }

    @Test
    void aProfileThatIsNotThereIsNeverLeftOutSilently() throws Exception {
        try (TestClient client = client(TestClient.EVERYTHING)) {
            for (String name : List.of("broken", "bad", "none")) {
                JsonObject answer = run(client, "{\"kind\": \"run\", \"name\": \"" + name + "\"}");
                assertFalse(answer.get("accepted").getAsBoolean(), name);
                assertTrue(TestClient.text(answer, "reason").contains("profile " + name), name);
            }
            Files.delete(folder.resolve("db.env"));
            JsonObject answer = run(client, "{\"kind\": \"run\", \"name\": \"db\"}");
            assertTrue(TestClient.text(answer, "reason").contains("db.env"));
            assertEquals(
                    RpcError.INVALID_PARAMS,
                    client.error(
                            "tests/resolveCommand",
                            "{\"profile\": {\"kind\": \"run\", \"name\": \"none\"}}"));
            assertTrue(client.engine.runs.isEmpty());
        }
    }

    @Test
    void settingsThatArePushedGoBeforeTheFirstOnes() throws Exception {
        try (TestClient client = client("{\"experimental\": {\"tests\": {\"version\": 1}}}")) {
            client.notify(
                    "workspace/didChangeConfiguration",
                    "{\"settings\": {\"fastest\": {\"python\": \"py\", \"workers\": \"auto\", \"profiles\": {\"new\": {}}}}}");
            client.await(it -> it.toString().contains("\"name\":\"new\""));
            // Nothing is said, and nobody can be asked.
            client.notify("workspace/didChangeConfiguration", "{\"settings\": null}");
            run(client, "{\"kind\": \"run\"}");
            assertEquals("auto", client.engine.nextRun().settings.workers());
            assertEquals(PythonChoice.NONE, client.engine.chosen.poll(20, TimeUnit.SECONDS));
            assertEquals(
                    new PythonChoice("py", Map.of()),
                    client.engine.chosen.poll(20, TimeUnit.SECONDS));
        }
    }

    @Test
    void foldersHaveInterpretersOfTheirOwnAndTheInnerOneCounts() throws Exception {
        try (TestClient client = client("{\"experimental\": {\"tests\": {\"version\": 1}}}")) {
            client.notify(
                    "workspace/didChangeConfiguration",
                    """
                    {"settings": {"fastest": {"python": {
                        "file:///m": "outer", "file:///m/in%20ner": "inner", "file:///none": null,
                        "file:///empty": "", "http://x/": "nowhere", "file:///number": 7}}}}
                    """);
            assertEquals(PythonChoice.NONE, client.engine.chosen.poll(20, TimeUnit.SECONDS));
            PythonChoice choice =
                    Objects.requireNonNull(client.engine.chosen.poll(20, TimeUnit.SECONDS));
            assertEquals("outer", choice.of(Path.of("/m/tests")));
            assertEquals("inner", choice.of(Path.of("/m/in ner/tests")));
            assertEquals("outer", choice.of(Path.of("/m/in nerve")));
            for (String none : List.of("/none", "/empty", "/number", "/mm", "/")) {
                assertNull(choice.of(Path.of(none)), none);
            }
            String said = client.await(it -> it.toString().contains("fastest.python")).toString();
            assertTrue(said.contains("by their URIs"), said);
            client.notify(
                    "workspace/didChangeConfiguration",
                    "{\"settings\": {\"fastest\": {\"python\": [\"x\"]}}}");
            assertEquals(PythonChoice.NONE, client.engine.chosen.poll(20, TimeUnit.SECONDS));
        }
    }

    @Test
    void aClientThatCanIsAskedForItsSettings() throws Exception {
        String capabilities =
                """
                {"experimental": {"tests": {"version": 1}},
                 "workspace": {"configuration": true,
                               "didChangeConfiguration": {"dynamicRegistration": true}}}
                """;
        try (TestClient client = new TestClient(state)) {
            client.settings = JsonParser.parseString("{\"profiles\": {\"asked\": {}}}");
            client.initialize(folder, capabilities, OPTIONS);
            client.await(it -> it.toString().contains("fastest-settings"));
            client.await(it -> it.toString().contains("\"name\":\"asked\""));
            client.settings = JsonParser.parseString("{\"profiles\": {\"later\": {}}}");
            client.notify("workspace/didChangeConfiguration", "{\"settings\": null}");
            client.await(it -> it.toString().contains("\"name\":\"later\""));
        }
    }

    @Test
    void aCommandHasAllThatTheProfileSays() throws Exception {
        try (TestClient client = client(TestClient.EVERYTHING)) {
            JsonObject command =
                    client.element(
                                    "tests/resolveCommand",
                                    JsonParser.parseString(
                                            "{\"profile\": {\"kind\": \"debug\", \"name\": \"mine\", \"args\": [\"-x\"], \"env\": {\"B\": null}}}"))
                            .getAsJsonArray()
                            .get(0)
                            .getAsJsonObject();
            assertTrue(command.get("argv").toString().contains("\"-q\",\"-x\""));
            assertEquals("1", TestClient.text(command.getAsJsonObject("env"), "A"));
            assertTrue(command.getAsJsonObject("env").get("B").isJsonNull());
            assertEquals(
                    JsonParser.parseString("{\"host\": \"127.0.0.1\", \"port\": 5678}"),
                    command.get("debug"));
        }
    }
}
