package org.fastest.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import com.google.gson.stream.JsonReader;
import java.io.ByteArrayInputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Reads what Gson reads, and nothing else. */
class FrameJsonTest {
    @Test
    void whateverIsWrittenIsRead() throws Exception {
        Random random = new Random(11);
        for (int i = 0; i < 3_000; i++) {
            JsonObject made = new JsonObject();
            made.add("a", made(random, 4));
            byte[] body = Frames.encode(spaced(made.toString(), random));
            assertEquals(made, json(FrameJson.read(body)), made.toString());
        }
    }

    @Test
    void wordsOfEachTestAreNotMadeAnew() throws Exception {
        for (String word : List.of("t", "i", "events", "passed", "setup", "teardown", "case")) {
            byte[] body = Frames.encode("{\"" + word + "\": \"" + word + "\"}");
            Fields fields = FrameJson.read(body);
            assertSame(word, fields.text(word));
        }
        // Of the same place in the table, and no word of it.
        for (String other : List.of("", "w", "events2", "tvents", "pbssed", "séup", "s\\\\etup")) {
            Fields fields = FrameJson.read(Frames.encode("{\"a\": \"" + other + "\"}"));
            assertEquals(other.replace("\\\\", "\\"), fields.text("a"));
        }
    }

    @Test
    void whatIsBrokenIsRefusedOrMeansWhatGsonThinks() {
        Random random = new Random(12);
        int refused = 0;
        for (int i = 0; i < 20_000; i++) {
            JsonObject made = new JsonObject();
            made.add("a", made(random, 3));
            byte[] body = made.toString().getBytes(StandardCharsets.UTF_8);
            if (random.nextInt(4) == 0) {
                body = Arrays.copyOf(body, random.nextInt(body.length));
            } else {
                String likely = "{}[]\",:\\u0eE+-.1tfn \n\t";
                body[random.nextInt(body.length)] =
                        random.nextInt(3) == 0
                                ? (byte) random.nextInt(256)
                                : (byte) likely.charAt(random.nextInt(likely.length()));
            }
            try {
                JsonElement read = json(FrameJson.read(body));
                assertEquals(gson(body), read);
            } catch (FrameException expected) {
                refused++;
            }
        }
        assertTrue(refused > 5_000, "so few that nothing was broken: " + refused);
    }

    @Test
    void numbersAreThoseThatJavaReads() throws Exception {
        for (String number :
                List.of(
                        "0",
                        "-0",
                        "0.0000123",
                        "-1.5",
                        "123456789012345",
                        "1234567890123456789",
                        "0.1",
                        "1e3",
                        "1E-7",
                        "2.5e+10",
                        "1.7976931348623157e308",
                        "4.9e-324",
                        "9007199254740993",
                        "0.12345678901234567",
                        "99999999999999.9")) {
            Fields fields =
                    FrameJson.read(("{\"a\":" + number + "}").getBytes(StandardCharsets.UTF_8));
            assertEquals(Double.parseDouble(number), fields.decimal("a"), number);
        }
        for (String none :
                List.of("01", "1.", ".5", "-", "+1", "1e", "0x1", "NaN", "Infinity", "--1")) {
            byte[] body = ("{\"a\":" + none + "}").getBytes(StandardCharsets.UTF_8);
            assertThrows(FrameException.class, () -> FrameJson.read(body), none);
        }
    }

    @Test
    void theLastOfTwoFieldsCountsAndDepthHasAnEnd() throws Exception {
        assertEquals(
                2,
                FrameJson.read("{\"a\":1,\"a\":2}".getBytes(StandardCharsets.UTF_8)).number("a"));
        byte[] deep = ("{\"a\":" + "[".repeat(1_000_000)).getBytes(StandardCharsets.UTF_8);
        assertThrows(FrameException.class, () -> FrameJson.read(deep));
    }

    private static JsonElement made(Random random, int depth) {
        return switch (random.nextInt(depth > 0 ? 7 : 5)) {
            case 0 -> new JsonPrimitive(random.nextInt());
            case 1 -> new JsonPrimitive(random.nextInt(1 << 30) / 1e7);
            case 2 -> new JsonPrimitive(random.nextBoolean());
            case 3 -> JsonNull.INSTANCE;
            case 4 -> new JsonPrimitive(text(random));
            case 5 -> {
                JsonObject object = new JsonObject();
                for (int i = random.nextInt(12); i > 0; i--) {
                    object.add(text(random), made(random, depth - 1));
                }
                yield object;
            }
            default -> {
                JsonArray list = new JsonArray();
                for (int i = random.nextInt(4); i > 0; i--) {
                    list.add(made(random, depth - 1));
                }
                yield list;
            }
        };
    }

    private static String text(Random random) {
        String[] parts = {
            "test_a.py::f", "\"", "\\", "\n", "\u0001", "ä", "\u2028", "\ud83d\ude00", "/"
        };
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(5); i > 0; i--) {
            text.append(parts[random.nextInt(parts.length)]);
        }
        return text.toString();
    }

    private static String spaced(String json, Random random) {
        return random.nextBoolean()
                ? json
                : " " + json.replace("[", "[ \n").replace("}", "\t}") + "\r";
    }

    private static JsonElement gson(byte[] body) {
        JsonReader reader =
                new JsonReader(
                        new InputStreamReader(
                                new ByteArrayInputStream(body), StandardCharsets.UTF_8));
        return JsonParser.parseReader(reader);
    }

    private static JsonElement json(@Nullable Object value) {
        return switch (value) {
            case null -> JsonNull.INSTANCE;
            case String text -> new JsonPrimitive(text);
            case Boolean flag -> new JsonPrimitive(flag);
            case Double number -> new JsonPrimitive(number);
            case Fields fields -> {
                JsonObject object = new JsonObject();
                for (String name : fields.names()) {
                    object.add(name, json(fields.value(name)));
                }
                yield object;
            }
            case List<?> list -> {
                JsonArray array = new JsonArray();
                list.forEach(each -> array.add(json(each)));
                yield array;
            }
            default -> throw new IllegalStateException(String.valueOf(value));
        };
    }
}
