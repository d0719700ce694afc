package org.fastest.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.fastest.bridge.Launcher;
import org.fastest.bridge.Supervisors;
import org.fastest.bridge.WorkerException;
import org.fastest.bridge.WorkerMessage;
import org.fastest.model.Kind;
import org.fastest.model.RunItem;
import org.fastest.model.TestId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which items a worker is handed, and in which order. */
class WaitingTest {
    private static final List<String> SUITE =
            List.of(
                    "a.py::f[x::y]",
                    "a.py::K::m",
                    "a.py::g",
                    "a.py::K::n",
                    "b.py::f",
                    "c.py::f",
                    "c.py::g",
                    "c.py::h",
                    "c.py::i",
                    "c.py::j");

    @Test
    void aScopeIsHandedOutWholeInPytestsOrder() throws Exception {
        Waiting waiting = waiting(SUITE, Sharing.PLAIN);
        Session one = session(SUITE);
        assertEquals(4, waiting.scopes());
        assertEquals("c.py::f c.py::g c.py::h c.py::i c.py::j", take(waiting, one));
        assertEquals("a.py::f[x::y] a.py::g", take(waiting, one));
        assertEquals("a.py::K::m a.py::K::n", take(waiting, one));
        assertEquals("b.py::f", take(waiting, one));
        assertEquals(0, waiting.scopes());
        assertNull(waiting.take(one));
    }

    @Test
    void whatTookLongestGoesFirst() throws Exception {
        Sharing known =
                new Sharing(
                        Map.of("a.py", 0.1, "a.py::K", 0.1, "b.py", 9.0, "c.py", 1.0), false, 0);
        Waiting waiting = waiting(SUITE, known);
        Session one = session(SUITE);
        assertEquals("b.py::f", take(waiting, one));
        assertEquals("c.py::f c.py::g c.py::h c.py::i c.py::j", take(waiting, one));

        Sharing asPytest = new Sharing(known.seconds(), true, 0);
        assertEquals("a.py::f[x::y] a.py::g", take(waiting(SUITE, asPytest), session(SUITE)));
    }

    @Test
    void whoHasNothingLeftTakesTheLastScopeOfTheOthers() throws Exception {
        List<String> ids = List.of("a.py::K::m", "a.py::L::m", "a.py::M::m", "b.py::f");
        Waiting waiting = waiting(ids, Sharing.PLAIN);
        Session one = session(ids);
        Session two = session(ids);
        assertEquals("a.py::K::m", take(waiting, one, ids));
        assertEquals("b.py::f", take(waiting, two, ids));
        assertEquals("a.py::M::m", take(waiting, two, ids));
        assertEquals("a.py::L::m", take(waiting, one, ids));
        assertNull(waiting.take(two));
    }

    @Test
    void aQuickSessionIsHandedMoreThanTheNextScope() throws Exception {
        Session one = session(SUITE);
        assertFalse(one.isProvided(100, 2, System.nanoTime()));
        one.hand(List.of(0, 1, 2), false);
        assertFalse(one.isProvided(100, 2, System.nanoTime()));
        one.hand(List.of(3, 4), false);
        long now = System.nanoTime();
        assertTrue(one.isProvided(100, 2, now), "nothing is known of its pace");
        one.finish(0);
        assertFalse(one.isProvided(100, 2, now + 1_000_000));
        assertTrue(one.isProvided(100, 2, now + 1_000_000_000), "each takes a second");
        assertTrue(one.isProvided(11, 2, now), "the last ones are for whoever is done first");
    }

    @Test
    void aGroupStaysTogetherWhereverItsItemsStand() throws Exception {
        List<RunItem> items = new ArrayList<>();
        for (String id : List.of("a.py::f", "a.py::db", "b.py::db", "b.py::K::db")) {
            String group = id.endsWith("db") ? "db" : null;
            items.add(
                    new RunItem(TestId.of("p", id), "a.py", null, Kind.FUNCTION, List.of(), group));
        }
        Waiting waiting = new Waiting(items, items.size(), Sharing.PLAIN);
        List<String> ids = items.stream().map(item -> item.id().nodeId()).toList();
        assertEquals(2, waiting.scopes());
        assertEquals("a.py::db b.py::db b.py::K::db", take(waiting, session(ids), ids));
    }

    @Test
    void whatASessionDoesNotHaveWaitsForOneThatDoes() throws Exception {
        List<String> some = List.of("a.py::f", "a.py::h");
        List<String> all = List.of("a.py::f", "a.py::g", "a.py::h");
        Waiting waiting = waiting(all, Sharing.PLAIN);
        Session one = session(all, some);
        Session two = session(all);
        assertEquals("a.py::f a.py::h", take(waiting, one, all));
        assertNull(waiting.take(one));
        assertEquals("a.py::g", take(waiting, two, all));
    }

    @Test
    void whatADeadSessionLeftIsNext() throws Exception {
        Waiting waiting = waiting(SUITE, Sharing.PLAIN);
        Session dead = session(SUITE);
        take(waiting, dead);
        take(waiting, dead);
        waiting.giveBack(dead, List.of(7, 8, 9));
        Session next = session(SUITE);
        assertEquals("c.py::h c.py::i c.py::j", take(waiting, next));
        assertEquals("a.py::K::m a.py::K::n", take(waiting, next));
        assertEquals("b.py::f", take(waiting, next));
        assertEquals(0, waiting.scopes());
    }

    private static Waiting waiting(List<String> ids, Sharing sharing) {
        List<RunItem> items = Selected.items(collected(ids), "p");
        return new Waiting(items, items.size(), sharing);
    }

    private static List<WorkerMessage.Item> collected(List<String> ids) {
        List<WorkerMessage.Item> items = new ArrayList<>();
        for (String id : ids) {
            items.add(
                    new WorkerMessage.Item(
                            id, TestId.fileOf(id), null, Kind.FUNCTION, List.of(), null));
        }
        return items;
    }

    /** A session that has collected all of the run's items, or only these. */
    private static Session session(List<String> all, List<String> own) throws WorkerException {
        FakeSuite suite = new FakeSuite();
        Launcher.Place place = new Launcher.Place(Path.of("/py"), Path.of("/p"), Map.of());
        try (Supervisors supervisors = new Supervisors(Recording.launching(suite))) {
            Session session = new Session("r", 0, supervisors.at(place));
            session.collected = collected(own);
            List<RunItem> items = Selected.items(collected(all), "p");
            session.match(new Selected(items, items.size(), Sharing.PLAIN), "p");
            return session;
        }
    }

    private static Session session(List<String> ids) throws WorkerException {
        return session(ids, ids);
    }

    private static String take(Waiting waiting, Session session) {
        return take(waiting, session, SUITE);
    }

    private static String take(Waiting waiting, Session session, List<String> ids) {
        @Nullable List<Integer> places = waiting.take(session);
        if (places == null) {
            return "nothing";
        }
        return String.join(" ", places.stream().map(ids::get).toList());
    }
}
