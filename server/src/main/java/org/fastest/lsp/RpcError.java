package org.fastest.lsp;

/** An answer to a request that is a JSON-RPC error: its code and one sentence for people. */
final class RpcError extends RuntimeException {
    static final int PARSE_ERROR = -32700;
    static final int INVALID_REQUEST = -32600;
    static final int METHOD_NOT_FOUND = -32601;
    static final int INVALID_PARAMS = -32602;
    static final int INTERNAL_ERROR = -32603;
    static final int NOT_INITIALIZED = -32002;
    static final int REQUEST_CANCELLED = -32800;

    private static final long serialVersionUID = 1;

    private final int code;

    RpcError(int code, String message) {
        // No stack: these are answers to clients, some of them common, not bugs of ours.
        super(message, null, false, false);
        this.code = code;
    }

    static RpcError params(String message) {
        return new RpcError(INVALID_PARAMS, message);
    }

    int code() {
        return code;
    }

    String text() {
        String message = getMessage();
        return message == null ? "" : message;
    }
}
