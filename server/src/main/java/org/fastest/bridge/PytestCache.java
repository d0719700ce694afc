package org.fastest.bridge;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.fastest.model.Phase;
import org.fastest.model.PhaseReport;
import org.fastest.model.RunItem;
import org.fastest.model.TestId;
import org.fastest.model.TestResult;

/**
 * What pytest keeps of a run for {@code --lf}, {@code --ff} and {@code --nf}, where no single
 * session knows it: several workers ran, or one died. Decided by the same reports as pytest decides
 * it, and written where and as pytest writes it.
 */
public final class PytestCache {
    private static final String LAST_FAILED = "v/cache/lastfailed";
    private static final String NODE_IDS = "v/cache/nodeids";

    private final List<String> collected = new ArrayList<>();
    private final Set<String> failedCollectors = new LinkedHashSet<>();

    /** In order, since a node id may come more than once. */
    private final List<Change> changes = new ArrayList<>();

    private record Change(String nodeId, boolean failed) {}

    /** Takes what the run has collected. */
    public void collected(List<RunItem> items) {
        for (RunItem item : items) {
            collected.add(item.id().nodeId());
        }
    }

    /** Takes a file or folder that could not be collected. */
    public void collectFailed(String nodeId) {
        failedCollectors.add(nodeId);
    }

    /** Takes a test's result: each of its reports may put it on the list or take it off. */
    public void add(TestResult result) {
        Boolean failed = null;
        for (PhaseReport report : result.phases()) {
            boolean passed = report.outcome().equals("passed") && report.phase() == Phase.CALL;
            if (passed || report.outcome().equals("skipped")) {
                failed = false;
            } else if (report.outcome().equals("failed")) {
                failed = true;
            }
        }
        if (failed != null) {
            changes.add(new Change(result.id().nodeId(), failed));
        }
    }

    /**
     * Adds this run to what lies there.
     *
     * @param folder pytest's cache folder, absolute
     */
    public void write(Path folder) throws IOException {
        prepare(folder);
        Path nodeIds = folder.resolve(NODE_IDS);
        Set<String> known = new TreeSet<>(read(nodeIds));
        known.addAll(collected);
        write(nodeIds, known, Form.LIST);
        Path lastFailed = folder.resolve(LAST_FAILED);
        Set<String> before = read(lastFailed);
        Set<String> after = after(before);
        if (!after.equals(before)) {
            write(lastFailed, after, Form.OBJECT);
        }
    }

    private Set<String> after(Set<String> before) {
        Set<String> after = new LinkedHashSet<>(before);
        Set<String> items = new HashSet<>(collected);
        for (String nodeId : before) {
            if (!items.contains(nodeId) && !failedCollectors.contains(nodeId)) {
                // A file that can be collected again: what it holds is what failed.
                List<String> below = below(nodeId);
                if (!below.isEmpty()) {
                    after.remove(nodeId);
                    after.addAll(below);
                }
            }
        }
        after.addAll(failedCollectors);
        for (Change change : changes) {
            if (change.failed()) {
                after.add(change.nodeId());
            } else {
                after.remove(change.nodeId());
            }
        }
        return after;
    }

    private List<String> below(String collector) {
        List<String> below = new ArrayList<>();
        for (String nodeId : collected) {
            if (nodeId.startsWith(collector + "::") || TestId.fileOf(nodeId).equals(collector)) {
                below.add(nodeId);
            }
        }
        return below;
    }

    /** A new cache folder must not get into anybody's commits or backups. */
    private static void prepare(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve(".gitignore"), "*\n");
            Files.writeString(
                    folder.resolve("CACHEDIR.TAG"),
                    "Signature: 8a477f597d28d172789f06886806bc55\n");
        }
        Files.createDirectories(folder.resolve("v/cache"));
    }

    /** The names in an object or list; nothing where the file is missing or broken, as pytest. */
    private static Set<String> read(Path file) throws IOException {
        Set<String> names = new LinkedHashSet<>();
        String text;
        try {
            text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (NoSuchFileException none) {
            return names;
        }
        try (JsonReader json = new JsonReader(new StringReader(text))) {
            if (json.peek() == JsonToken.BEGIN_ARRAY) {
                json.beginArray();
                while (json.hasNext()) {
                    names.add(json.nextString());
                }
            } else {
                json.beginObject();
                while (json.hasNext()) {
                    names.add(json.nextName());
                    json.skipValue();
                }
            }
        } catch (IOException | IllegalStateException broken) {
            names.clear();
        }
        return names;
    }

    private enum Form {
        LIST,
        OBJECT
    }

    private static void write(Path file, Set<String> names, Form form) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonWriter json = new JsonWriter(text)) {
            json.setIndent("  ");
            if (form == Form.LIST) {
                json.beginArray();
                for (String name : names) {
                    json.value(name);
                }
                json.endArray();
            } else {
                json.beginObject();
                for (String name : names) {
                    json.name(name).value(true);
                }
                json.endObject();
            }
        }
        Path part = file.resolveSibling("." + file.getFileName() + ".fastest");
        Files.writeString(part, text.toString());
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
