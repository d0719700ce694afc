package org.fastest.discover;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.fastest.config.Options;
import org.fastest.syntax.Expr;
import org.fastest.syntax.Expressions;
import org.fastest.syntax.Stmt;
import org.jspecify.annotations.Nullable;

/**
 * What a {@code pytest_collection_modifyitems} hook does to the items of the session.
 *
 * @param change to the list
 * @param marks names of marks that it gives to items; null for any
 * @param option without which it does nothing, such as {@code --runtime}; null where it always may
 * @param isDeclared whether the hook's own module says what the option is when it is not given
 * @param narrows a mark expression, as of {@code -m}, that may decide which items stay; null for
 *     none
 */
public record ItemsHook(
        Change change,
        @Nullable List<String> marks,
        @Nullable String option,
        boolean isDeclared,
        @Nullable String narrows) {
    /** What becomes of the list. */
    public enum Change {
        NONE,
        /** The same items in another order. */
        ORDER,
        /** Maybe other items. */
        ITEMS
    }

    /** A hook of which nothing is known. */
    static final ItemsHook ANY = new ItemsHook(Change.ITEMS, null, null, false, null);

    /** Code that may narrow the session to a mark expression. */
    static ItemsHook narrowing(String expression) {
        return new ItemsHook(Change.NONE, List.of(), null, false, expression);
    }

    public ItemsHook {
        marks = marks == null ? null : List.copyOf(marks);
    }

    /**
     * Reads one.
     *
     * @param body the function's text behind its header
     * @param module the text that it stands in
     */
    static ItemsHook read(String body, String module) {
        List<Stmt> read = Application.bodyOf(body);
        if (read == null) {
            return ANY;
        }
        String code = withoutText(read, body);
        Change change = ItemsList.change(read, code);
        List<String> marks = marks(read, code);
        String option = guard(read);
        Boolean asks = option == null ? null : OptionDefaults.isOff(option, module);
        return new ItemsHook(
                change,
                marks,
                Boolean.FALSE.equals(asks) ? null : option,
                Boolean.TRUE.equals(asks),
                null);
    }

    /** A body without its docstring and the comments on lines of their own. */
    private static String withoutText(List<Stmt> read, String body) {
        boolean documented =
                !read.isEmpty()
                        && read.getFirst() instanceof Stmt.ExprStmt text
                        && Expressions.parse(text.value()) instanceof Expr.Str;
        int from = documented ? read.getFirst().extent().end() - "class _:".length() : 0;
        StringBuilder code = new StringBuilder();
        for (String line : body.substring(from).split("\n", -1)) {
            if (!line.stripLeading().startsWith("#")) {
                code.append(line).append('\n');
            }
        }
        return code.toString();
    }

    /** Whether it may change which items there are, or what options make of them. */
    boolean mayChange() {
        return change == Change.ITEMS || marks == null || !marks.isEmpty() || narrows != null;
    }

    /**
     * Whether it does.
     *
     * @param hasStrangers whether there are plugins that may have options of their own
     */
    boolean changes(Options options, boolean hasStrangers) {
        return isActive(options, hasStrangers)
                && (change == Change.ITEMS
                        || mayMatch(options.markExpression())
                        || mayMatch(options.keyword()));
    }

    /** Whether it changes the order of items, or more. */
    boolean acts(Options options, boolean hasStrangers) {
        return change != Change.NONE && isActive(options, hasStrangers);
    }

    private boolean isActive(Options options, boolean hasStrangers) {
        String needed = option;
        return needed == null || (hasStrangers && !isDeclared) || options.rest().contains(needed);
    }

    /** Whether a mark that it gives may matter to what {@code -m} or {@code -k} select. */
    private boolean mayMatch(@Nullable String expression) {
        if (expression == null) {
            return false;
        }
        List<String> given = marks;
        if (given == null) {
            return true;
        }
        for (String word : expression.toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}_]+", -1)) {
            for (String mark : given) {
                if (!word.isEmpty() && mark.toLowerCase(Locale.ROOT).contains(word)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static @Nullable List<String> marks(List<Stmt> body, String text) {
        List<String> marks = new ArrayList<>();
        if (text.contains("own_markers")
                || text.contains("extra_keyword")
                || text.contains("keywords[")
                || text.contains("keywords.update")
                || text.contains("keywords.add")) {
            return null;
        }
        String call = ".add_marker(";
        for (int at = text.indexOf(call); at >= 0; at = text.indexOf(call, at + 1)) {
            String mark = mark(text.substring(at + call.length()).stripLeading(), body);
            if (mark == null) {
                return null;
            }
            marks.add(mark);
        }
        return marks;
    }

    /** The mark that a text begins with: itself, its name, or a name that it was assigned to. */
    private static @Nullable String mark(String text, List<Stmt> body) {
        String mark = "pytest.mark.";
        int from = text.startsWith(mark) ? mark.length() : 0;
        boolean quoted = text.startsWith("\"") || text.startsWith("'");
        from += quoted ? 1 : 0;
        int end = from;
        while (end < text.length() && Character.isJavaIdentifierPart(text.charAt(end))) {
            end++;
        }
        String name = text.substring(from, end);
        if (from > 0) {
            return name;
        }
        String found = null;
        for (Stmt stmt : body) {
            if (stmt instanceof Stmt.Assign assign
                    && assign.targets().getFirst().text().equals(name)) {
                boolean plain = found == null && assign.value().text().startsWith(mark);
                found = plain ? mark(assign.value().text(), List.of()) : null;
                if (!plain) {
                    return null;
                }
            }
        }
        return found;
    }

    /** The option that a hook asks for before anything else, and leaves where it is not given. */
    private static @Nullable String guard(List<Stmt> body) {
        List<Stmt.Assign> assigned = new ArrayList<>();
        for (Stmt stmt : body) {
            if (stmt instanceof Stmt.Assign assign) {
                assigned.add(assign);
            } else if (stmt instanceof Stmt.Compound compound) {
                return guard(compound, assigned);
            } else if (!(stmt instanceof Stmt.ExprStmt text
                    && Expressions.parse(text.value()) instanceof Expr.Str)) {
                return null;
            }
        }
        return null;
    }

    private static @Nullable String guard(Stmt.Compound compound, List<Stmt.Assign> assigned) {
        Stmt.Clause clause = compound.clauses().getFirst();
        if (clause.kind() != Stmt.ClauseKind.IF
                || compound.clauses().size() != 1
                || clause.body().size() != 1
                || !(clause.body().getFirst() instanceof Stmt.KeywordStmt keyword)
                || !keyword.keyword().equals("return")
                || !(Expressions.parse(clause.head()) instanceof Expr.Unary unary)
                || !unary.operator().equals("not")) {
            return null;
        }
        Expr asked = unary.operand();
        for (Stmt.Assign assign : assigned) {
            if (asked instanceof Expr.Name name
                    && assign.targets().getFirst().text().equals(name.id())) {
                asked = Expressions.parse(assign.value());
                break;
            }
        }
        return OptionDefaults.asked(asked);
    }
}
