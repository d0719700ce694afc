package org.fastest.lsp;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.StringReader;
import org.eclipse.lsp4j.jsonrpc.messages.Either;
import org.eclipse.lsp4j.jsonrpc.messages.Message;
import org.eclipse.lsp4j.jsonrpc.messages.NotificationMessage;
import org.eclipse.lsp4j.jsonrpc.messages.RequestMessage;
import org.eclipse.lsp4j.jsonrpc.messages.ResponseError;
import org.eclipse.lsp4j.jsonrpc.messages.ResponseMessage;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a client sends as JSON-RPC 2.0 has it. LSP4J's own reader takes single quotes,
 * comments and names without quotes for JSON, a number for a method, and any version for the right
 * one.
 */
final class Incoming {
    /** Whole numbers up to here are the same in every language that clients are written in. */
    private static final double MAX_ID = 1L << 53;

    private Incoming() {}

    /** A message that is none: what to answer, and to whom if that can be known. */
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1;

        private final transient @Nullable Either<String, Number> id;
        private final int code;

        Refused(@Nullable Either<String, Number> id, int code, String message) {
            super(message, null, false, false);
            this.id = id;
            this.code = code;
        }

        @Nullable Either<String, Number> id() {
            return id;
        }

        int code() {
            return code;
        }
    }

    /** A request, a notification or a response; params and results are JSON trees. */
    static Message read(String body) throws Refused {
        if (!(json(body) instanceof JsonObject object)) {
            throw new Refused(null, RpcError.INVALID_REQUEST, "a message must be an object");
        }
        Either<String, Number> id = id(object.get("id"));
        if (!(object.get("jsonrpc") instanceof JsonPrimitive version)
                || !version.isString()
                || !version.getAsString().equals("2.0")) {
            throw new Refused(id, RpcError.INVALID_REQUEST, "jsonrpc must be \"2.0\"");
        }
        if (!object.has("method")) {
            return response(object, id);
        }
        if (!(object.get("method") instanceof JsonPrimitive method) || !method.isString()) {
            throw new Refused(id, RpcError.INVALID_REQUEST, "method must be a string");
        }
        if (!object.has("id")) {
            NotificationMessage notification = new NotificationMessage();
            notification.setMethod(method.getAsString());
            notification.setParams(object.get("params"));
            return notification;
        }
        if (id == null) {
            throw new Refused(
                    null, RpcError.INVALID_REQUEST, "id must be a string or a whole number");
        }
        RequestMessage request = new RequestMessage();
        request.setRawId(id);
        request.setMethod(method.getAsString());
        request.setParams(object.get("params"));
        return request;
    }

    private static JsonElement json(String body) throws Refused {
        try (JsonReader reader = new JsonReader(new StringReader(body))) {
            reader.setStrictness(Strictness.STRICT);
            JsonElement element = JsonParser.parseReader(reader);
            if (!body.isBlank() && reader.peek() == JsonToken.END_DOCUMENT) {
                return element;
            }
        } catch (IOException | JsonParseException | StackOverflowError notJson) {
            // Refused below, as what has something behind it is.
        }
        throw new Refused(null, RpcError.PARSE_ERROR, "this is no JSON");
    }

    /** The id of a message or of the request that is to be cancelled; null where it is none. */
    static @Nullable Either<String, Number> id(@Nullable JsonElement id) {
        if (!(id instanceof JsonPrimitive primitive) || primitive.isBoolean()) {
            return null;
        }
        if (primitive.isString()) {
            return Either.forLeft(primitive.getAsString());
        }
        double number = primitive.getAsDouble();
        return number == Math.rint(number) && Math.abs(number) <= MAX_ID
                ? Either.forRight((long) number)
                : null;
    }

    /** Some clients leave out a result that is null: the id says then whether we asked. */
    private static Message response(JsonObject object, @Nullable Either<String, Number> id)
            throws Refused {
        if (id == null && !object.has("error")) {
            throw new Refused(null, RpcError.INVALID_REQUEST, "method is missing");
        }
        ResponseMessage response = new ResponseMessage();
        if (id != null) {
            response.setRawId(id);
        }
        response.setResult(object.get("result"));
        if (Json.member(object, "error") != null) {
            response.setError(new ResponseError(0, "the client refused", null));
        }
        return response;
    }
}
