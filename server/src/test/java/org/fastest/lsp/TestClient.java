package org.fastest.lsp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A client over piped streams that shares no code with the server. Answers what the server asks,
 * and holds every {@code tests/*} message against the schema.
 */
final class TestClient implements AutoCloseable {
    private static final byte[] END = {};

    /** What a client may be told that asks for something wrong. */
    private static final Set<Integer> REFUSALS =
            Set.of(
                    RpcError.INVALID_PARAMS,
                    RpcError.METHOD_NOT_FOUND,
                    RpcError.INVALID_REQUEST,
                    RpcError.REQUEST_CANCELLED);

    static final String EVERYTHING =
            """
            {"textDocument": {"codeLens": {}, "publishDiagnostics": {"relatedInformation": true}},
             "window": {"workDoneProgress": true},
             "workspace": {"codeLens": {"refreshSupport": true},
                           "didChangeWatchedFiles": {"dynamicRegistration": true}},
             "experimental": {"tests": {"version": 1}}}
            """;

    final FakeEngine engine = new FakeEngine();
    final List<JsonObject> inbox = new ArrayList<>();
    private final ByteArrayOutputStream errors = new ByteArrayOutputStream();
    private final Map<String, String> asked = new HashMap<>();
    private final List<String> problems = new ArrayList<>();
    private final BlockingQueue<byte[]> outbox = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> exit = new CompletableFuture<>();

    /** The section that this client answers with. */
    volatile @Nullable JsonElement settings;

    private final Arriving arriving;
    private volatile CountDownLatch mayRead = new CountDownLatch(0);
    private boolean ended;
    private int count;
    private int taken;
    private volatile int every = 1;

    TestClient(Path state) throws IOException {
        PipedInputStream serverIn = new PipedInputStream(1 << 20);
        OutputStream out = new PipedOutputStream(serverIn);
        arriving = new Arriving(serverIn);
        PipedInputStream in = new PipedInputStream(1 << 20);
        PipedOutputStream serverOut = new PipedOutputStream(in);
        PrintStream log = new PrintStream(errors, true, StandardCharsets.UTF_8);
        LspServer.Values values =
                new LspServer.Values(
                        "1.2.3",
                        state,
                        () -> Instant.parse("2026-11-23T00:00:00Z"),
                        new ScriptedHeap(),
                        null);
        daemon(() -> {
            exit.complete(LspServer.serve(arriving, serverOut, log, () -> engine, values));
            serverOut.close();
        });
        daemon(() -> read(in));
        daemon(() -> write(outbox, out));
    }

    /** What a server reads, and how far it is. */
    private static final class Arriving extends FilterInputStream {
        private long sent;
        private long read;
        private long askedAt = -1;

        Arriving(InputStream in) {
            super(in);
        }

        synchronized void sent(int bytes) {
            sent += bytes;
        }

        synchronized void await() throws InterruptedException {
            while (askedAt < sent) {
                wait();
            }
        }

        @Override
        public int read(byte[] into, int from, int most) throws IOException {
            synchronized (this) {
                askedAt = read;
                notifyAll();
            }
            int some = super.read(into, from, most);
            synchronized (this) {
                read += Math.max(0, some);
            }
            return some;
        }
    }

    private interface Body {
        void run() throws IOException;
    }

    private static void daemon(Body body) {
        Thread thread =
                new Thread(() -> {
                    try {
                        body.run();
                    } catch (IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                });
        thread.setDaemon(true);
        thread.start();
    }

    /** A client for a folder that said it trusts it and can do everything. */
    static TestClient open(Path folder, Path state) throws Exception {
        TestClient client = new TestClient(state);
        client.initialize(folder, EVERYTHING, "{\"trusted\": true}");
        return client;
    }

    JsonObject initialize(Path folder, String capabilities, String options) throws Exception {
        JsonObject params = new JsonObject();
        params.addProperty("rootUri", Uris.of(folder));
        params.add("capabilities", JsonParser.parseString(capabilities));
        params.add("initializationOptions", JsonParser.parseString(options));
        JsonObject result = result("initialize", params);
        notify("initialized", "{}");
        return result;
    }

    JsonObject result(String method, JsonElement params) throws Exception {
        return element(method, params).getAsJsonObject();
    }

    JsonObject result(String method, String params) throws Exception {
        return result(method, JsonParser.parseString(params));
    }

    JsonElement element(String method, JsonElement params) throws Exception {
        JsonObject answer = request(method, params);
        if (answer.has("error")) {
            fail(method + ": " + answer.get("error"));
        }
        return answer.get("result");
    }

    int error(String method, String params) throws Exception {
        JsonObject answer = request(method, JsonParser.parseString(params));
        return answer.getAsJsonObject("error").get("code").getAsInt();
    }

    JsonObject request(String method, JsonElement params) throws Exception {
        String id = ask(method, params);
        return await(it -> !it.has("method") && id.equals(id(it)));
    }

    /** Sends a request and does not wait. */
    String ask(String method, JsonElement params) {
        String id = "c" + ++count;
        synchronized (inbox) {
            asked.put(id, method);
        }
        send(message(id, method, params));
        return id;
    }

    void notify(String method, String params) {
        notify(method, JsonParser.parseString(params));
    }

    void notify(String method, JsonElement params) {
        send(message(null, method, params));
    }

    private static JsonObject message(@Nullable String id, String method, JsonElement params) {
        JsonObject message = new JsonObject();
        message.addProperty("jsonrpc", "2.0");
        if (id != null) {
            message.addProperty("id", id);
        }
        message.addProperty("method", method);
        message.add("params", params);
        return message;
    }

    void send(JsonObject message) {
        byte[] body = message.toString().getBytes(StandardCharsets.UTF_8);
        raw("Content-Length: " + body.length + "\r\n\r\n" + message);
    }

    void raw(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        arriving.sent(bytes.length);
        outbox.add(bytes);
    }

    /** Waits until the server has looked at all that was sent so far and asks for more. */
    void awaitRead() throws InterruptedException {
        arriving.await();
    }

    /** What the server sends from now on stays in the pipe, which has an end. */
    void stopReading() {
        mayRead = new CountDownLatch(1);
    }

    void goOnReading() {
        mayRead.countDown();
    }

    void endOfInput() {
        outbox.add(END);
    }

    /** One thread writes for all: a pipe breaks when the thread that last wrote to it ends. */
    private static void write(BlockingQueue<byte[]> outbox, OutputStream out) throws IOException {
        try (out) {
            for (byte[] next = outbox.take(); next.length > 0; next = outbox.take()) {
                out.write(next);
                out.flush();
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    int exitCode() {
        return exit.orTimeout(20, TimeUnit.SECONDS).join();
    }

    String log() {
        return errors.toString(StandardCharsets.UTF_8);
    }

    // What editors do.

    void didOpen(String uri, String text) {
        JsonObject document = new JsonObject();
        document.addProperty("uri", uri);
        document.addProperty("languageId", "python");
        document.addProperty("version", 0);
        document.addProperty("text", text);
        JsonObject params = new JsonObject();
        params.add("textDocument", document);
        notify("textDocument/didOpen", params);
    }

    void didChange(String uri, int version, int[] range, String text) {
        JsonObject change = new JsonObject();
        if (range.length == 4) {
            change.add(
                    "range",
                    JsonParser.parseString(
                            "{\"start\": {\"line\": %d, \"character\": %d}, \"end\": {\"line\": %d, \"character\": %d}}"
                                    .formatted(range[0], range[1], range[2], range[3])));
        }
        change.addProperty("text", text);
        JsonArray changes = new JsonArray();
        changes.add(change);
        JsonObject params = document(uri);
        params.getAsJsonObject("textDocument").addProperty("version", version);
        params.add("contentChanges", changes);
        notify("textDocument/didChange", params);
    }

    JsonArray lenses(String uri) throws Exception {
        return element("textDocument/codeLens", document(uri)).getAsJsonArray();
    }

    List<String> titles(String uri) throws Exception {
        List<String> titles = new ArrayList<>();
        for (JsonElement lens : lenses(uri)) {
            titles.add(text(lens.getAsJsonObject().getAsJsonObject("command"), "title"));
        }
        return titles;
    }

    static JsonObject document(String uri) {
        JsonObject identifier = new JsonObject();
        identifier.addProperty("uri", uri);
        JsonObject params = new JsonObject();
        params.add("textDocument", identifier);
        return params;
    }

    /** All events of a run so far, checking that its messages are numbered without gaps. */
    List<JsonObject> events(String runId) {
        List<JsonObject> events = new ArrayList<>();
        int seq = 0;
        for (JsonObject message : all("tests/runEvent")) {
            JsonObject params = message.getAsJsonObject("params");
            if (text(params, "runId").equals(runId)) {
                assertEquals(++seq, params.get("seq").getAsInt());
                params.getAsJsonArray("events").forEach(it -> events.add(it.getAsJsonObject()));
            }
        }
        return events;
    }

    /** Waits for the run's end; gives all its events. */
    List<JsonObject> ended(String runId) throws Exception {
        awaitEvent(runId, "ended");
        return events(runId);
    }

    void awaitEvent(String runId, String type) throws Exception {
        await(it ->
                isMethod(it, "tests/runEvent")
                        && text(it.getAsJsonObject("params"), "runId").equals(runId)
                        && it.toString().contains("\"t\":\"" + type + "\""));
    }

    static List<String> types(List<JsonObject> events) {
        return events.stream().map(it -> text(it, "t")).toList();
    }

    static List<JsonObject> ofType(List<JsonObject> events, String type) {
        return events.stream().filter(it -> text(it, "t").equals(type)).toList();
    }

    /** The diagnostics of a file as last published. */
    JsonArray diagnostics(String uri) {
        JsonArray last = new JsonArray();
        for (JsonObject message : all("textDocument/publishDiagnostics")) {
            JsonObject params = message.getAsJsonObject("params");
            if (text(params, "uri").equals(uri)) {
                last = params.getAsJsonArray("diagnostics");
            }
        }
        return last;
    }

    List<JsonObject> all(String method) {
        synchronized (inbox) {
            return inbox.stream().filter(it -> isMethod(it, method)).toList();
        }
    }

    /** Every answer so far that is an error. */
    List<JsonObject> errors() {
        synchronized (inbox) {
            return inbox.stream().filter(it -> it.has("error")).toList();
        }
    }

    /** Every answer so far. */
    List<JsonObject> answers() {
        synchronized (inbox) {
            return inbox.stream().filter(it -> !it.has("method")).toList();
        }
    }

    /**
     * Every one of these requests has one answer: a result, or an error that says what is wrong
     * with it.
     *
     * @param what was asked, by the ids of the requests
     * @return the answers by the same
     */
    Map<String, JsonObject> assertAnswered(Map<String, String> what) {
        Map<String, JsonObject> answers = new HashMap<>();
        for (JsonObject message : answers()) {
            String id = id(message);
            String question = what.get(id);
            if (question != null) {
                assertNull(answers.put(id, message), question);
                if (message.has("error")) {
                    int code = message.getAsJsonObject("error").get("code").getAsInt();
                    assertTrue(REFUSALS.contains(code), question + " -> " + message);
                }
            }
        }
        what.forEach((id, question) -> assertTrue(answers.containsKey(id), question));
        return answers;
    }

    /** Holds only some of the messages against the schema, which takes most of the time. */
    void checkEvery(int messages) {
        every = messages;
    }

    JsonObject awaitMethod(String method) throws Exception {
        return await(it -> isMethod(it, method)).getAsJsonObject("params");
    }

    static boolean isMethod(JsonObject message, String method) {
        return message.has("method") && text(message, "method").equals(method);
    }

    static String text(JsonObject of, String name) {
        return of.get(name).getAsString();
    }

    /** The first message there is or will be; the limit only ends a test that hangs. */
    JsonObject await(Predicate<JsonObject> wanted) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        int seen = 0;
        synchronized (inbox) {
            while (true) {
                for (; seen < inbox.size(); seen++) {
                    if (wanted.test(inbox.get(seen))) {
                        return inbox.get(seen);
                    }
                }
                long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                if (left <= 0 || ended) {
                    throw new AssertionError("no such message in " + inbox + "\n" + log());
                }
                inbox.wait(left);
            }
        }
    }

    private void read(InputStream in) {
        try {
            while (true) {
                int length = -1;
                for (String line = line(in); !line.isEmpty(); line = line(in)) {
                    if (line.startsWith("Content-Length: ")) {
                        length = Integer.parseInt(line.substring(16));
                    }
                }
                byte[] body = in.readNBytes(length);
                mayRead.await();
                take(
                        JsonParser.parseString(new String(body, StandardCharsets.UTF_8))
                                .getAsJsonObject());
            }
        } catch (IOException e) {
            // The end, or a server that left in the middle of a message.
            synchronized (inbox) {
                ended = true;
                inbox.notifyAll();
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new java.io.EOFException();
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    private void take(JsonObject message) {
        synchronized (inbox) {
            check(message);
            inbox.add(message);
            inbox.notifyAll();
        }
        if (message.has("method") && message.has("id")) {
            JsonObject answer = new JsonObject();
            answer.addProperty("jsonrpc", "2.0");
            answer.add("id", message.get("id"));
            answer.add("result", answer(text(message, "method")));
            send(answer);
        }
    }

    private JsonElement answer(String method) {
        JsonElement known = settings;
        if (!method.equals("workspace/configuration") || known == null) {
            return JsonNull.INSTANCE;
        }
        JsonArray sections = new JsonArray();
        sections.add(known);
        return sections;
    }

    private void check(JsonObject message) {
        if (++taken % every != 0) {
            return;
        }
        String method = message.has("method") ? text(message, "method") : null;
        String answered = message.has("id") ? asked.get(String.valueOf(id(message))) : null;
        if (method != null && method.startsWith("tests/")) {
            problems.addAll(TestsSchema.problems(method, "params", message.get("params")));
        } else if (answered != null && answered.startsWith("tests/") && message.has("result")) {
            problems.addAll(TestsSchema.problems(answered, "result", message.get("result")));
        }
    }

    static @Nullable String id(JsonObject message) {
        JsonElement id = message.get("id");
        return id == null || id.isJsonNull() ? null : id.getAsString();
    }

    @Override
    public void close() {
        synchronized (inbox) {
            assertEquals(List.of(), problems);
        }
        if (!exit.isDone()) {
            ask("shutdown", JsonNull.INSTANCE);
            notify("exit", JsonNull.INSTANCE);
            assertEquals(0, exit.join());
        }
    }
}
