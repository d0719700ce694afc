package org.fastest.lsp;

import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.fastest.model.TimeLimits;

/**
 * The limits of a profile: its members {@code timeout} and {@code runTimeout}, or {@code --timeout}
 * and {@code --run-timeout} among its arguments, which are ours and not pytest's.
 *
 * @param limits how long tests may take
 * @param args the other arguments, in order
 */
record OrderedLimits(TimeLimits limits, List<String> args) {
    OrderedLimits {
        args = List.copyOf(args);
    }

    static OrderedLimits of(JsonObject profile, List<String> args) {
        TimeLimits limits =
                new TimeLimits(member(profile, "timeout"), member(profile, "runTimeout"));
        List<String> rest = new ArrayList<>();
        for (int at = 0; at < args.size(); at++) {
            String arg = args.get(at);
            int equals = arg.indexOf('=');
            String name = equals < 0 ? arg : arg.substring(0, equals);
            boolean isTest = name.equals("--timeout");
            if (!isTest && !name.equals("--run-timeout")) {
                rest.add(arg);
                continue;
            }
            String value =
                    equals >= 0
                            ? arg.substring(equals + 1)
                            : at + 1 < args.size() ? args.get(++at) : "";
            Double seconds = TimeLimits.seconds(value);
            if (seconds == null) {
                throw RpcError.params(TimeLimits.wrong(name, value));
            }
            limits = isTest ? limits.withTest(seconds) : limits.withRun(seconds);
        }
        return new OrderedLimits(limits, rest);
    }

    private static double member(JsonObject profile, String name) {
        Double seconds = Json.decimal(profile, name);
        if (seconds == null) {
            return 0;
        }
        if (TimeLimits.seconds(String.valueOf(seconds)) == null) {
            throw RpcError.params(TimeLimits.wrong(name, String.valueOf(seconds)));
        }
        return seconds;
    }
}
