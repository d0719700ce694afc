package org.fastest.discover;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.fastest.syntax.Stmt;
import org.jspecify.annotations.Nullable;

/** Follows the list of items through the body of a hook that is given it. */
final class ItemsList {
    private static final String ITEMS = "items";

    /** Functions that only look at a list. */
    private static final Set<String> READERS =
            Set.of(
                    "len",
                    "enumerate",
                    "list",
                    "tuple",
                    "sorted",
                    "reversed",
                    "iter",
                    "set",
                    "any",
                    "all");

    private ItemsList() {}

    /**
     * What a hook does to it.
     *
     * @param body the hook's statements
     * @param text what they were read from
     */
    static ItemsHook.Change change(List<Stmt> body, String text) {
        if (text.contains("_nodeid")
                || text.contains("deselected")
                || text.replace("session.config", "").contains("session")
                || text.contains("originalname")
                || isAssigned("nodeid", text)
                || text.contains("setattr(")) {
            return ItemsHook.Change.ITEMS;
        }
        ItemsHook.Change change = ItemsHook.Change.NONE;
        int refilled = 0;
        for (int at = text.indexOf(ITEMS); at >= 0; at = text.indexOf(ITEMS, at + 1)) {
            int end = at + ITEMS.length();
            if (isNamePart(text, at - 1) || isNamePart(text, end)) {
                continue;
            }
            String before = text.substring(0, at);
            if (text.startsWith(".sort(", end)
                    || text.startsWith(".reverse(", end)
                    || before.endsWith("shuffle(")) {
                change = ItemsHook.Change.ORDER;
            } else if (text.startsWith("[:] =", end) || text.startsWith("[:]=", end)) {
                refilled++;
            } else if (!isRead(before, text, end)) {
                return ItemsHook.Change.ITEMS;
            }
        }
        if (refilled > 0) {
            return refilled == 1 && isPermuted(body, text)
                    ? ItemsHook.Change.ORDER
                    : ItemsHook.Change.ITEMS;
        }
        return change;
    }

    private static boolean isRead(String before, String text, int end) {
        if (before.endsWith(" in ")) {
            return !text.startsWith(".", end);
        }
        int open = before.length() - 1;
        boolean argument =
                before.endsWith("(") && (text.startsWith(")", end) || text.startsWith(",", end));
        int start = open;
        while (argument && start > 0 && isNamePart(before, start - 1)) {
            start--;
        }
        return argument
                && (start == 0 || before.charAt(start - 1) != '.')
                && READERS.contains(before.substring(start, open));
    }

    /** Whether {@code items[:] = …}, of which there is one, puts back what was there. */
    private static boolean isPermuted(List<Stmt> body, String text) {
        String value = null;
        for (Stmt stmt : body) {
            if (stmt instanceof Stmt.Assign assign
                    && assign.targets().size() == 1
                    && assign.targets().getFirst().text().equals("items[:]")) {
                if (value != null) {
                    return false;
                }
                value = assign.value().text();
            }
        }
        if (value == null) {
            return false;
        }
        return isPermutation(value)
                || isPermutation(String.valueOf(assigned(value, body)))
                || isPartition(value, body, text);
    }

    /** Whether an expression holds the items in another order. */
    private static boolean isPermutation(String value) {
        boolean sorted = value.startsWith("sorted(items") && isOneCall(value);
        return sorted
                || value.equals("reversed(items)")
                || value.equals("list(reversed(items))")
                || value.equals("items[::-1]");
    }

    /** Whether the bracket that ends an expression is the one of its first call. */
    private static boolean isOneCall(String value) {
        int depth = 0;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (c == ')' && depth == 0) {
                return i == value.length() - 1;
            }
        }
        return false;
    }

    /** What a name is assigned, if that happens once and at the body's own level. */
    private static @Nullable String assigned(String name, List<Stmt> body) {
        String value = null;
        for (Stmt stmt : body) {
            if (stmt instanceof Stmt.Assign assign
                    && assign.targets().getFirst().text().equals(name)) {
                if (value != null) {
                    return null;
                }
                value = assign.value().text();
            }
        }
        return value;
    }

    /**
     * Whether {@code a + b + …} are lists that begin empty and are given each item once, by one
     * loop over all.
     */
    private static boolean isPartition(String value, List<Stmt> body, String text) {
        List<String> lists = new ArrayList<>();
        for (String part : value.split("\\+", -1)) {
            String name = part.strip();
            if (lists.contains(name) || !"[]".equals(assigned(name, body))) {
                return false;
            }
            lists.add(name);
        }
        int appended = 0;
        boolean looped = false;
        for (Stmt stmt : body) {
            Stmt.Clause loop =
                    stmt instanceof Stmt.Compound compound && compound.clauses().size() == 1
                            ? compound.clauses().getFirst()
                            : null;
            if (loop != null
                    && loop.kind() == Stmt.ClauseKind.FOR
                    && loop.head().text().equals(ITEMS)
                    && loop.targets().size() == 1) {
                Appends appends = new Appends(lists, loop.targets().getFirst().text());
                if (looped || !appends.areOneEach(loop.body())) {
                    return false;
                }
                looped = true;
                appended = appends.count();
            }
        }
        // Each is named where it begins, where it is added to and at the end, and nowhere else.
        int named = 0;
        for (String name : Names.in(text)) {
            named += lists.contains(name) ? 1 : 0;
        }
        return looped && named == appended + 2 * lists.size();
    }

    private static boolean isAssigned(String attribute, String text) {
        return Mutations.isAssigned("." + attribute, text);
    }

    private static boolean isNamePart(String text, int at) {
        return at >= 0 && at < text.length() && Character.isJavaIdentifierPart(text.charAt(at));
    }
}
