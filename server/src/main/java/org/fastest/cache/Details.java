package org.fastest.cache;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.fastest.model.CollectionReport;
import org.fastest.model.Kind;
import org.fastest.model.RunItem;
import org.fastest.model.TestId;
import org.jspecify.annotations.Nullable;

/** A collection as bytes: texts with their length in front, each path and set of marks once. */
final class Details {
    private static final int NONE = -1;

    private Details() {}

    /** The bytes of a report without errors; its project and its world are not among them. */
    static byte[] write(CollectionReport report) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(report.items().size() * 96 + 256);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            text(report.rootdir(), out);
            out.writeBoolean(report.inifile() != null);
            text(report.inifile() == null ? "" : report.inifile(), out);
            out.writeBoolean(report.together() != null);
            text(report.together() == null ? "" : report.together(), out);
            out.writeInt(report.deselected());
            out.writeInt(report.items().size());
            Map<String, Integer> texts = new HashMap<>();
            for (RunItem item : report.items()) {
                text(item.id().nodeId(), out);
                out.writeInt(item.id().occurrence());
                shared(item.path(), texts, out);
                out.writeInt(item.line() == null ? NONE : item.line());
                shared(item.kind().name(), texts, out);
                shared(String.join("\n", item.marks()), texts, out);
            }
        } catch (IOException never) {
            throw new UncheckedIOException("An array takes everything", never);
        }
        return bytes.toByteArray();
    }

    /** The report of such bytes. */
    static CollectionReport read(byte[] bytes, String project) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            String rootdir = text(in);
            boolean hasInifile = in.readBoolean();
            String inifile = text(in);
            boolean isTogether = in.readBoolean();
            String reason = text(in);
            int deselected = in.readInt();
            int count = in.readInt();
            List<String> texts = new ArrayList<>();
            List<RunItem> items = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                TestId id = new TestId(project, text(in), in.readInt());
                String path = shared(texts, in);
                int line = in.readInt();
                Kind kind = Kind.valueOf(shared(texts, in));
                String marks = shared(texts, in);
                items.add(
                        new RunItem(
                                id,
                                path,
                                line == NONE ? null : line,
                                kind,
                                marks.isEmpty() ? List.of() : List.of(marks.split("\n", -1))));
            }
            @Nullable String ini = hasInifile ? inifile : null;
            @Nullable String together = isTogether ? reason : null;
            return new CollectionReport(
                    rootdir, ini, items, deselected, List.of(), List.of(), together, null);
        } catch (IOException never) {
            throw new UncheckedIOException("The bytes were checked when they were read", never);
        }
    }

    private static void shared(String text, Map<String, Integer> known, DataOutputStream out)
            throws IOException {
        Integer at = known.get(text);
        out.writeInt(at == null ? NONE : at);
        if (at == null) {
            known.put(text, known.size());
            text(text, out);
        }
    }

    private static String shared(List<String> known, DataInputStream in) throws IOException {
        int at = in.readInt();
        if (at == NONE) {
            known.add(text(in));
            return known.getLast();
        }
        return known.get(at);
    }

    private static void text(String text, DataOutputStream out) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static String text(DataInputStream in) throws IOException {
        return new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
    }
}
