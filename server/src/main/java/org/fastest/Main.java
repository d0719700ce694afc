package org.fastest;

import java.io.BufferedOutputStream;
import java.io.File;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.fastest.cli.Cli;
import org.fastest.cli.Console;
import org.fastest.engine.CommandEngine;
import org.fastest.engine.LocalEngine;
import org.fastest.engine.Machine;
import org.fastest.lsp.Heap;
import org.fastest.lsp.LspServer;
import org.fastest.model.Places;
import org.jspecify.annotations.Nullable;

/**
 * Starts a face with the process's own streams, environment and folder: the only place that knows
 * them.
 */
public final class Main {
    private static final int INTERRUPTED = 2;
    private static final int INTERNAL = 3;

    /**
     * The pom's; a constant, since reading it from the jar's manifest costs 10 ms of each start.
     */
    static final String VERSION = "0.1.0";

    private Main() {}

    /**
     * Runs the command line.
     *
     * @param args its words
     */
    public static void main(String[] args) {
        PrintStream err = stream(FileDescriptor.err, true);
        if (args.length > 0 && args[0].equals("--stdio")) {
            Runtime.getRuntime().halt(serve(err));
            return;
        }
        PrintStream out = stream(FileDescriptor.out, false);
        Interruption interruption = new Interruption();
        Runtime.getRuntime().addShutdownHook(new Thread(interruption::happen, "fastest-interrupt"));
        int status = INTERNAL;
        try (CommandEngine engine = new CommandEngine(machine(), bug(err))) {
            Console console = new Console(out, err, columns(), System.getenv());
            status =
                    Cli.run(
                            List.of(args),
                            Path.of("").toAbsolutePath(),
                            VERSION,
                            console,
                            engine,
                            interruption);
        } catch (RuntimeException | Error bug) {
            err.println("fastest: internal error");
            bug.printStackTrace(err);
        }
        out.flush();
        err.flush();
        interruption.over(status);
        Runtime.getRuntime().halt(status);
    }

    private static int serve(PrintStream err) {
        Path home = Path.of(System.getProperty("user.home", "/"));
        Path state = Places.of(System.getenv(), System.getProperty("os.name", ""), home).state();
        String log = System.getenv("FASTEST_LOG");
        Path messages = log == null || log.isEmpty() ? null : Path.of(log).toAbsolutePath();
        LspServer.Values values =
                new LspServer.Values(VERSION, state, InstantSource.system(), Heap.own(), messages);
        // The protocol has the process's own stdout to itself: what else would print goes to
        // stderr.
        OutputStream out = new FileOutputStream(FileDescriptor.out);
        System.setOut(err);
        return LspServer.serve(
                new FileInputStream(FileDescriptor.in),
                out,
                err,
                () -> new LocalEngine(machine(), bug(err)),
                values);
    }

    static Machine machine() {
        // The jar's own time: builds of one version differ.
        File jar = new File(System.getProperty("java.class.path", ""));
        return new Machine(
                VERSION + " " + jar.lastModified(),
                System.getenv(),
                System.getProperty("os.name", ""),
                Path.of(System.getProperty("user.home", "/")),
                Path.of(System.getProperty("fastest.bridge", "python-bridge/src")).toAbsolutePath(),
                Runtime.getRuntime().availableProcessors());
    }

    private static Consumer<Throwable> bug(PrintStream err) {
        return bug -> bug.printStackTrace(err);
    }

    private static int columns() {
        String said = System.getProperty("fastest.terminal");
        if (said == null) {
            return 0;
        }
        try {
            return Math.max(20, Integer.parseInt(said));
        } catch (NumberFormatException unknown) {
            return 80;
        }
    }

    private static PrintStream stream(FileDescriptor descriptor, boolean autoflush) {
        return new PrintStream(
                new BufferedOutputStream(new FileOutputStream(descriptor), 1 << 16),
                autoflush,
                StandardCharsets.UTF_8);
    }

    /**
     * A Ctrl-C, which starts the JVM's end: the command is told of it and of each that follows,
     * finishes in its own way, and its status is the process's.
     */
    private static final class Interruption implements Cli.Interrupts {
        private final CompletableFuture<Integer> status = new CompletableFuture<>();
        private @Nullable Runnable action;
        private boolean happened;

        @Override
        public synchronized void set(Runnable chosen) {
            action = chosen;
            if (happened) {
                chosen.run();
            }
        }

        void happen() {
            synchronized (this) {
                happened = true;
                if (action == null) {
                    // Nothing is running that could be summed up: whatever is read is let go.
                    Runtime.getRuntime().halt(INTERRUPTED);
                    return;
                }
                // First, since the next one may come as soon as the tests have heard of this one.
                hearMore(action);
                action.run();
            }
            Runtime.getRuntime().halt(status.join());
        }

        /**
         * Of those that follow the JVM by itself tells nobody. The class that does has no stable
         * home, and is asked for by name: without it a second Ctrl-C is not heard.
         */
        private static void hearMore(Runnable action) {
            try {
                Class<?> signal = Class.forName("sun.misc.Signal");
                Class<?> handler = Class.forName("sun.misc.SignalHandler");
                Object hears =
                        Proxy.newProxyInstance(
                                Main.class.getClassLoader(),
                                new Class<?>[] {handler},
                                (self, method, arguments) -> {
                                    if (method.getName().equals("handle")) {
                                        action.run();
                                    }
                                    return null;
                                });
                signal.getMethod("handle", signal, handler)
                        .invoke(
                                null,
                                signal.getConstructor(String.class).newInstance("INT"),
                                hears);
            } catch (ReflectiveOperationException | IllegalArgumentException unheard) {
                return;
            }
        }

        void over(int exit) {
            status.complete(exit);
        }
    }
}
