package org.fastest.report;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.fastest.model.Certainty;
import org.fastest.model.Kind;
import org.fastest.model.TestId;
import org.jspecify.annotations.Nullable;

/**
 * The tests of one project, found in their text or collected.
 *
 * @param rootdir absolute
 * @param rows in pytest's order
 * @param errors what could not be read or collected
 */
public record Listing(String rootdir, List<Row> rows, List<Fault> errors) {
    public Listing {
        rows = List.copyOf(rows);
        errors = List.copyOf(errors);
    }

    /**
     * One test.
     *
     * @param nodeId pytest's
     * @param kind of a test, or {@link Kind#FILE} for a whole file that is not known better
     * @param certainty how sure it is
     * @param path relative to the rootdir
     * @param line from 1, or null
     */
    public record Row(
            String nodeId, Kind kind, Certainty certainty, String path, @Nullable Integer line) {}

    /** What is wrong with a file; {@code line} from 1 or null. */
    public record Fault(String path, @Nullable Integer line, String message) {}

    /** How a listing is written. */
    public enum Format {
        /** One node id a line, backslash and line ends escaped. */
        IDS,
        /** Files, classes and functions, indented. */
        TREE,
        /** One object; of several projects, an object with the list {@code projects}. */
        JSON,
        /** The number of tests alone. */
        COUNT
    }

    /** Writes the listings of all projects. */
    public static void write(List<Listing> listings, Format format, Appendable out)
            throws IOException {
        switch (format) {
            case IDS -> {
                for (Listing listing : listings) {
                    ids(listing, out);
                }
            }
            case TREE -> {
                for (Listing listing : listings) {
                    ListingTree.write(listing, out);
                }
            }
            case COUNT -> {
                int count = 0;
                for (Listing listing : listings) {
                    count += listing.rows.size();
                }
                out.append(String.valueOf(count)).append('\n');
            }
            case JSON -> json(listings, out);
        }
    }

    /** Names of Python cannot hold what is escaped: only paths are looked at, and cases. */
    private static void ids(Listing listing, Appendable out) throws IOException {
        String path = "";
        boolean isOdd = false;
        for (int i = 0; i < listing.rows.size(); i++) {
            Row row = listing.rows.get(i);
            if (!row.path.equals(path)) {
                path = row.path;
                isOdd = !TestId.oneLine(path).equals(path);
            }
            boolean isName = !isOdd && row.kind == Kind.FUNCTION;
            out.append(isName ? row.nodeId : TestId.oneLine(row.nodeId)).append('\n');
        }
    }

    private static void json(List<Listing> listings, Appendable out) throws IOException {
        if (listings.size() == 1) {
            out.append(TestJson.object(json -> listings.get(0).fields(json))).append('\n');
            return;
        }
        out.append(
                        TestJson.object(json -> {
                            json.name("projects").beginArray();
                            for (Listing listing : listings) {
                                json.beginObject();
                                listing.fields(json);
                                json.endObject();
                            }
                            json.endArray();
                        }))
                .append('\n');
    }

    private void fields(JsonWriter json) throws IOException {
        json.name("rootdir").value(rootdir).name("tests").beginArray();
        for (Row row : rows) {
            json.beginObject().name("nodeid").value(row.nodeId);
            json.name("kind").value(row.kind.name().toLowerCase(Locale.ROOT));
            json.name("certainty").value(row.certainty.name().toLowerCase(Locale.ROOT));
            json.name("path").value(row.path).name("line").value(row.line).endObject();
        }
        json.endArray().name("errors").beginArray();
        for (Fault fault : errors) {
            json.beginObject().name("path").value(fault.path);
            json.name("line").value(fault.line).name("message").value(fault.message).endObject();
        }
        json.endArray();
    }
}
