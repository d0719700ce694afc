package org.fastest.lsp;

import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.fastest.config.Options;
import org.fastest.model.TimeLimits;
import org.jspecify.annotations.Nullable;

/**
 * What a profile says in words that are ours and not pytest's: its members {@code timeout} and
 * {@code runTimeout}, and among its arguments those that {@code fastest run} takes, too.
 *
 * @param limits how long tests may take
 * @param workers {@code -n}: a number, {@code auto}, or null
 * @param isFull whether {@code --engine=full}
 * @param reports files of {@code --report=json=FILE}, in order
 * @param args the other arguments, in order
 */
record OrderedWords(
        TimeLimits limits,
        @Nullable String workers,
        boolean isFull,
        List<String> reports,
        List<String> args) {
    OrderedWords {
        reports = List.copyOf(reports);
        args = List.copyOf(args);
    }

    /** Nothing was said. */
    static final OrderedWords NONE =
            new OrderedWords(TimeLimits.NONE, null, false, List.of(), List.of());

    /** The same with another number of workers. */
    OrderedWords with(String count) {
        return new OrderedWords(limits, count, isFull, reports, args);
    }

    /** These behind those of a profile that is written down: what comes later goes before. */
    OrderedWords behind(OrderedWords first) {
        List<String> files = new ArrayList<>(first.reports);
        files.addAll(reports);
        List<String> all = new ArrayList<>(first.args);
        all.addAll(args);
        return new OrderedWords(
                new TimeLimits(
                        limits.test() > 0 ? limits.test() : first.limits.test(),
                        limits.run() > 0 ? limits.run() : first.limits.run()),
                workers == null ? first.workers : workers,
                isFull || first.isFull,
                files,
                all);
    }

    /** Reads a profile; what is wrong with a word of ours is an error of the request. */
    static OrderedWords of(JsonObject profile, List<String> args) {
        return new Reader(profile, args).read();
    }

    private static final class Reader {
        private final List<String> words;
        private final List<String> rest = new ArrayList<>();
        private final List<String> reports = new ArrayList<>();
        private TimeLimits limits;
        private @Nullable String workers;
        private boolean isFull;
        private int at;

        Reader(JsonObject profile, List<String> words) {
            this.words = words;
            this.limits = new TimeLimits(member(profile, "timeout"), member(profile, "runTimeout"));
        }

        OrderedWords read() {
            for (at = 0; at < words.size(); at++) {
                String word = words.get(at);
                if (word.equals("--")) {
                    rest.addAll(words.subList(at, words.size()));
                    break;
                }
                int equals = word.startsWith("--") ? word.indexOf('=') : -1;
                String name = equals < 0 ? word : word.substring(0, equals);
                String value = equals < 0 ? null : word.substring(equals + 1);
                if (!own(name, value)) {
                    rest.add(word);
                    if (Options.takesNext(word) && at + 1 < words.size()) {
                        rest.add(words.get(++at));
                    }
                }
            }
            return new OrderedWords(limits, workers, isFull, reports, rest);
        }

        private boolean own(String name, @Nullable String value) {
            switch (name) {
                case "--timeout" -> limits = limits.withTest(seconds(name, next(value)));
                case "--run-timeout" -> limits = limits.withRun(seconds(name, next(value)));
                case "--engine" -> isFull = isFull(next(value));
                case "--report" -> report(next(value));
                case "-n", "--numprocesses" -> workers = count(next(value));
                default -> {
                    if (!name.startsWith("-n") || name.length() == 2) {
                        return false;
                    }
                    workers = count(name.substring(name.charAt(2) == '=' ? 3 : 2));
                }
            }
            return true;
        }

        private String next(@Nullable String value) {
            if (value != null) {
                return value;
            }
            return at + 1 < words.size() ? words.get(++at) : "";
        }

        private void report(String value) {
            String file = value.substring(value.indexOf('=') + 1);
            if (value.startsWith("json=") && !file.isEmpty()) {
                reports.add(file);
            } else if (value.startsWith("junit=") && !file.isEmpty()) {
                rest.add("--junitxml=" + file);
            } else {
                throw RpcError.params(
                        "--report takes json=FILE or junit=FILE, not '" + value + "'");
            }
        }

        private static boolean isFull(String value) {
            if (!value.equals("full") && !value.equals("auto")) {
                throw RpcError.params("--engine takes auto, full, not '" + value + "'");
            }
            return value.equals("full");
        }

        private static String count(String value) {
            if (value.equals("auto") || value.equals("logical")) {
                return "auto";
            }
            if (value.isEmpty()
                    || value.length() > 4
                    || !value.chars().allMatch(c -> c >= '0' && c <= '9')) {
                throw RpcError.params("-n takes a number or auto, not '" + value + "'");
            }
            return value;
        }

        private static double seconds(String name, String value) {
            Double seconds = TimeLimits.seconds(value);
            if (seconds == null) {
                throw RpcError.params(TimeLimits.wrong(name, value));
            }
            return seconds;
        }

        private static double member(JsonObject profile, String name) {
            Double seconds = Json.decimal(profile, name);
            return seconds == null ? 0 : seconds(name, String.valueOf(seconds));
        }
    }
}
