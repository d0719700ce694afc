package org.fastest.lsp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.eclipse.lsp4j.jsonrpc.messages.Either;
import org.eclipse.lsp4j.jsonrpc.messages.Message;
import org.eclipse.lsp4j.jsonrpc.messages.NotificationMessage;
import org.eclipse.lsp4j.jsonrpc.messages.RequestMessage;
import org.eclipse.lsp4j.jsonrpc.messages.ResponseMessage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** JSON-RPC 2.0 to the letter: what is no message is told which of the two it is not. */
final class IncomingTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " \n",
                "{",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"a\"}x",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"a\"}{}",
                "{jsonrpc:\"2.0\",\"id\":1,\"method\":\"a\"}",
                "{'jsonrpc':'2.0','id':1,'method':'a'}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"a\",}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"a\"/*c*/}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"a\",\"params\":{\"n\":NaN}}",
                "{\"jsonrpc\":\"2.0\",\"id\":01,\"method\":\"a\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"a\nb\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"\\x\"}",
                "[1,]",
                "[1;2]",
                "NaN",
                "TRUE",
                "#",
            })
    void whatIsNoJson(String body) {
        assertRefused(RpcError.PARSE_ERROR, null, body);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "5",
                "\"text\"",
                "[]",
                "[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"a\"}]",
                "{}",
                "{\"jsonrpc\":\"2.0\"}",
                "{\"jsonrpc\":\"2.0\",\"method\":null}",
                "{\"jsonrpc\":\"2.0\",\"method\":5}",
                "{\"jsonrpc\":\"2.0\",\"id\":null,\"method\":\"a\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":true,\"method\":\"a\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":{},\"method\":\"a\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":[1],\"method\":\"a\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":1.5,\"method\":\"a\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":1e400,\"method\":\"a\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":99999999999999999999,\"method\":\"a\"}",
            })
    void whatIsNoMessage(String body) {
        assertRefused(RpcError.INVALID_REQUEST, null, body);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"id\":7,\"method\":\"a\"}",
                "{\"jsonrpc\":\"1.0\",\"id\":7,\"method\":\"a\"}",
                "{\"jsonrpc\":2.0,\"id\":7,\"method\":\"a\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":{}}",
                "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":null}",
            })
    void theRefusalSaysWhichRequestIsMeant(String body) {
        assertRefused(RpcError.INVALID_REQUEST, 7L, body);
    }

    @Test
    void aRequestIsOneWithAnyIdThatIsAllowed() throws Exception {
        for (String id : new String[] {"0", "-3", "9007199254740992", "\"\"", "\"a\""}) {
            Message message =
                    Incoming.read("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"a\"}");
            RequestMessage request = assertInstanceOf(RequestMessage.class, message);
            assertEquals(id.replace("\"", ""), request.getId());
        }
    }

    @Test
    void notificationsAndResponses() throws Exception {
        assertInstanceOf(
                NotificationMessage.class,
                Incoming.read("{\"jsonrpc\":\"2.0\",\"method\":\"exit\",\"params\":7}"));
        Message answer =
                Incoming.read("{\"jsonrpc\":\"2.0\",\"id\":\"3\",\"error\":{\"code\":\"x\"}}");
        assertEquals("3", assertInstanceOf(ResponseMessage.class, answer).getId());
    }

    private static void assertRefused(int code, @Nullable Object id, String body) {
        Incoming.Refused refused =
                assertThrows(Incoming.Refused.class, () -> Incoming.read(body), body);
        assertEquals(code, refused.code(), body);
        Either<String, Number> meant = refused.id();
        assertEquals(id, meant == null ? null : meant.get(), body);
    }
}
