package org.fastest.lsp;

import com.google.gson.JsonElement;
import java.io.BufferedOutputStream;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.eclipse.lsp4j.jsonrpc.json.StreamMessageConsumer;
import org.eclipse.lsp4j.jsonrpc.messages.Either;
import org.eclipse.lsp4j.jsonrpc.messages.Message;
import org.eclipse.lsp4j.jsonrpc.messages.NotificationMessage;
import org.eclipse.lsp4j.jsonrpc.messages.RequestMessage;
import org.eclipse.lsp4j.jsonrpc.messages.ResponseError;
import org.eclipse.lsp4j.jsonrpc.messages.ResponseMessage;
import org.jspecify.annotations.Nullable;

/**
 * JSON-RPC messages as LSP4J frames them, without its endpoints: those answer when a future is
 * done, and events of a run must come after the answer that accepted it. Thread-safe.
 */
final class Rpc {
    private final StreamMessageConsumer out;
    private final Log log;
    private final Map<String, Consumer<ResponseMessage>> waiting = new HashMap<>();
    private long sent;
    private volatile boolean broken;

    /** Writes to {@code out}, and tells {@code written} of each message. */
    Rpc(OutputStream out, Log log, Consumer<String> written) {
        // A message is flushed as a whole; its header alone is no reason to wake a client.
        this.out =
                new StreamMessageConsumer(
                        new BufferedOutputStream(out), new MessageWriter(written));
        this.log = log;
    }

    /**
     * Reads a message.
     *
     * @throws Incoming.Refused where it is none
     */
    Message parse(String body) throws Incoming.Refused {
        Message message = Incoming.read(body);
        if (message instanceof ResponseMessage response && isPointless(response)) {
            throw new Incoming.Refused(
                    response.getRawId(), RpcError.INVALID_REQUEST, "method is missing");
        }
        return message;
    }

    /** Neither a request nor an answer to one of ours. */
    private boolean isPointless(ResponseMessage response) {
        synchronized (waiting) {
            return response.getError() == null
                    && response.getResult() == null
                    && !waiting.containsKey(response.getId());
        }
    }

    void answer(Either<String, Number> id, @Nullable JsonElement result) {
        ResponseMessage message = new ResponseMessage();
        message.setRawId(id);
        // A JSON null would be left out, and an answer must have a result.
        message.setResult(result == null || result.isJsonNull() ? null : result);
        send(message);
    }

    void fail(@Nullable Either<String, Number> id, int code, String text) {
        ResponseMessage message = new ResponseMessage();
        if (id != null) {
            message.setRawId(id);
        }
        message.setError(new ResponseError(code, text, null));
        send(message);
    }

    void notify(String method, JsonElement params) {
        NotificationMessage message = new NotificationMessage();
        message.setMethod(method);
        message.setParams(params);
        send(message);
    }

    /** Asks the client; {@code then} hears whether it agreed. */
    void request(String method, JsonElement params, Consumer<Boolean> then) {
        ask(method, params, answer -> then.accept(answer.getError() == null));
    }

    /** Asks the client for something; {@code then} hears its answer. */
    void ask(String method, JsonElement params, Consumer<ResponseMessage> then) {
        RequestMessage message = new RequestMessage();
        synchronized (waiting) {
            message.setId(String.valueOf(++sent));
            waiting.put(message.getId(), then);
        }
        message.setMethod(method);
        message.setParams(params);
        send(message);
    }

    /** Hands a response to whom it was asked for; unasked ones are dropped. */
    void response(ResponseMessage message) {
        Consumer<ResponseMessage> then;
        synchronized (waiting) {
            then = waiting.remove(message.getId());
        }
        if (then != null) {
            then.accept(message);
        }
    }

    private void send(Message message) {
        if (broken) {
            return;
        }
        try {
            out.consume(message);
        } catch (RuntimeException e) {
            // Nobody reads any more: the end of input follows and ends the server.
            broken = true;
            log.say("cannot write to the client: " + e.getMessage());
        }
    }
}
