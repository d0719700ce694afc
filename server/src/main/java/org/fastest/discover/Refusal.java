package org.fastest.discover;

import org.fastest.syntax.Expr;
import org.jspecify.annotations.Nullable;

/**
 * Why pytest refuses a parametrization.
 *
 * @param message in pytest's words, without the node id that some versions put before them; null
 *     where it is not worth telling, as the text does not surely decide it
 * @param call of the mark that does not fit, or null where that is not known
 */
record Refusal(@Nullable String message, Expr.@Nullable Call call) {
    /** Something does not fit. */
    static final Refusal SOME = new Refusal(null, null);

    /** A refusal for this reason. */
    static Refusal of(String message) {
        return new Refusal(message, null);
    }

    /** The same, of this mark. */
    Refusal at(Expr.Call mark) {
        return new Refusal(message, mark);
    }
}
