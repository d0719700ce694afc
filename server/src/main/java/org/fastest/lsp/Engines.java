package org.fastest.lsp;

import java.util.function.Supplier;
import org.fastest.engine.Engine;
import org.jspecify.annotations.Nullable;

/** Makes the engine when it is first needed, at most once, and never after the end. */
final class Engines implements AutoCloseable {
    private final Supplier<Engine> maker;
    private @Nullable Engine engine;
    private boolean closed;

    Engines(Supplier<Engine> maker) {
        this.maker = maker;
    }

    /** The engine; null after the end. */
    synchronized @Nullable Engine get() {
        if (engine == null && !closed) {
            engine = maker.get();
        }
        return engine;
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (engine != null) {
            engine.close();
            engine = null;
        }
    }
}
