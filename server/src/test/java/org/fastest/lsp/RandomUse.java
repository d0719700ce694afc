package org.fastest.lsp;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import org.fastest.model.Outcome;
import org.fastest.model.RunEnd;
import org.jspecify.annotations.Nullable;

/** A person, an editor and other programs that do anything, in an order that a seed decides. */
final class RandomUse {
    private static final List<String> SNIPPETS =
            List.of(
                    "def test_new(): pass\n",
                    "async def test_later():\n    pass\n",
                    "class TestMore:\n    def test_in(self): pass\n    def test_in(self): pass\n",
                    "@pytest.mark.parametrize('a', [1, 2, 'x'])\ndef test_cases(a): pass\n",
                    "@pytest.mark.parametrize('a', list(unknown()))\ndef test_base(a): pass\n",
                    "import pytest\n",
                    "from helper import *\n",
                    "import unittest\nclass Case(unittest.TestCase):\n    def test_u(self): pass\n",
                    "if X:\n    def test_maybe(): pass\n",
                    "\r\n",
                    "\r",
                    "\n\n",
                    "    ",
                    "\t",
                    "'''",
                    "\"\"\"",
                    "(",
                    ")",
                    "def ",
                    "# é \ud835\udcb3 ☃\n",
                    "\\\n",
                    "\f",
                    "x = 1\n",
                    "\u0000");

    private static final List<String> TEXTS =
            List.of(
                    "def test_one(): pass\n\n\ndef test_two(): pass\n",
                    "import pytest\n\n\n@pytest.mark.parametrize('n', [1, 2, 3])\ndef test_n(n):\n    assert n\n",
                    "import pytest\n\nX = [1, 2]\n\n\nclass TestIt:\n    @pytest.mark.parametrize('n', X)\n    def test_é(self, n): pass\n\n    def test_b(self): pass\n",
                    "import unittest\r\n\r\n\r\nclass ATest(unittest.TestCase):\r\n    def test_a(self):\r\n        '''𝒳'''\r\n",
                    "from helper import *\n\n\nclass TestHere(Base):\n    def test_own(self): pass\n",
                    "",
                    "def helper(): pass\n");

    private static final List<String> HELPERS =
            List.of(
                    "class Base:\n    def test_inherited(self): pass\n",
                    "class Base:\n    def test_inherited(self): pass\n    def test_second(self): pass\n",
                    "Base = object\n",
                    "class Base(");

    private static final List<String> SETTINGS =
            List.of(
                    "[pytest]\n",
                    "[pytest]\npython_functions = test_* check_*\n",
                    "[pytest]\npython_files = test_*.py\npython_classes = Test* A*\n",
                    "[pytest]\ntestpaths = .\naddopts = -k test\n");

    private static final List<String> METHODS =
            List.of(
                    "textDocument/codeLens",
                    "textDocument/documentSymbol",
                    "textDocument/codeAction",
                    "textDocument/hover",
                    "textDocument/references");

    private final TestClient client;
    private final Path folder;
    private final Random random;
    private final Map<String, Buffer> buffers = new LinkedHashMap<>();
    private final Map<String, String> asked = new LinkedHashMap<>();
    private final List<FakeEngine.Run> running = new ArrayList<>();
    private final List<String> requests = new ArrayList<>();
    private int count;

    private static final class Buffer {
        private String text;
        private int version;

        Buffer(String text) {
            this.text = text;
        }
    }

    /** Writes some files; nobody does anything yet. */
    RandomUse(TestClient client, Path folder, long seed) throws IOException {
        this.client = client;
        this.folder = folder;
        this.random = new Random(seed);
        Files.createDirectories(folder.resolve("deep/er"));
        write(folder.resolve("pytest.ini"), SETTINGS.getFirst());
        write(folder.resolve("helper.py"), HELPERS.getFirst());
        for (Path file : paths()) {
            write(file, pick(TEXTS));
        }
    }

    private List<Path> paths() {
        List<Path> paths = new ArrayList<>();
        for (String name : List.of("test_a", "test_b", "test_c d", "test_ü", "a_test")) {
            paths.add(folder.resolve(name + ".py"));
            paths.add(folder.resolve("deep/" + name + ".py"));
        }
        paths.add(folder.resolve("deep/er/test_deepest.py"));
        return paths;
    }

    /** The URIs of all files that may hold tests. */
    List<String> files() {
        return List.copyOf(new TreeSet<>(paths().stream().map(Uris::of).toList()));
    }

    /** What was asked, by the ids of the requests. */
    Map<String, String> asked() {
        return asked;
    }

    /** The open buffers, by their URIs. */
    Map<String, String> open() {
        Map<String, String> open = new LinkedHashMap<>();
        buffers.forEach((uri, buffer) -> open.put(uri, buffer.text));
        return open;
    }

    void go(int actions) throws Exception {
        for (int i = 0; i < actions; i++) {
            act();
            if (i % 40 == 0) {
                client.result("tests/list", new JsonObject());
            }
        }
    }

    /** Ends what goes on, and makes whole what is gone and what an editor would show as broken. */
    void settle() throws Exception {
        client.result("tests/list", new JsonObject());
        takeRuns();
        for (FakeEngine.Run run : List.copyOf(running)) {
            end(run);
        }
        // How much is left by now depends on luck and on how quick the server was: every second
        // file
        // ends with tests in it, so that enough is to be compared.
        List<Path> paths = paths();
        for (int i = 0; i < paths.size(); i++) {
            String uri = Uris.of(paths.get(i));
            Buffer open = buffers.get(uri);
            boolean isSure = i % 2 == 0;
            if (open != null && (isSure || random.nextInt(5) > 0)) {
                whole(uri, open, isSure ? TEXTS.get(2) : pick(TEXTS));
            } else if (open == null && isSure) {
                Files.createDirectories(paths.get(i).getParent());
                write(paths.get(i), TEXTS.get(2));
            }
        }
    }

    private void act() throws Exception {
        int dice = random.nextInt(100);
        if (dice < 45) {
            edit();
        } else if (dice < 52) {
            openOrClose();
        } else if (dice < 58) {
            save();
        } else if (dice < 66) {
            disk();
        } else if (dice < 88) {
            ask();
        } else {
            run();
        }
    }

    private void edit() {
        if (buffers.isEmpty()) {
            return;
        }
        Map.Entry<String, Buffer> open = pick(List.copyOf(buffers.entrySet()));
        String uri = open.getKey();
        Buffer buffer = open.getValue();
        if (random.nextInt(6) == 0) {
            whole(uri, buffer, random.nextInt(3) > 0 ? pick(TEXTS) : buffer.text + pick(SNIPPETS));
            return;
        }
        JsonArray changes = new JsonArray();
        for (int i = random.nextInt(3); i >= 0; i--) {
            changes.add(range(buffer));
        }
        send(uri, buffer, changes);
    }

    private void whole(String uri, Buffer buffer, String text) {
        JsonObject change = new JsonObject();
        change.addProperty("text", text);
        buffer.text = text;
        JsonArray changes = new JsonArray();
        changes.add(change);
        send(uri, buffer, changes);
    }

    private void send(String uri, Buffer buffer, JsonArray changes) {
        buffer.version += random.nextInt(20) == 0 ? random.nextInt(-3, 1_000) : 1;
        JsonObject params = TestClient.document(uri);
        if (random.nextInt(30) > 0) {
            params.getAsJsonObject("textDocument").addProperty("version", buffer.version);
        }
        params.add("contentChanges", changes);
        client.notify("textDocument/didChange", params);
    }

    /** A replacement at places that may lie beyond the end of a line or of the text. */
    private JsonObject range(Buffer buffer) {
        List<Integer> starts = starts(buffer.text);
        int line = random.nextInt(starts.size());
        int last = Math.min(starts.size() - 1 + random.nextInt(2), line + random.nextInt(3));
        int[] start = {line, random.nextInt(12)};
        int[] end = {last, random.nextInt(40)};
        int from = offset(buffer.text, starts, start);
        int to = Math.max(from, offset(buffer.text, starts, end));
        boolean splits = isInPair(buffer.text, from) || isInPair(buffer.text, to);
        if (splits || to - from > 60 || (last == line && end[1] < start[1])) {
            end = start;
            to = from;
        }
        String by = splits ? "" : pick(SNIPPETS);
        if (random.nextInt(4) == 0) {
            by = "";
        }
        buffer.text = buffer.text.substring(0, from) + by + buffer.text.substring(to);
        JsonObject range =
                Json.object(
                        "start", Json.object("line", start[0], "character", start[1]),
                        "end", Json.object("line", end[0], "character", end[1]));
        return Json.object("range", range, "text", by);
    }

    private static boolean isInPair(String text, int at) {
        return at > 0
                && at < text.length()
                && Character.isSurrogatePair(text.charAt(at - 1), text.charAt(at));
    }

    private static List<Integer> starts(String text) {
        List<Integer> starts = new ArrayList<>(List.of(0));
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean isPair = c == '\r' && i + 1 < text.length() && text.charAt(i + 1) == '\n';
            if (c == '\n' || (c == '\r' && !isPair)) {
                starts.add(i + 1);
            }
        }
        return starts;
    }

    private static int offset(String text, List<Integer> starts, int[] place) {
        if (place[0] >= starts.size()) {
            return text.length();
        }
        int start = starts.get(place[0]);
        int end = place[0] + 1 < starts.size() ? starts.get(place[0] + 1) : text.length();
        while (end > start && "\r\n".indexOf(text.charAt(end - 1)) >= 0) {
            end--;
        }
        return Math.min(end, start + place[1]);
    }

    private void openOrClose() throws IOException {
        Path file = pick(paths());
        String uri = Uris.of(file);
        if (buffers.containsKey(uri)) {
            if (random.nextInt(3) == 0) {
                buffers.remove(uri);
                client.notify("textDocument/didClose", TestClient.document(uri));
            }
        } else {
            String text = Files.exists(file) ? Files.readString(file) : pick(TEXTS);
            buffers.put(uri, new Buffer(text));
            client.didOpen(uri, text);
        }
    }

    private void save() throws IOException {
        if (!buffers.isEmpty()) {
            Map.Entry<String, Buffer> open = pick(List.copyOf(buffers.entrySet()));
            String uri = open.getKey();
            Path file = Uris.path(uri);
            if (file != null && random.nextInt(8) > 0) {
                Files.createDirectories(file.getParent());
                write(file, open.getValue().text);
                told(file);
            }
            client.notify("textDocument/didSave", TestClient.document(uri));
        }
    }

    private void disk() throws IOException {
        Path file = pick(paths());
        switch (random.nextInt(6)) {
            case 0 -> {
                Files.deleteIfExists(file);
                told(file);
            }
            case 1 -> {
                Path other = pick(paths());
                if (Files.exists(file) && Files.exists(other.getParent())) {
                    Files.move(file, other, StandardCopyOption.REPLACE_EXISTING);
                    told(file, other);
                }
            }
            case 2 -> {
                write(folder.resolve("helper.py"), pick(HELPERS));
                told(folder.resolve("helper.py"));
            }
            case 3 -> {
                write(folder.resolve("pytest.ini"), pick(SETTINGS));
                told(folder.resolve("pytest.ini"));
            }
            case 4 -> moveFolder();
            default -> {
                Files.createDirectories(file.getParent());
                write(file, pick(TEXTS));
                told(file);
            }
        }
    }

    private void moveFolder() throws IOException {
        Path deep = folder.resolve("deep/er");
        Path away = folder.resolve("away");
        if (!Files.exists(away) && Files.exists(deep)) {
            Files.move(deep, away);
        } else if (!Files.exists(deep) && Files.exists(away)) {
            Files.createDirectories(deep.getParent());
            Files.move(away, deep);
        }
        told(deep, away);
    }

    private static void write(Path file, String text) throws IOException {
        Files.writeString(file, text);
    }

    /** Watchers miss some changes. */
    private void told(Path... files) {
        JsonArray changes = new JsonArray();
        for (Path file : files) {
            if (random.nextInt(10) > 0) {
                changes.add(Json.object("uri", Uris.of(file), "type", 1 + random.nextInt(3)));
            }
        }
        client.notify("workspace/didChangeWatchedFiles", Json.object("changes", changes));
    }

    private void ask() {
        String uri = Uris.of(pick(paths()));
        switch (random.nextInt(7)) {
            case 0 -> ask("tests/list", new JsonObject());
            case 1 -> ask("tests/list", Json.object("uri", uri));
            case 2 -> ask("tests/list", Json.object("id", Uris.of(folder) + "::deep"));
            case 3 -> {
                if (random.nextInt(4) == 0) {
                    ask("tests/refresh", new JsonObject());
                }
            }
            case 4 -> {
                if (!requests.isEmpty()) {
                    String id = requests.get(Math.max(0, requests.size() - 1 - random.nextInt(3)));
                    client.notify("$/cancelRequest", Json.object("id", id));
                }
            }
            case 5 -> ask("tests/resolveCommand", new JsonObject());
            default -> {
                JsonObject params = TestClient.document(uri);
                JsonObject place =
                        Json.object("line", random.nextInt(9), "character", random.nextInt(9));
                params.add("position", place);
                params.add("range", Json.object("start", place, "end", place));
                params.add("context", new JsonObject());
                ask(pick(METHODS), params);
            }
        }
    }

    private String ask(String method, JsonElement params) {
        String id = client.ask(method, params);
        asked.put(id, method + " " + params);
        requests.add(id);
        return id;
    }

    private void run() throws Exception {
        takeRuns();
        if (running.size() < 3 && random.nextInt(2) == 0) {
            String runId = "r" + ++count;
            JsonObject params = Json.object("runId", runId);
            if (random.nextInt(2) == 0) {
                JsonArray include = new JsonArray();
                include.add(Uris.of(folder) + "::" + pick(List.of("test_a.py", "deep/test_b.py")));
                params.add("include", include);
            }
            ask("tests/run", params);
        } else if (!running.isEmpty()) {
            FakeEngine.Run run = pick(running);
            switch (random.nextInt(5)) {
                case 0 ->
                        ask(
                                "tests/cancel",
                                Json.object(
                                        "runId",
                                        run.settings.runId(),
                                        "force",
                                        random.nextBoolean()));
                case 1 -> end(run);
                case 2 -> run.fail(test(), folder.resolve("test_a.py"), 1, "wrong");
                case 3 -> run.collect(test(), test());
                default -> run.pass(test());
            }
        }
    }

    private String test() {
        return pick(List.of("test_a.py::test_one", "test_b.py::test_two", "test_a.py::test_n[1]"));
    }

    private void takeRuns() {
        client.engine.runs.drainTo(running);
    }

    private void end(FakeEngine.Run run) {
        running.remove(run);
        @Nullable String stop = run.stops.poll();
        if (stop == null) {
            run.finish("test_a.py::test_one", Outcome.PASSED, null);
            run.end();
        } else {
            run.end(RunEnd.Reason.CANCELLED, 2, null);
        }
    }

    private <T> T pick(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }
}
