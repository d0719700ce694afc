package org.fastest.config;

/**
 * The settings that decide what stands between the brackets of parametrized tests.
 *
 * @param escapes whether non-ASCII characters are escaped
 * @param longStrings {@code parametrize_long_str_id_strategy}, of pytest 9.1 and later
 * @param strict {@code strict_parametrization_ids}, of pytest 9 and later: ids that are the same
 *     are refused
 * @param emptySet {@code empty_parameter_set_mark}
 */
public record IdRules(boolean escapes, String longStrings, boolean strict, String emptySet) {
    // Written out: see Config.
    @Override
    public boolean equals(Object other) {
        return other instanceof IdRules that
                && escapes == that.escapes
                && longStrings.equals(that.longStrings)
                && strict == that.strict
                && emptySet.equals(that.emptySet);
    }

    @Override
    public int hashCode() {
        return 31 * longStrings.hashCode() + emptySet.hashCode();
    }

    /** pytest's defaults. */
    public static final IdRules DEFAULT = new IdRules(true, "short", false, "skip");
}
