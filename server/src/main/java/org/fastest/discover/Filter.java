package org.fastest.discover;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.fastest.config.Options;
import org.fastest.model.Certainty;
import org.fastest.model.Issue;
import org.fastest.model.Parsed;
import org.fastest.model.TestItem;
import org.jspecify.annotations.Nullable;

/**
 * Takes out of a file's items what {@code -k}, {@code -m}, {@code --deselect} and node id arguments
 * leave out.
 */
public final class Filter {
    private final Expression.@Nullable Term keyword;
    private final Expression.@Nullable Term mark;
    private final List<String> deselected;
    private final boolean hasPytest;

    private Filter(
            Expression.@Nullable Term keyword,
            Expression.@Nullable Term mark,
            List<String> deselected,
            boolean hasPytest) {
        this.keyword = keyword;
        this.mark = mark;
        this.deselected = deselected;
        this.hasPytest = hasPytest;
    }

    /**
     * The filter that options describe; an expression that can't be read is an issue in pytest's
     * words.
     */
    public static Parsed<Filter> of(Options options, Facts facts) {
        List<Issue> issues = new ArrayList<>();
        boolean calls = facts.pytest() == null || facts.isAtLeast(8, 3);
        Expression.Grammar grammar = calls ? Expression.Grammar.CALLS : Expression.Grammar.NAMES;
        Expression.Term keyword = read("-k", options.keyword(), grammar, issues);
        Expression.Term mark = read("-m", options.markExpression(), grammar, issues);
        if (keyword != null && keyword.calls()) {
            String said = "Keyword expressions do not support call parameters.";
            issues.add(new Issue(Issue.Severity.ERROR, said, null, null));
        }
        boolean hasPytest = facts.pytest() != null;
        return new Parsed<>(new Filter(keyword, mark, options.deselect(), hasPytest), issues);
    }

    /** Whether everything stays. */
    public boolean isEmpty() {
        return keyword == null && mark == null && deselected.isEmpty();
    }

    /**
     * The items that stay, and the parents of those.
     *
     * @param items of one file, parents before children
     * @param inside what of the file was asked for, such as {@code Class::method}; empty for all
     */
    public List<TestItem> apply(List<TestItem> items, List<String> inside) {
        if (keyword == null && mark == null && deselected.isEmpty() && inside.isEmpty()) {
            return items;
        }
        Map<String, String> parents = new HashMap<>();
        for (TestItem item : items) {
            if (item.parent() != null) {
                parents.put(item.id().nodeId(), item.parent());
            }
        }
        Set<String> kept = new HashSet<>();
        Set<String> doubtful = new HashSet<>();
        for (TestItem item : TestItem.leaves(items)) {
            Boolean stays = stays(item, inside);
            if (stays == null && item.certainty() == Certainty.EXACT) {
                doubtful.add(item.id().nodeId());
            }
            if (!Boolean.FALSE.equals(stays)) {
                @Nullable String id = item.id().nodeId();
                while (id != null && kept.add(id)) {
                    id = parents.get(id);
                }
            }
        }
        List<TestItem> staying = new ArrayList<>();
        for (TestItem item : items) {
            if (kept.contains(item.id().nodeId())) {
                staying.add(
                        doubtful.contains(item.id().nodeId())
                                ? item.with(Certainty.UNKNOWN)
                                : item);
            }
        }
        return staying;
    }

    /** Whether an item is not left out; null where more than its names and marks decides. */
    private @Nullable Boolean stays(TestItem item, List<String> inside) {
        String id = item.id().nodeId();
        for (String prefix : deselected) {
            if (id.startsWith(prefix)) {
                return false;
            }
        }
        boolean asked = inside.isEmpty();
        for (String part : inside) {
            asked |= isAt(id.substring(id.indexOf("::") + 2), part);
        }
        if (!asked) {
            return false;
        }
        // Its cases may match where the function itself does not, and hooks of pytest's may give it
        // marks.
        boolean isOpen =
                item.certainty() == Certainty.BASE
                        || (hasPytest && item.certainty() == Certainty.UNKNOWN);
        Boolean other = isOpen ? null : Boolean.FALSE;
        Boolean marked =
                mark == null
                        ? Boolean.TRUE
                        : mark.holds(name -> item.tags().contains(name) ? Boolean.TRUE : other);
        Boolean named =
                keyword == null
                        ? Boolean.TRUE
                        : keyword.holds(name -> hasKeyword(item, name) ? Boolean.TRUE : other);
        if (Boolean.FALSE.equals(marked) || Boolean.FALSE.equals(named)) {
            return false;
        }
        return marked == null ? null : named;
    }

    /**
     * All items; what a mark expression, which may count or not, would leave out is in doubt.
     *
     * @param items of one file
     */
    static List<TestItem> doubting(List<TestItem> items, String expression) {
        Expression.Term term = read("-m", expression, Expression.Grammar.CALLS, new ArrayList<>());
        List<TestItem> doubted = new ArrayList<>(items.size());
        for (TestItem item : items) {
            boolean stays = term != null && Boolean.TRUE.equals(term.holds(item.tags()::contains));
            doubted.add(stays || !item.kind().isTest() ? item : item.with(Certainty.UNKNOWN));
        }
        return doubted;
    }

    /**
     * Whether a node id argument names anything in a file.
     *
     * @param items of the file
     * @param inside what stands behind the file's path, such as {@code Class::method}
     */
    public static boolean hasAny(List<TestItem> items, String inside) {
        for (TestItem item : items) {
            int colons = item.id().nodeId().indexOf("::");
            if (colons >= 0 && isAt(item.id().nodeId().substring(colons + 2), inside)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isAt(String id, String part) {
        return id.equals(part)
                || id.startsWith(part + "::")
                || id.startsWith(part + "[")
                || part.startsWith(id + "[");
    }

    /**
     * pytest's keywords: the names of the item and of what is around it, and its marks, in part and
     * whatever the case.
     */
    private static boolean hasKeyword(TestItem item, String name) {
        String wanted = name.toLowerCase(Locale.ROOT);
        for (String tag : item.tags()) {
            if (tag.toLowerCase(Locale.ROOT).contains(wanted)) {
                return true;
            }
        }
        String id = item.id().nodeId();
        int bracket = id.indexOf('[');
        String plain = bracket < 0 ? id : id.substring(0, bracket);
        String[] names = plain.replace("::", "/").split("/", -1);
        names[names.length - 1] += bracket < 0 ? "" : id.substring(bracket);
        for (String part : names) {
            if (part.toLowerCase(Locale.ROOT).contains(wanted)) {
                return true;
            }
        }
        return false;
    }

    private static Expression.@Nullable Term read(
            String option, @Nullable String text, Expression.Grammar grammar, List<Issue> issues) {
        if (text == null || text.isBlank()) {
            return null;
        }
        Expression.Read read = Expression.read(text, grammar);
        // Not a pattern switch: this is on the way to the first line.
        if (read instanceof Expression.Read.Good good) {
            return good.term();
        }
        if (read instanceof Expression.Read.Bad bad) {
            String said =
                    "Wrong expression passed to '" + option + "': " + text + ": " + bad.message();
            issues.add(new Issue(Issue.Severity.ERROR, said, null, null));
        }
        return null;
    }
}
