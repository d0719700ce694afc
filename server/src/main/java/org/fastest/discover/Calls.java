package org.fastest.discover;

import org.fastest.syntax.Expr;
import org.jspecify.annotations.Nullable;

/** Arguments of calls. */
final class Calls {
    private Calls() {}

    /** The argument of that position or name, or null. */
    static @Nullable Expr argument(Expr.Call call, int position, String name) {
        if (position < call.arguments().size()) {
            return call.arguments().get(position);
        }
        for (Expr.Keyword keyword : call.keywords()) {
            if (name.equals(keyword.name())) {
                return keyword.value();
            }
        }
        return null;
    }

    /** Whether there is a {@code *x} or {@code **x}, so that what is given can't be known. */
    static boolean hasSplat(Expr.Call call) {
        for (Expr argument : call.arguments()) {
            if (argument instanceof Expr.Starred) {
                return true;
            }
        }
        for (Expr.Keyword keyword : call.keywords()) {
            if (keyword.name() == null) {
                return true;
            }
        }
        return false;
    }
}
