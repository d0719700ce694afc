package org.fastest.lsp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.time.Instant;
import java.util.List;
import org.fastest.model.Certainty;
import org.fastest.model.Kind;
import org.fastest.model.Origin;
import org.fastest.model.Outcome;
import org.fastest.model.Span;
import org.fastest.model.TestId;
import org.fastest.model.TestItem;
import org.junit.jupiter.api.Test;

/** An item is written anew where anything of what is written of it is another. */
class ItemTextsTest {
    private static final String URI = "file:///p/test_a.py";
    private static final Span PLACE = new Span(1, 0, 2, 8);

    private final ItemTexts texts = new ItemTexts();
    private final TestItem item = item("test_a.py::test_ä\"");

    @Test
    void anItemThatIsTheSameIsWrittenOnce() {
        JsonObject made = Json.object("label", item.label(), "line", 3, "last", null);
        texts.begin("test_a.py");
        JsonElement kept = texts.keep(item, URI, null, made);
        assertEquals(MessageWriter.text(made), MessageWriter.text(kept));
        texts.begin("test_a.py");
        assertSame(kept, texts.written(item, URI, null));
        texts.begin("test_a.py");
        assertSame(kept, texts.written(item, URI, null));
    }

    @Test
    void anItemThatDiffersIsNot() {
        LastResult passed = new LastResult(Outcome.PASSED, 3, Instant.EPOCH, "r1");
        texts.begin("test_a.py");
        texts.keep(item, URI, passed, new JsonObject());
        texts.begin("test_a.py");
        LastResult again = new LastResult(Outcome.PASSED, 3, Instant.EPOCH, "r2");
        assertNull(texts.written(item, URI, again));
        assertNull(texts.written(item, URI, null));
        assertNull(texts.written(item, "file:///P/test_a.py", passed));
        assertNull(texts.written(item("test_a.py::test_b"), URI, passed));
        assertNull(texts.written(item.at(PLACE, PLACE), URI, passed));
        assertNotNull(texts.written(item, URI, passed));
    }

    @Test
    void whatIsGoneOrOfAnotherFileIsForgotten() {
        texts.begin("test_a.py");
        texts.keep(item, URI, null, new JsonObject());
        texts.begin("test_a.py");
        texts.begin("test_a.py");
        assertNull(texts.written(item, URI, null));
        texts.keep(item, URI, null, new JsonObject());
        texts.begin("test_b.py");
        assertNull(texts.written(item, URI, null));
    }

    private static TestItem item(String nodeId) {
        return new TestItem(
                TestId.of("file:///p", nodeId),
                "test_a.py",
                Kind.FUNCTION,
                nodeId,
                "test_a.py",
                null,
                null,
                List.of(),
                Origin.STATIC,
                Certainty.EXACT);
    }
}
