package org.fastest.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.fastest.bridge.NoInterpreterException;
import org.fastest.cache.Kept;
import org.fastest.engine.Answer;
import org.fastest.engine.CommandEngine;
import org.fastest.engine.Invocation;
import org.fastest.engine.Remembered;
import org.fastest.index.FileTests;
import org.fastest.index.Ids;
import org.fastest.index.Project;
import org.fastest.index.StaticIndex;
import org.fastest.index.StaticListing;
import org.fastest.model.Certainty;
import org.fastest.model.CollectError;
import org.fastest.model.CollectionReport;
import org.fastest.model.Interpreter;
import org.fastest.model.Issue;
import org.fastest.model.RunEnd;
import org.fastest.model.RunItem;
import org.fastest.model.TestItem;
import org.fastest.report.Listing;
import org.jspecify.annotations.Nullable;

/** {@code fastest discover}: lists tests, from their texts or as pytest collects them. */
final class DiscoverCommand {
    private static final int COLLECT_ERRORS = 2;
    private static final int USAGE = 4;
    private static final int NOTHING = 5;

    private final Arguments arguments;
    private final Console console;
    private final CommandEngine engine;
    private final Cli.Interrupts interrupts;

    DiscoverCommand(
            Arguments arguments, Console console, CommandEngine engine, Cli.Interrupts interrupts) {
        this.arguments = arguments;
        this.console = console;
        this.engine = engine;
        this.interrupts = interrupts;
    }

    int run() {
        Invocation invocation = arguments.listing();
        Remembered remembered =
                arguments.staticOnly() || arguments.isFresh()
                        ? null
                        : engine.remembered(invocation);
        if (remembered != null && remembered.isTrue()) {
            return remembered(remembered.kept());
        }
        Project project = engine.project(invocation);
        if (arguments.staticOnly() && arguments.python() == null) {
            return fromTexts(invocation, project);
        }
        try {
            Interpreter interpreter = engine.interpreter(invocation, project);
            if (arguments.staticOnly()) {
                return fromTexts(invocation, project);
            }
            if (interpreter.pytest() != null) {
                return fromPytest(invocation, project, interpreter, remembered);
            }
            console.err().println("fastest: " + Missing.pytest(interpreter));
        } catch (NoInterpreterException none) {
            console.err().println("fastest: " + none.getMessage());
            if (arguments.python() != null) {
                // One that was asked for by name is not replaced by another, nor by none.
                return USAGE;
            }
        }
        return fromTexts(invocation, project);
    }

    private int fromTexts(Invocation invocation, Project project) {
        boolean isIds = arguments.format().equals("ids");
        StaticListing listing =
                engine.list(
                        invocation,
                        project,
                        arguments.isFresh() ? StaticIndex.Use.FRESH : StaticIndex.Use.KEPT,
                        isIds ? StaticListing.Part.IDS : StaticListing.Part.ALL);
        boolean usage = false;
        for (Issue issue : listing.issues()) {
            usage |= issue.severity() == Issue.Severity.ERROR;
            console.err().println("ERROR: " + issue.message());
        }
        List<Listing.Fault> faults = new ArrayList<>();
        for (Issue fault : listing.faults()) {
            usage |= isBeginning(project, String.valueOf(fault.path()));
            faults.add(
                    new Listing.Fault(String.valueOf(fault.path()), fault.line(), fault.message()));
        }
        boolean isEmpty;
        if (isIds) {
            Ids ids = listing.ids();
            isEmpty = ids.isEmpty();
            ids.writeTo(console.out());
            console.out().flush();
            tell(faults);
        } else {
            List<Listing.Row> rows = rows(listing);
            isEmpty = rows.isEmpty();
            write(new Listing(project.config().rootdir().toString(), rows, faults));
        }
        listing.keep();
        return usage ? USAGE : exitCode(isEmpty, faults);
    }

    private static List<Listing.Row> rows(StaticListing listing) {
        Set<String> faulty = new HashSet<>();
        for (Issue fault : listing.faults()) {
            faulty.add(String.valueOf(fault.path()));
        }
        List<Listing.Row> rows = new ArrayList<>();
        for (FileTests file : listing.files()) {
            if (!faulty.contains(file.path())) {
                for (TestItem item : TestItem.leaves(file.items())) {
                    Integer line = item.range() == null ? null : item.range().startLine() + 1;
                    String id = item.id().nodeId();
                    rows.add(new Listing.Row(id, item.kind(), item.certainty(), item.path(), line));
                }
            }
        }
        return rows;
    }

    private static boolean isBeginning(Project project, String path) {
        Path file = project.config().rootdir().resolve(path);
        Path folder = file.getParent();
        return file.endsWith("conftest.py") && folder != null && project.beginsWith(folder);
    }

    private int remembered(Kept kept) {
        if (arguments.format().equals("ids")) {
            console.out().writeBytes(kept.ids());
            console.out().flush();
            return kept.ids().length == 0 ? NOTHING : 0;
        }
        CollectionReport report = kept.report("");
        write(new Listing(report.rootdir(), rows(report), List.of()));
        return report.items().isEmpty() ? NOTHING : 0;
    }

    private int fromPytest(
            Invocation invocation,
            Project project,
            Interpreter interpreter,
            @Nullable Remembered remembered) {
        Answer answer;
        try {
            answer =
                    engine.collect(
                            invocation,
                            project,
                            interpreter,
                            remembered,
                            handle -> interrupts.set(handle::kill));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return COLLECT_ERRORS;
        }
        RunEnd end = answer.end();
        if (end.message() != null) {
            console.err().println(end.message());
        }
        List<Listing.Fault> faults = new ArrayList<>();
        for (CollectError error : answer.errors()) {
            faults.add(new Listing.Fault(error.path(), error.line(), error.text().strip()));
        }
        CollectionReport report = answer.report();
        if (report == null) {
            tell(faults);
            return end.exitCode() == 0 ? 3 : end.exitCode();
        }
        write(new Listing(report.rootdir(), rows(report), faults));
        return end.exitCode();
    }

    private static List<Listing.Row> rows(CollectionReport report) {
        List<Listing.Row> rows = new ArrayList<>(report.items().size());
        for (RunItem item : report.items()) {
            Integer line = item.line() == null ? null : item.line() + 1;
            String id = item.id().nodeId();
            rows.add(new Listing.Row(id, item.kind(), Certainty.EXACT, item.path(), line));
        }
        return rows;
    }

    private void write(Listing listing) {
        StringBuilder text = new StringBuilder(listing.rows().size() * 64 + 256);
        try {
            Listing.write(
                    List.of(listing),
                    Listing.Format.valueOf(arguments.format().toUpperCase(Locale.ROOT)),
                    text);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        // Encoded at once: a stream encodes piece by piece, several times slower.
        console.out().writeBytes(text.toString().getBytes(StandardCharsets.UTF_8));
        console.out().flush();
        tell(arguments.format().equals("json") ? List.of() : listing.errors());
    }

    private void tell(List<Listing.Fault> faults) {
        for (Listing.Fault fault : faults) {
            String at = fault.line() == null ? fault.path() : fault.path() + ":" + fault.line();
            console.err().println("ERROR collecting " + at + "\n" + fault.message());
        }
    }

    private static int exitCode(boolean isEmpty, List<Listing.Fault> faults) {
        if (!faults.isEmpty()) {
            return COLLECT_ERRORS;
        }
        return isEmpty ? NOTHING : 0;
    }
}
