package org.fastest.config;

import java.util.List;

/**
 * Names that a setting such as {@code python_functions} takes: by prefix, or by pattern where it
 * looks like one (pytest's {@code _matches_prefix_or_glob_option}).
 *
 * @param patterns prefixes and patterns
 */
public record NamePatterns(List<String> patterns) {
    // Written out: see Config.
    @Override
    public boolean equals(Object other) {
        return other instanceof NamePatterns that && patterns.equals(that.patterns);
    }

    @Override
    public int hashCode() {
        return patterns.hashCode();
    }

    public NamePatterns {
        patterns = List.copyOf(patterns);
    }

    /** Whether a function or class of this name is taken. */
    public boolean matches(String name) {
        for (int i = 0; i < patterns.size(); i++) {
            String pattern = patterns.get(i);
            if (name.startsWith(pattern)
                    || (Glob.isPattern(pattern) && Glob.matches(pattern, name))) {
                return true;
            }
        }
        return false;
    }
}
