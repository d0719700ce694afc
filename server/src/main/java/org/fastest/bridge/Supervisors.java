package org.fastest.bridge;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Keeps supervisors warm: one for each interpreter, folder and environment. Thread-safe. */
public final class Supervisors implements AutoCloseable {
    private static final int MOST = 8;

    private final Launcher launcher;
    private final Map<Launcher.Place, Supervisor> warm = new LinkedHashMap<>(16, 0.75f, true);

    /** No longer handed out, but perhaps still with sessions. */
    private final List<Supervisor> leaving = new ArrayList<>();

    private boolean closed;

    /** Starts them with this. */
    public Supervisors(Launcher launcher) {
        this.launcher = launcher;
    }

    /** The warm supervisor of this place, or a new one. */
    public synchronized Supervisor at(Launcher.Place place) throws WorkerException {
        if (closed) {
            throw new WorkerException("The server is shutting down.");
        }
        @Nullable Supervisor known = warm.get(place);
        if (known != null && known.isAlive()) {
            return known;
        }
        Supervisor started = new Supervisor(place, launcher.launch(place));
        warm.put(place, started);
        dropOldest(started);
        return started;
    }

    /** Whether this place's supervisor is there, so that {@link #at} starts no process. */
    public synchronized boolean isWarm(Launcher.Place place) {
        @Nullable Supervisor known = warm.get(place);
        return known != null && known.isAlive();
    }

    /** Lets all of them see to what they keep for later runs, after files have changed. */
    public synchronized void look() {
        for (Supervisor supervisor : warm.values()) {
            if (supervisor.isAlive()) {
                supervisor.send(new WorkerOp.Look());
            }
        }
    }

    /** Lets those that have started runs in a folder get ready for one more, of this name. */
    public synchronized void ready(Path cwd, String run) {
        for (Supervisor supervisor : warm.values()) {
            if (supervisor.place().cwd().equals(cwd) && supervisor.isAlive()) {
                supervisor.send(new WorkerOp.Ready(run));
            }
        }
    }

    /** Lets go of one that is stale or broken; sessions that it still has go on. */
    public synchronized void retire(Supervisor supervisor) {
        warm.remove(supervisor.place(), supervisor);
        letGo(supervisor);
    }

    /** Ends them all. */
    @Override
    public void close() {
        List<Supervisor> all;
        synchronized (this) {
            closed = true;
            all = new ArrayList<>(warm.values());
            all.addAll(leaving);
            warm.clear();
            leaving.clear();
        }
        for (Supervisor supervisor : all) {
            supervisor.close();
        }
    }

    private void dropOldest(Supervisor newest) {
        Iterator<Supervisor> oldest = warm.values().iterator();
        while (warm.size() > MOST && oldest.hasNext()) {
            Supervisor next = oldest.next();
            if (next != newest && next.isIdle()) {
                oldest.remove();
                letGo(next);
            }
        }
    }

    private void letGo(Supervisor supervisor) {
        leaving.removeIf(other -> !other.isAlive());
        leaving.add(supervisor);
        supervisor.retire();
    }
}
