package org.fastest.lsp;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A message as it may be shown to others: the values of every {@code env}, and arguments that are
 * named like a secret, are left out; long texts and lists are cut, with their length. What tests
 * print and what stands in source texts is not looked through.
 */
final class Redaction {
    private static final int LONGEST_TEXT = 1000;
    private static final int LONGEST_LIST = 100;
    private static final String HIDDEN = "…";

    /** An option or a variable by its name; the last group is its value, where that is joined. */
    private static final Pattern SECRET =
            Pattern.compile(
                    "(-{0,2}[\\w.-]*(?:token|secret|passw|passphrase|credential|api-?_?key|private-?_?key)[\\w.-]*)(=.*)?",
                    Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private Redaction() {}

    /** The message's text on one line; of what is no JSON only the length. */
    static String of(String body) {
        JsonElement message;
        try {
            message = JsonParser.parseString(body);
        } catch (JsonParseException broken) {
            return "(no JSON, " + body.length() + " characters)";
        }
        return MessageWriter.text(shown(message));
    }

    private static JsonElement shown(JsonElement element) {
        if (element instanceof JsonObject object) {
            JsonObject shown = new JsonObject();
            for (Map.Entry<String, JsonElement> member : object.entrySet()) {
                boolean isEnv = member.getKey().equals("env");
                shown.add(
                        member.getKey(),
                        isEnv ? hidden(member.getValue()) : shown(member.getValue()));
            }
            return shown;
        }
        if (element instanceof JsonArray array) {
            return shown(array);
        }
        return element instanceof JsonPrimitive primitive && primitive.isString()
                ? new JsonPrimitive(cut(primitive.getAsString()))
                : element;
    }

    /** Names stay, so that one sees what was set. */
    private static JsonElement hidden(JsonElement env) {
        if (!(env instanceof JsonObject variables)) {
            return env.isJsonNull() ? env : new JsonPrimitive(HIDDEN);
        }
        JsonObject hidden = new JsonObject();
        for (Map.Entry<String, JsonElement> variable : variables.entrySet()) {
            JsonElement value = variable.getValue();
            hidden.add(variable.getKey(), value.isJsonNull() ? value : new JsonPrimitive(HIDDEN));
        }
        return hidden;
    }

    private static JsonArray shown(JsonArray array) {
        JsonArray shown = new JsonArray();
        boolean hideNext = false;
        for (JsonElement each : array) {
            if (shown.size() == LONGEST_LIST) {
                shown.add(HIDDEN + " " + (array.size() - LONGEST_LIST) + " more");
                break;
            }
            if (!(each instanceof JsonPrimitive text && text.isString())) {
                shown.add(shown(each));
                hideNext = false;
                continue;
            }
            Matcher secret = SECRET.matcher(text.getAsString());
            boolean isSecret = secret.matches();
            if (isSecret && secret.group(2) != null) {
                shown.add(secret.group(1) + "=" + HIDDEN);
            } else {
                shown.add(hideNext ? HIDDEN : cut(text.getAsString()));
            }
            // As in `--password VALUE`; a test's name stands in lists, too, and begins with no
            // dash.
            hideNext = isSecret && secret.group(2) == null && text.getAsString().startsWith("-");
        }
        return shown;
    }

    private static String cut(String text) {
        return text.length() <= LONGEST_TEXT
                ? text
                : text.substring(0, LONGEST_TEXT) + HIDDEN + " (" + text.length() + " characters)";
    }
}
