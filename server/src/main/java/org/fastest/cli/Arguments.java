package org.fastest.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.fastest.config.Options;
import org.fastest.engine.Invocation;
import org.fastest.model.TimeLimits;
import org.jspecify.annotations.Nullable;

/**
 * A command's arguments: ours apart from those that are pytest's.
 *
 * @param cwd the folder pytest would be started in, absolute
 * @param staticOnly {@code --static}
 * @param isFresh {@code --fresh}: nothing that was kept is used
 * @param verifies {@code --verify}: a listing is compared with pytest's
 * @param annotates unless {@code --no-annotations}: failures are told to GitHub where it runs them
 * @param format {@code --format} of a listing
 * @param profile {@code --profile}, or null
 * @param workers {@code -n}: a number, {@code auto}, or null
 * @param engine {@code --engine}
 * @param reports files of {@code --report json=FILE}, in order; a JUnit report is pytest's to say
 * @param color {@code --color}
 * @param verbosity how many {@code -v} less how many {@code -q}
 * @param python {@code --python}, or null
 * @param limits {@code --timeout} and {@code --run-timeout}
 * @param help whether help was asked for
 * @param pytest all other arguments, in order
 */
record Arguments(
        Path cwd,
        boolean staticOnly,
        boolean isFresh,
        boolean verifies,
        boolean annotates,
        String format,
        @Nullable String profile,
        @Nullable String workers,
        String engine,
        List<String> reports,
        String color,
        int verbosity,
        @Nullable String python,
        TimeLimits limits,
        boolean help,
        List<String> pytest) {
    Arguments {
        reports = List.copyOf(reports);
        pytest = List.copyOf(pytest);
    }

    /**
     * Reads the words behind the command's name; what is wrong with them is thrown as one sentence.
     */
    static Arguments parse(Path start, List<String> words) throws UsageException {
        Reader reader = new Reader(start, words);
        reader.read();
        return reader.arguments();
    }

    /** What a listing asks the engine for. */
    Invocation listing() {
        return new Invocation(cwd, pytest, python, null, false, false, limits);
    }

    private static final class Reader {
        private final List<String> words;
        private final List<String> pytest = new ArrayList<>();
        private final List<String> reports = new ArrayList<>();
        private Path cwd;
        private boolean staticOnly;
        private boolean isFresh;
        private boolean verifies;
        private boolean annotates = true;
        private boolean help;
        private String format = "ids";
        private String engine = "auto";
        private String color = "auto";
        private TimeLimits limits = TimeLimits.NONE;
        private @Nullable String profile;
        private @Nullable String workers;
        private @Nullable String python;
        private int verbosity;
        private int at;

        Reader(Path start, List<String> words) {
            this.cwd = start;
            this.words = words;
        }

        void read() throws UsageException {
            for (at = 0; at < words.size(); at++) {
                String word = words.get(at);
                if (word.equals("--")) {
                    pytest.addAll(words.subList(at + 1, words.size()));
                    return;
                }
                int equals = word.startsWith("--") ? word.indexOf('=') : -1;
                String name = equals < 0 ? word : word.substring(0, equals);
                String value = equals < 0 ? null : word.substring(equals + 1);
                if (!own(name, value)) {
                    pytest.add(word);
                    if (Options.takesNext(word) && at + 1 < words.size()) {
                        pytest.add(words.get(++at));
                    }
                }
            }
        }

        private boolean own(String name, @Nullable String value) throws UsageException {
            switch (name) {
                case "-C" -> {
                    cwd = cwd.resolve(next(name, value)).normalize();
                    if (!Files.isDirectory(cwd)) {
                        throw new UsageException("-C: no such folder: " + cwd);
                    }
                }
                case "--static" -> staticOnly = true;
                case "--no-annotations" -> annotates = false;
                case "--fresh" -> isFresh = true;
                case "--verify" -> verifies = true;
                case "-h", "--help" -> help = true;
                case "--format" ->
                        format = oneOf(name, next(name, value), "ids", "tree", "json", "count");
                case "--engine" -> engine = oneOf(name, next(name, value), "auto", "full");
                case "--color" -> color = oneOf(name, next(name, value), "auto", "always", "never");
                case "--profile" -> profile = next(name, value);
                case "--python" -> python = next(name, value);
                case "--report" -> report(next(name, value));
                case "--timeout" -> limits = limits.withTest(seconds(name, next(name, value)));
                case "--run-timeout" -> limits = limits.withRun(seconds(name, next(name, value)));
                case "-n", "--numprocesses" -> workers = count(name, next(name, value));
                default -> {
                    return letters(name);
                }
            }
            return true;
        }

        /**
         * Options that come as letters: our {@code -nN}, and {@code -v}/{@code -q}, which pytest
         * hears too.
         */
        private boolean letters(String word) throws UsageException {
            if (word.startsWith("-n") && word.length() > 2 && !word.startsWith("--")) {
                workers =
                        count("-n", word.charAt(2) == '=' ? word.substring(3) : word.substring(2));
                return true;
            }
            if (word.equals("--verbose") || word.equals("--quiet")) {
                verbosity += word.equals("--verbose") ? 1 : -1;
            } else if (word.startsWith("-") && !word.startsWith("--")) {
                for (int i = 1; i < word.length(); i++) {
                    char letter = word.charAt(i);
                    if (letter != 'v' && letter != 'q') {
                        break;
                    }
                    verbosity += letter == 'v' ? 1 : -1;
                }
            }
            return false;
        }

        private String next(String name, @Nullable String value) throws UsageException {
            if (value != null) {
                return value;
            }
            if (at + 1 >= words.size()) {
                throw new UsageException(name + " needs a value");
            }
            return words.get(++at);
        }

        private static String count(String name, String value) throws UsageException {
            if (value.equals("auto") || value.equals("logical")) {
                return "auto";
            }
            try {
                if (Integer.parseInt(value) >= 0) {
                    return value;
                }
            } catch (NumberFormatException notANumber) {
                throw new UsageException(
                        name + " takes a number or auto, not '" + value + "'", notANumber);
            }
            throw new UsageException(name + " takes a number or auto, not '" + value + "'");
        }

        private static double seconds(String name, String value) throws UsageException {
            @Nullable Double seconds = TimeLimits.seconds(value);
            if (seconds == null) {
                throw new UsageException(TimeLimits.wrong(name, value));
            }
            return seconds;
        }

        private void report(String value) throws UsageException {
            int equals = value.indexOf('=');
            String file = value.substring(equals + 1);
            if (value.startsWith("json=") && !file.isEmpty()) {
                reports.add(file);
            } else if (value.startsWith("junit=") && !file.isEmpty()) {
                pytest.add("--junitxml=" + cwd.resolve(file));
            } else {
                throw new UsageException(
                        "--report takes json=FILE or junit=FILE, not '" + value + "'");
            }
        }

        private static String oneOf(String name, String value, String... allowed)
                throws UsageException {
            for (String choice : allowed) {
                if (choice.equals(value)) {
                    return value;
                }
            }
            throw new UsageException(
                    name + " takes " + String.join(", ", allowed) + ", not '" + value + "'");
        }

        Arguments arguments() {
            return new Arguments(
                    cwd,
                    staticOnly,
                    isFresh,
                    verifies,
                    annotates,
                    format,
                    profile,
                    workers,
                    engine,
                    reports,
                    color,
                    verbosity,
                    python,
                    limits,
                    help,
                    pytest);
        }
    }
}
