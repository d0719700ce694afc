package org.fastest.bridge;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.fastest.model.JunitPart;
import org.fastest.model.ReportOptions;
import org.jspecify.annotations.Nullable;

/** The fields {@code report} and {@code junit} of messages. */
final class ReportFields {
    private ReportFields() {}

    static @Nullable ReportOptions options(Fields message) throws FrameException {
        @Nullable Fields report = message.objectOrNull("report");
        if (report == null) {
            return null;
        }
        @Nullable Fields junit = report.objectOrNull("junit");
        return new ReportOptions(
                report.number("verbosity"),
                report.text("tb"),
                report.text("chars"),
                report.numberOrNull("durations"),
                report.has("durationsMin") ? Double.valueOf(report.decimal("durationsMin")) : null,
                report.flag("header"),
                report.flag("summary"),
                report.flag("foldSkipped"),
                report.flag("xfailTb"),
                report.text("showCapture"),
                report.flag("collectOnly"),
                report.flag("annotates"),
                report.texts("lines"),
                report.textOrNull("cacheDir"),
                junit == null
                        ? null
                        : new ReportOptions.Junit(junit.text("file"), junit.text("frame")));
    }

    static @Nullable JunitPart junit(Fields message) throws FrameException {
        @Nullable Fields part = message.objectOrNull("junit");
        if (part == null) {
            return null;
        }
        List<Map.Entry<String, String>> properties = new ArrayList<>();
        for (Fields property : part.objects("properties")) {
            properties.add(Map.entry(property.text("name"), property.text("value")));
        }
        return new JunitPart(
                part.texts("cases"),
                part.number("errors"),
                part.number("failures"),
                part.number("skipped"),
                part.number("tests"),
                properties);
    }
}
