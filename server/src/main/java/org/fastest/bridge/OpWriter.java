package org.fastest.bridge;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Turns requests into frame bodies. */
final class OpWriter {
    private OpWriter() {}

    static byte[] write(WorkerOp op) {
        StringWriter text = new StringWriter();
        try (JsonWriter json = new JsonWriter(text)) {
            json.beginObject();
            fields(op, json);
            json.endObject();
            json.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("A StringWriter does not fail", e);
        }
        return Frames.encode(text.toString());
    }

    private static void fields(WorkerOp op, JsonWriter json) throws IOException {
        // No pattern switch here and below: a cold run would link it while tests wait.
        if (op instanceof WorkerOp.Open open) {
            open(open, json);
        } else if (op instanceof WorkerOp.Items items) {
            named("items", items.run(), items.worker(), json);
            json.name("items").beginArray();
            for (Integer item : items.items()) {
                json.value(item);
            }
            json.endArray().name("final").value(items.last());
        } else if (op instanceof WorkerOp.Interrupt interrupt) {
            named("cancel", interrupt.run(), interrupt.worker(), json);
            json.name("force").value(false);
        } else if (op instanceof WorkerOp.Kill kill) {
            named("cancel", kill.run(), kill.worker(), json);
            json.name("force").value(true);
        } else if (op instanceof WorkerOp.Expire expire) {
            named("cancel", expire.run(), expire.worker(), json);
            json.name("force").value(true).name("stacks").value(true);
        } else if (op instanceof WorkerOp.Look) {
            json.name("op").value("look");
        } else if (op instanceof WorkerOp.Ready ready) {
            json.name("op").value("ready").name("run").value(ready.run());
        }
        if (op instanceof WorkerOp.Exit) {
            json.name("op").value("exit");
        }
    }

    private static void open(WorkerOp.Open open, JsonWriter json) throws IOException {
        named("open", open.run(), open.worker(), json);
        json.name("uid").value(open.uid());
        runner(open.runner(), json);
        json.name("cwd").value(open.cwd());
        rest(open, json);
    }

    private static void runner(WorkerOp.Runner runner, JsonWriter json) throws IOException {
        if (runner instanceof WorkerOp.Runner.Lean lean) {
            json.name("engine").value("lean");
            if (!lean.full().isEmpty()) {
                json.name("full").beginObject();
                for (Map.Entry<String, String> file : lean.full().entrySet()) {
                    json.name(file.getKey()).value(file.getValue());
                }
                json.endObject();
            }
        } else if (runner instanceof WorkerOp.Runner.Debugged debugged) {
            runner(debugged.runner(), json);
            json.name("debug").beginObject();
            if (!debugged.debugger().isEmpty()) {
                json.name("path").value(debugged.debugger());
            }
            json.endObject();
        } else if (runner instanceof WorkerOp.Runner.Bare bare) {
            json.name("engine").value("plain").name("rootdir").value(bare.rootdir());
            json.name("instead").value(true).name("pytest").value(bare.pytest());
            texts("tests", bare.tests(), json);
        } else if (runner instanceof WorkerOp.Runner.Coverage coverage) {
            json.name("engine").value("coverage").name("coverage").value(coverage.measured());
            json.name("lines").value(coverage.told() == WorkerOp.Told.LINES);
        } else if (runner instanceof WorkerOp.Runner.Plain plain) {
            json.name("engine").value("plain").name("rootdir").value(plain.rootdir());
            texts("tests", plain.tests(), json);
        }
        if (runner instanceof WorkerOp.Runner.Full) {
            json.name("engine").value("full");
        }
    }

    private static void rest(WorkerOp.Open open, JsonWriter json) throws IOException {
        texts("args", open.args(), json);
        @Nullable List<String> select = open.select();
        if (select != null) {
            texts("select", select, json);
        }
        List<String> only = open.only();
        if (only != null) {
            texts("only", only, json);
        }
        json.name("collectOnly").value(open.collectOnly());
        if (open.runsAll()) {
            json.name("all").value(true);
        }
        // Who only collects wants to know for how long the answer holds.
        json.name("world").value(open.collectOnly()).name("color").value(open.color());
        json.name("workers").value(open.part().workers());
        json.name("first").value(open.part().before() == 0);
        if (open.limits().isAny()) {
            json.name("stacks").value(true);
        }
        if (open.tellsImports()) {
            json.name("imports").value(true);
        }
        if (open.limits().test() > 0) {
            json.name("timeout").value(open.limits().test());
        }
        if (open.warm() != Warm.NOT) {
            json.name("warm").value(open.warm() == Warm.KEEP ? "keep" : "run");
        }
        json.name("env").beginObject();
        for (Map.Entry<String, @Nullable String> variable : open.env().entrySet()) {
            json.name(variable.getKey()).value(variable.getValue());
        }
        json.endObject();
    }

    private static void named(String op, String run, int worker, JsonWriter json)
            throws IOException {
        json.name("op").value(op).name("run").value(run).name("worker").value(worker);
    }

    private static void texts(String name, List<String> texts, JsonWriter json) throws IOException {
        json.name(name).beginArray();
        for (String text : texts) {
            json.value(text);
        }
        json.endArray();
    }
}
