package org.fastest.lsp;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.eclipse.lsp4j.jsonrpc.messages.Either;
import org.eclipse.lsp4j.jsonrpc.messages.Message;
import org.eclipse.lsp4j.jsonrpc.messages.NotificationMessage;
import org.eclipse.lsp4j.jsonrpc.messages.RequestMessage;
import org.eclipse.lsp4j.jsonrpc.messages.ResponseMessage;
import org.fastest.engine.Engine;
import org.jspecify.annotations.Nullable;

/**
 * The language server on a pair of streams. The reading thread answers what needs no workspace, the
 * life cycle first of all; everything else is answered in order by one other thread.
 */
public final class LspServer {
    /** What a message keeps alive beside its text. */
    private static final long LEAST = 512;

    /** Somebody who does nothing for so long has stopped to think. */
    private static final Duration REST = Duration.ofSeconds(1);

    private final Log log;
    private final @Nullable MessageLog messages;
    private final Rpc rpc;
    private final FrameReader frames;
    private final Engines engines;
    private final Values values;
    private final CompletableFuture<Integer> exit = new CompletableFuture<>();
    private final Backlog tasks = new Backlog();
    private final Garbage garbage;

    /** The requests that wait for their answer, and whether the client has lost interest. */
    private final Map<Either<String, Number>, Boolean> waiting = new ConcurrentHashMap<>();

    private volatile @Nullable Session session;
    private volatile @Nullable CompletableFuture<Void> clientGone;
    private volatile boolean shutDown;

    /**
     * What the server knows of the world.
     *
     * @param version of the program
     * @param stateFolder the user's own folder for what is remembered between sessions
     * @param clock tells when results were heard of
     * @param heap what the server's values live in
     * @param messageLog keeps the messages of both directions, or null
     */
    public record Values(
            String version,
            Path stateFolder,
            InstantSource clock,
            Heap heap,
            @Nullable Path messageLog) {}

    private LspServer(
            InputStream in,
            OutputStream out,
            PrintStream errors,
            Supplier<Engine> engine,
            Values values) {
        this.log = new Log(errors);
        Path kept = values.messageLog();
        this.messages = kept == null ? null : new MessageLog(kept, mark(values), log);
        this.rpc = new Rpc(out, log, messages == null ? text -> {} : messages::sent);
        this.frames = new FrameReader(in);
        this.garbage = new Garbage(values.heap());
        this.engines = new Engines(engine);
        this.values = values;
    }

    /**
     * Serves one client until it ends.
     *
     * @param in the client's messages
     * @param out ours
     * @param errors what people look at when something is wrong
     * @param engine makes the engine when it is first needed; the server closes it
     * @param values what else it needs to know
     * @return the exit code: 0 after {@code shutdown} and {@code exit}, 1 where the client left
     *     without
     */
    public static int serve(
            InputStream in,
            OutputStream out,
            PrintStream errors,
            Supplier<Engine> engine,
            Values values) {
        return new LspServer(in, out, errors, engine, values).serve();
    }

    private static String mark(Values values) {
        return "fastest " + values.version() + ", process " + ProcessHandle.current().pid();
    }

    private int serve() {
        Thread reader = daemon("lsp-reader", this::read);
        try {
            return exit.join();
        } finally {
            reader.interrupt();
            close();
        }
    }

    private void close() {
        shutDown = true;
        CompletableFuture<Void> watch = clientGone;
        if (watch != null) {
            watch.cancel(false);
        }
        Session open = session;
        if (open != null) {
            open.close();
        }
        engines.close();
        if (messages != null) {
            messages.close();
        }
    }

    private static Thread daemon(String name, Runnable body) {
        Thread thread = new Thread(body, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private void read() {
        try {
            while (!exit.isDone()) {
                String body = next();
                if (body == null) {
                    break;
                }
                receive(body);
            }
        } catch (IOException e) {
            rpc.fail(null, RpcError.INVALID_REQUEST, String.valueOf(e.getMessage()));
            log.say("cannot read from the client: " + e.getMessage());
        } catch (InterruptedException e) {
            // The server has ended meanwhile.
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error e) {
            log.bug("reading", e);
        }
        exit.complete(1);
    }

    private @Nullable String next() throws IOException, InterruptedException {
        while (true) {
            try {
                String body = frames.next();
                if (messages != null && body != null) {
                    messages.received(body);
                }
                return body;
            } catch (FrameReader.BadHeader e) {
                refuse(null, RpcError.PARSE_ERROR, String.valueOf(e.getMessage()));
            }
        }
    }

    private void receive(String body) throws InterruptedException {
        // What was read out of it takes about as much as the text itself.
        long bytes = LEAST + 2L * body.length();
        try {
            Message message = rpc.parse(body);
            if (message instanceof RequestMessage request) {
                request(request, bytes);
            } else if (message instanceof NotificationMessage notification) {
                notification(notification, bytes);
            } else if (message instanceof ResponseMessage response) {
                rpc.response(response);
            }
        } catch (Incoming.Refused refused) {
            refuse(refused.id(), refused.code(), String.valueOf(refused.getMessage()));
        }
    }

    /**
     * Once somebody else can, the reading thread writes nothing: where the client does not read, it
     * would not hear of its end.
     */
    private void refuse(@Nullable Either<String, Number> id, int code, String why)
            throws InterruptedException {
        if (session == null) {
            rpc.fail(id, code, why);
        } else {
            tasks.add(() -> rpc.fail(id, code, why), LEAST);
        }
    }

    private void request(RequestMessage request, long bytes) throws InterruptedException {
        Session open = session;
        String method = String.valueOf(request.getMethod());
        try {
            if (shutDown) {
                throw new RpcError(RpcError.INVALID_REQUEST, "the server was shut down");
            }
            if (open == null) {
                initialize(request, method);
            } else if (method.equals("shutdown")) {
                shutDown = true;
                // In order, so that what was asked before is answered before.
                tasks.execute(open::close);
                tasks.execute(() -> rpc.answer(request.getRawId(), null));
            } else if (method.equals("initialize")) {
                throw new RpcError(RpcError.INVALID_REQUEST, "initialized already");
            } else if (open.answers(method)) {
                waiting.put(request.getRawId(), false);
                tasks.add(() -> answer(open, request), bytes);
            } else {
                throw new RpcError(RpcError.METHOD_NOT_FOUND, "no such method: " + method);
            }
        } catch (RpcError e) {
            refuse(request.getRawId(), e.code(), e.text());
        }
    }

    /** Nothing is loaded, opened or started before this is answered: editors wait for it. */
    private void initialize(RequestMessage request, String method) {
        if (!method.equals("initialize")) {
            throw new RpcError(RpcError.NOT_INITIALIZED, "initialize comes first");
        }
        ClientProfile profile = ClientProfile.of(Json.params(request.getParams()));
        // Looked up while it surely lives; one that is not seen at all is on another machine, or in
        // a container.
        Optional<ProcessHandle> client = process(profile.processId());
        rpc.answer(request.getRawId(), Greeting.of(profile, values.version()));
        Client face = new Client(rpc, profile, tasks::execute);
        Session opened = new Session(engines, values, log, face, tasks, this::after);
        session = opened;
        tasks.execute(opened::open);
        daemon("lsp-work", this::work);
        // An editor that was killed may leave its end of the pipe open in other processes.
        if (client.isPresent()) {
            clientGone = client.get().onExit().thenAccept(ended -> exit.complete(1));
        }
    }

    private void after(Duration time, Runnable task) {
        CompletableFuture.delayedExecutor(time.toMillis(), TimeUnit.MILLISECONDS, tasks)
                .execute(task);
    }

    private static Optional<ProcessHandle> process(@Nullable Long pid) {
        return pid == null || pid <= 0 ? Optional.empty() : ProcessHandle.of(pid);
    }

    private void notification(NotificationMessage notification, long bytes)
            throws InterruptedException {
        Session open = session;
        String method = String.valueOf(notification.getMethod());
        if (method.equals("exit")) {
            exit.complete(shutDown ? 0 : 1);
        } else if (method.equals("$/cancelRequest")) {
            cancel(notification.getParams());
        } else if (open != null && !shutDown) {
            tasks.add(() -> take(open, method, notification.getParams()), bytes);
        }
    }

    private void cancel(@Nullable Object params) {
        Either<String, Number> id =
                params instanceof JsonObject which ? Incoming.id(which.get("id")) : null;
        if (id != null) {
            waiting.replace(id, true);
        }
    }

    private void work() {
        while (!exit.isDone()) {
            try {
                task().run();
                garbage.worked();
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException | Error e) {
                log.bug("a task", e);
            }
        }
    }

    private Runnable task() throws InterruptedException {
        Runnable next = tasks.take(REST);
        if (next == null) {
            garbage.resting();
            return tasks.take();
        }
        return next;
    }

    private void answer(Session open, RequestMessage request) {
        Either<String, Number> id = request.getRawId();
        String method = request.getMethod();
        try {
            if (Boolean.TRUE.equals(waiting.remove(id))) {
                throw new RpcError(RpcError.REQUEST_CANCELLED, "cancelled");
            }
            JsonObject params = Json.params(request.getParams());
            CompletableFuture<@Nullable JsonElement> later = open.later(method, params);
            if (later == null) {
                rpc.answer(id, open.request(method, params));
            } else {
                CompletableFuture<Void> _ =
                        later.thenAccept(result -> rpc.answer(id, result))
                                .exceptionally(wrong -> failed(id, method, wrong));
            }
        } catch (RpcError e) {
            rpc.fail(id, e.code(), e.text());
        } catch (RuntimeException | Error e) {
            log.bug(method, e);
            rpc.fail(id, RpcError.INTERNAL_ERROR, method + " failed: " + e);
        }
    }

    private @Nullable Void failed(Either<String, Number> id, String method, Throwable wrong) {
        Throwable cause = wrong instanceof CompletionException ? wrong.getCause() : wrong;
        if (cause instanceof RpcError error) {
            rpc.fail(id, error.code(), error.text());
            return null;
        }
        log.bug(method, wrong);
        rpc.fail(id, RpcError.INTERNAL_ERROR, method + " failed: " + wrong);
        return null;
    }

    private void take(Session open, String method, @Nullable Object params) {
        try {
            open.notification(method, params instanceof JsonObject o ? o : new JsonObject());
        } catch (RpcError e) {
            log.say(method + ": " + e.text());
        } catch (RuntimeException | Error e) {
            log.bug(method, e);
        }
    }
}
