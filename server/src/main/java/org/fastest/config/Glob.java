package org.fastest.config;

/**
 * Python's {@code fnmatch} on case-sensitive systems: {@code *}, {@code ?}, {@code [seq]}, {@code
 * [!seq]}; {@code *} crosses separators.
 */
public final class Glob {
    private Glob() {}

    /** Whether the whole of {@code name} matches. */
    public static boolean matches(String pattern, String name) {
        int star = pattern.indexOf('*');
        boolean plain = pattern.indexOf('?') < 0 && pattern.indexOf('[') < 0;
        if (plain && star >= 0 && pattern.indexOf('*', star + 1) < 0) {
            // The common kind, such as test_*.py, asked of every file there is.
            return name.length() >= pattern.length() - 1
                    && name.startsWith(pattern.substring(0, star))
                    && name.endsWith(pattern.substring(star + 1));
        }
        return match(pattern, 0, name, 0);
    }

    /**
     * Whether a path matches as in pytest's {@code fnmatch_ex}: a pattern without separators by the
     * last name alone.
     *
     * @param path absolute, with {@code /}
     */
    public static boolean matchesPath(String pattern, String path, String name) {
        if (pattern.indexOf('/') < 0) {
            return matches(pattern, name);
        }
        return matches(pattern.startsWith("/") ? pattern : "*/" + pattern, path);
    }

    /** Whether pytest takes a text as a pattern rather than a prefix. */
    static boolean isPattern(String text) {
        return text.indexOf('*') >= 0 || text.indexOf('?') >= 0 || text.indexOf('[') >= 0;
    }

    private static boolean match(String pattern, int p, String name, int n) {
        int starPattern = -1;
        int starName = -1;
        while (n < name.length()) {
            int c = name.codePointAt(n);
            int next = p < pattern.length() ? one(pattern, p, c) : -1;
            if (next >= 0) {
                p = next;
                n += Character.charCount(c);
            } else if (p < pattern.length() && pattern.charAt(p) == '*') {
                starPattern = ++p;
                starName = n;
            } else if (starPattern >= 0) {
                p = starPattern;
                starName += Character.charCount(name.codePointAt(starName));
                n = starName;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }

    /**
     * The place behind the single-character pattern at {@code p} if it takes {@code c}; -1 if not,
     * or if it is a star.
     */
    private static int one(String pattern, int p, int c) {
        int wanted = pattern.codePointAt(p);
        if (wanted == '*') {
            return -1;
        }
        if (wanted == '?') {
            return p + 1;
        }
        if (wanted != '[') {
            return wanted == c ? p + Character.charCount(c) : -1;
        }
        int start = p + 1;
        boolean not = start < pattern.length() && pattern.charAt(start) == '!';
        int first = not ? start + 1 : start;
        int end = pattern.indexOf(']', first + 1);
        if (end < 0) {
            return c == '[' ? p + 1 : -1;
        }
        boolean in = false;
        for (int i = first; i < end; ) {
            int low = pattern.codePointAt(i);
            i += Character.charCount(low);
            int high = low;
            if (i + 1 < end && pattern.charAt(i) == '-') {
                high = pattern.codePointAt(i + 1);
                i += 1 + Character.charCount(high);
            }
            in |= low <= c && c <= high;
        }
        return in != not ? end + 1 : -1;
    }
}
