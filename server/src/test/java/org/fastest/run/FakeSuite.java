package org.fastest.run;

import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** What the fake Python sides of a test collect, how their tests behave and where they die. */
final class FakeSuite {
    IntFunction<List<String>> collections;
    final Map<String, String> behaviour = new HashMap<>();
    final List<String> whileCollecting = new ArrayList<>();

    /** Filled by the fake side while the run goes on. */
    final List<JsonObject> opened = new CopyOnWriteArrayList<>();

    final List<String> told = new CopyOnWriteArrayList<>();
    final Map<String, CountDownLatch> latches = new HashMap<>();

    @Nullable String pytest = "9.0.3";
    @Nullable String usageError;
    boolean silent;
    boolean exitFirst;
    boolean ignoresInterrupt;
    boolean supervisorDies;
    int deselected;

    /** The point where it dies, how often it passes it before, and how often it dies. */
    private String point = "";

    private int passes;
    private int deaths;

    FakeSuite(String... ids) {
        collections = worker -> List.of(ids);
    }

    /** Dies at a point, after it was passed so many times, so many times. */
    FakeSuite dying(String where, int after, int times) {
        point = where;
        passes = after;
        deaths = times;
        return this;
    }

    FakeSuite with(String id, String how) {
        behaviour.put(id, how);
        return this;
    }

    synchronized boolean diesAt(String where) {
        if (!where.equals(point) || passes-- > 0) {
            return false;
        }
        return deaths-- > 0;
    }

    /** To be counted down when the test begins. */
    CountDownLatch begins(String id) {
        return latches.computeIfAbsent(id, key -> new CountDownLatch(1));
    }

    void reached(String id) {
        @Nullable CountDownLatch latch = latches.get(id);
        if (latch != null) {
            latch.countDown();
        }
    }
}
