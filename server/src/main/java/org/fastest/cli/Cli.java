package org.fastest.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.fastest.engine.CommandEngine;

/** The command line: picks the command and says what is wrong with the words. */
public final class Cli {
    private static final int INTERNAL = 3;
    private static final int USAGE = 4;

    private Cli() {}

    /**
     * Runs one command.
     *
     * @param words the command line
     * @param cwd the current folder, absolute
     * @param version what {@code --version} says
     * @param engine does the work; stays the caller's
     * @param interrupts told what to do on Ctrl-C while a run goes on
     * @return the exit status
     */
    public static int run(
            List<String> words,
            Path cwd,
            String version,
            Console console,
            CommandEngine engine,
            Interrupts interrupts) {
        String command = words.isEmpty() ? "--help" : words.getFirst();
        List<String> rest = words.isEmpty() ? List.of() : words.subList(1, words.size());
        try {
            switch (command) {
                case "--version" -> console.out().println("fastest " + version);
                case "--help", "-h", "help" -> console.out().print(Help.MAIN);
                case "discover" -> {
                    Arguments arguments = withoutProfile(Arguments.parse(cwd, rest));
                    if (arguments.verifies() && !arguments.help()) {
                        return new VerifyCommand(arguments, console, engine, interrupts).run();
                    }
                    if (!arguments.help()) {
                        return new DiscoverCommand(arguments, console, engine, interrupts).run();
                    }
                    console.out().print(Help.DISCOVER);
                }
                case "run" -> {
                    return new RunCommand(cwd, rest, version, console, engine, interrupts).run();
                }
                case "doctor" -> {
                    Arguments arguments = withoutProfile(Arguments.parse(cwd, rest));
                    if (!arguments.help()) {
                        return new DoctorCommand(version, arguments, console, engine).run();
                    }
                    console.out().print(Help.DOCTOR);
                }
                case "trust" -> {
                    return new TrustCommand(rest, cwd, console, engine.trusted()).run();
                }
                case "cache" -> {
                    if (!rest.equals(List.of("clear"))) {
                        throw new UsageException("'fastest cache' knows one word: clear");
                    }
                    engine.clearCache();
                }
                default ->
                        throw new UsageException(
                                "unknown command '" + command + "'; 'fastest --help' lists them");
            }
            return 0;
        } catch (IOException undeleted) {
            console.err().println("fastest: the cache can't be cleared: " + undeleted.getMessage());
            return INTERNAL;
        } catch (UsageException wrong) {
            console.err().println("fastest: " + wrong.getMessage());
            return USAGE;
        }
    }

    /** A profile that is passed over would be a listing of something else. */
    private static Arguments withoutProfile(Arguments arguments) throws UsageException {
        if (arguments.profile() != null) {
            throw new UsageException("--profile is an option of 'fastest run'");
        }
        return arguments;
    }

    /** What a Ctrl-C does: the process's owner calls the last action that was set. */
    @FunctionalInterface
    public interface Interrupts {
        /** From now on an interrupt runs this action, once for each Ctrl-C. */
        void set(Runnable action);
    }
}
