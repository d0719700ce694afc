package org.fastest.run;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.fastest.bridge.Channel;
import org.fastest.bridge.Frames;
import org.jspecify.annotations.Nullable;

/**
 * A Python side without Python: speaks the worker protocol in memory, obeying each request on the
 * thread that sends it. Sessions run an item only when they know the next one, as pytest does.
 */
final class FakePython implements Channel {
    private static final byte[] END = {};

    private final FakeSuite suite;
    private final BlockingQueue<byte[]> said = new LinkedBlockingQueue<>();
    private final Map<Integer, Session> sessions = new HashMap<>();
    private final Input input = new Input();
    private final Output output = new Output();

    FakePython(FakeSuite suite) {
        this.suite = suite;
        if (suite.diesAt("start")) {
            said.add(END);
        } else if (!suite.silent) {
            String pytest = suite.pytest == null ? "null" : "\"" + suite.pytest + "\"";
            say("{'t':'hello','protocol':1,'python':'3.11.7','pytest':" + pytest + "}");
        }
    }

    @Override
    public InputStream input() {
        return input;
    }

    @Override
    public OutputStream output() {
        return output;
    }

    @Override
    public String farewell() {
        return "exit status 1";
    }

    @Override
    public void close() {
        said.add(END);
    }

    private void obey(JsonObject op) {
        switch (op.get("op").getAsString()) {
            case "open" -> open(op);
            case "items" -> {
                Session session = sessions.get(op.get("worker").getAsInt());
                if (session != null) {
                    session.items(op.getAsJsonArray("items"), op.get("final").getAsBoolean());
                }
            }
            case "cancel" -> {
                Session session = sessions.get(op.get("worker").getAsInt());
                boolean expires = op.has("stacks");
                String force = op.get("force").getAsBoolean() ? "kill" : "interrupt";
                suite.told.add(expires ? "expire" : force);
                if (session != null && expires) {
                    session.expire();
                } else if (session != null) {
                    session.cancel(op.get("force").getAsBoolean());
                }
            }
            case "exit" -> said.add(END);
            default -> throw new IllegalStateException(op.toString());
        }
    }

    private void open(JsonObject op) {
        int worker = op.get("worker").getAsInt();
        suite.opened.add(op);
        if (suite.diesAt("stale")) {
            say(named("stale", worker) + ",'file':'/lib/x.py'}");
            return;
        }
        Session session = new Session(worker, op);
        sessions.put(worker, session);
        session.begin();
    }

    private void say(String json) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            Frames.write(out, Frames.encode(json.replace('\'', '"')));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        said.add(out.toByteArray());
    }

    private static String named(String type, int worker) {
        return "{'t':'" + type + "','run':'r','worker':" + worker;
    }

    private final class Session {
        private final int worker;
        private final JsonObject op;
        private List<String> ids;
        private final List<Integer> queue = new ArrayList<>();
        private final Map<String, Integer> stats = new HashMap<>();
        private boolean last;
        private boolean gone;
        private boolean hanging;
        private int late = -1;

        Session(int worker, JsonObject op) {
            this.worker = worker;
            this.op = op;
            this.ids = new ArrayList<>(suite.collections.apply(worker));
            JsonElement tests = op.has("select") ? op.get("select") : op.get("tests");
            if (tests != null) {
                List<String> wanted = new ArrayList<>();
                for (JsonElement id : tests.getAsJsonArray()) {
                    wanted.add(id.getAsString());
                }
                ids.removeIf(id -> !wanted.contains(id));
            }
        }

        void begin() {
            if (dies("opened")) {
                return;
            }
            say(named("opened", worker) + ",'pid':1}");
            if (suite.usageError != null) {
                for (String event : suite.whileCollecting) {
                    events(event);
                    stats.merge("error", 1, Integer::sum);
                }
                end(4, suite.usageError);
                return;
            }
            StringBuilder items = new StringBuilder();
            for (String id : ids) {
                String path = id.substring(0, id.indexOf("::"));
                items.append(items.isEmpty() ? "" : ",");
                items.append("{'id':" + new Gson().toJson(id) + ",'path':'" + path);
                items.append("','line':0,'kind':'function','marks':[]}");
            }
            say(named("collected", worker) + ",'items':[],'done':false}");
            if (dies("collecting")) {
                return;
            }
            for (String event : suite.whileCollecting) {
                events(event);
            }
            say(
                    named("collected", worker)
                            + ",'items':["
                            + items
                            + "],'done':true,'rootdir':'/p','deselected':"
                            + suite.deselected
                            + ",'errors':[],'skipped':[],'unmatched':[]}");
            if (dies("collected")) {
                return;
            }
            if (op.get("collectOnly").getAsBoolean()) {
                end(0, null);
            }
            if (op.has("all")) {
                JsonArray all = new JsonArray();
                for (int index = 0; index < ids.size(); index++) {
                    all.add(index);
                }
                items(all, true);
            }
        }

        void items(JsonArray more, boolean closing) {
            if (gone) {
                return;
            }
            for (JsonElement index : more) {
                queue.add(index.getAsInt());
            }
            last = last || closing;
            while (!gone && !hanging && (queue.size() > 1 || (last && !queue.isEmpty()))) {
                run(queue.removeFirst());
            }
            if (last && queue.isEmpty() && !gone && !hanging) {
                if (!dies("before ended")) {
                    end(stats.containsKey("failed") ? 1 : ids.isEmpty() ? 5 : 0, null);
                }
            }
        }

        void run(int index) {
            String id = ids.get(index);
            String behaviour = suite.behaviour.getOrDefault(id, "passed");
            if (dies("before an item")) {
                return;
            }
            events("{'t':'started','i':" + index + "}");
            suite.reached(id);
            if (behaviour.equals("heard late")) {
                hanging = true;
                late = index;
                return;
            }
            if (behaviour.equals("hang")) {
                hanging = true;
                return;
            }
            if (dies("in an item")) {
                return;
            }
            if (behaviour.equals("die")) {
                exit("null", "'SIGSEGV'");
                return;
            }
            if (behaviour.equals("lost")) {
                return;
            }
            String longrepr = behaviour.equals("failed") ? ",'longrepr':'E   boom'" : "";
            events(
                    "{'t':'output','i':"
                            + index
                            + ",'when':'call','stream':'stdout','text':'out'},{'t':'phase','i':"
                            + index
                            + ",'when':'call','outcome':'"
                            + behaviour
                            + "','category':'"
                            + behaviour
                            + "','duration':0.5"
                            + longrepr
                            + "}");
            if (dies("after the phase")) {
                return;
            }
            stats.merge(behaviour, 1, Integer::sum);
            events(
                    "{'t':'finished','i':"
                            + index
                            + ",'outcome':'"
                            + behaviour
                            + "','duration':0.5}");
            if (dies("after an item")) {
                return;
            }
            if (behaviour.equals("failed") && suite.exitFirst) {
                end(1, "stopping after 1 failures");
            }
        }

        void cancel(boolean force) {
            if (gone) {
                return;
            }
            if (force) {
                exit("null", "'SIGKILL'");
            } else if (!suite.ignoresInterrupt) {
                stats.clear();
                end(2, "interrupted");
            }
        }

        /** Says where it is and dies; what it had said before is only heard now. */
        void expire() {
            if (gone) {
                return;
            }
            if (late >= 0) {
                String of = "'i':" + late + ",'duration':0.5,'outcome':'passed'";
                events("{'t':'phase','when':'call','category':'passed'," + of + "}");
                events("{'t':'finished'," + of + "}");
                suite.with(ids.get(late), "passed");
                if (!queue.isEmpty()) {
                    events("{'t':'started','i':" + queue.removeFirst() + "}");
                }
            }
            exit("null", "'SIGKILL','stacks':'stacks'");
        }

        private boolean dies(String point) {
            if (gone) {
                return true;
            }
            if (suite.diesAt(point)) {
                if (suite.supervisorDies) {
                    gone = true;
                    sessions.clear();
                    said.add(END);
                } else {
                    exit("3", "null");
                }
                return true;
            }
            return false;
        }

        private void end(int exit, @Nullable String message) {
            StringBuilder counts = new StringBuilder();
            stats.merge("deselected", suite.deselected, Integer::sum);
            for (Map.Entry<String, Integer> count : stats.entrySet()) {
                if (count.getValue() > 0) {
                    counts.append(counts.isEmpty() ? "" : ",");
                    counts.append("'" + count.getKey() + "':" + count.getValue());
                }
            }
            String said = message == null ? "null" : "'" + message + "'";
            events(
                    "{'t':'ended','exit':"
                            + exit
                            + ",'message':"
                            + said
                            + ",'stats':{"
                            + counts
                            + "}}");
            exit(String.valueOf(exit), "null");
        }

        private void exit(String status, String signal) {
            gone = true;
            sessions.remove(worker);
            say(named("exited", worker) + ",'status':" + status + ",'signal':" + signal + "}");
        }

        private void events(String events) {
            say(named("events", worker) + ",'events':[" + events + "]}");
        }
    }

    /** What this side says, waiting for more until it has ended. */
    private final class Input extends InputStream {
        private InputStream current = new ByteArrayInputStream(END);

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int count = current.read(bytes, offset, length);
            while (count <= 0) {
                try {
                    byte[] next = said.take();
                    if (next.length == 0) {
                        said.add(END);
                        return -1;
                    }
                    current = new ByteArrayInputStream(next);
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
                count = current.read(bytes, offset, length);
            }
            return count;
        }
    }

    /** Obeys each request when it is complete. */
    private final class Output extends OutputStream {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        @Override
        public void write(int b) {
            bytes.write(b);
        }

        @Override
        public void write(byte[] more, int offset, int length) {
            bytes.write(more, offset, length);
        }

        @Override
        public void flush() throws IOException {
            InputStream in = new ByteArrayInputStream(bytes.toByteArray());
            bytes.reset();
            for (byte[] body = Frames.read(in); body.length > 0; body = Frames.read(in)) {
                String json = new String(body, StandardCharsets.UTF_8);
                obey(JsonParser.parseString(json).getAsJsonObject());
            }
        }

        @Override
        public void close() {
            said.add(END);
        }
    }
}
