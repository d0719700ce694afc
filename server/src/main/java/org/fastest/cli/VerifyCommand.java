package org.fastest.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.fastest.bridge.NoInterpreterException;
import org.fastest.engine.Answer;
import org.fastest.engine.CommandEngine;
import org.fastest.engine.Invocation;
import org.fastest.engine.Remembered;
import org.fastest.index.FileTests;
import org.fastest.index.Listing;
import org.fastest.index.Project;
import org.fastest.model.CollectError;
import org.fastest.model.CollectionReport;
import org.fastest.model.Interpreter;
import org.fastest.model.RunItem;
import org.fastest.model.TestItem;
import org.fastest.report.Verification;
import org.jspecify.annotations.Nullable;

/**
 * {@code fastest discover --verify}: lets pytest collect everything, and tells where that differs
 * from what the texts tell and from what was kept.
 */
final class VerifyCommand {
    private static final int DIFFERENT = 1;
    private static final int INTERNAL = 3;
    private static final int USAGE = 4;

    private final Arguments arguments;
    private final Console console;
    private final CommandEngine engine;
    private final Cli.Interrupts interrupts;

    VerifyCommand(
            Arguments arguments, Console console, CommandEngine engine, Cli.Interrupts interrupts) {
        this.arguments = arguments;
        this.console = console;
        this.engine = engine;
        this.interrupts = interrupts;
    }

    /** Answers 0 if nothing differs, 1 if something does, else pytest's exit code. */
    int run() {
        Invocation invocation = arguments.listing();
        // Looked at first: what is collected now takes its place.
        Remembered remembered = arguments.isFresh() ? null : engine.remembered(invocation);
        Project project = engine.project(invocation);
        try {
            Interpreter interpreter = engine.interpreter(invocation, project);
            if (interpreter.pytest() == null) {
                console.err().println("fastest: " + Missing.pytest(interpreter));
                return USAGE;
            }
            Listing texts = engine.list(invocation, project);
            Answer answer =
                    engine.collect(
                            invocation,
                            project,
                            interpreter,
                            null,
                            handle -> interrupts.set(handle::kill));
            return compare(texts, remembered, answer);
        } catch (NoInterpreterException none) {
            console.err().println("fastest: " + none.getMessage());
            return USAGE;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return 2;
        }
    }

    private int compare(Listing listing, @Nullable Remembered kept, Answer answer) {
        if (answer.end().message() != null) {
            console.err().println(answer.end().message());
        }
        CollectionReport report = answer.report();
        if (report == null) {
            return answer.end().exitCode() == 0 ? INTERNAL : answer.end().exitCode();
        }
        for (CollectError error : answer.errors()) {
            console.err().println("ERROR collecting " + error.path() + "\n" + error.text().strip());
        }
        List<TestItem> texts = new ArrayList<>();
        for (FileTests file : listing.files()) {
            texts.addAll(TestItem.leaves(file.items()));
        }
        String name = report.items().isEmpty() ? "" : report.items().getFirst().id().project();
        List<RunItem> before =
                kept == null || !kept.isTrue() ? null : kept.kept().report(name).items();
        Verification verification =
                Verification.of(texts, listing.isSeparable(), before, report.items());
        StringBuilder text = new StringBuilder();
        try {
            verification.write(text);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        console.out().writeBytes(text.toString().getBytes(StandardCharsets.UTF_8));
        console.out().flush();
        return verification.isEqual() ? 0 : DIFFERENT;
    }
}
