package org.fastest.discover;

import java.util.List;
import org.fastest.syntax.Stmt;

/**
 * Counts how often a loop's body appends the loop's variable to some lists, on each way through.
 */
final class Appends {
    /** Sets of counts: bit n stands for n times; from the second on it is too often. */
    private static final int NEVER = 1;

    private static final int ONCE = 2;

    private final List<String> lists;
    private final String item;
    private int count;
    private int ended;

    /**
     * Counts for these lists.
     *
     * @param item the loop's variable
     */
    Appends(List<String> lists, String item) {
        this.lists = lists;
        this.item = item;
    }

    /** Whether each way through the body appends exactly once. */
    boolean areOneEach(List<Stmt> body) {
        ended = 0;
        count = 0;
        int through = run(body, NEVER);
        return (through | ended) == ONCE;
    }

    /** How many calls there are. */
    int count() {
        return count;
    }

    /**
     * The counts with which a body is left at its end.
     *
     * @param before those with which it is entered; 0 where it is not
     */
    private int run(List<Stmt> body, int before) {
        int counts = before;
        for (Stmt stmt : body) {
            if (stmt instanceof Stmt.KeywordStmt keyword) {
                String word = keyword.keyword();
                if (word.equals("continue")) {
                    ended |= counts;
                    counts = 0;
                } else if (word.equals("break") || word.equals("return")) {
                    // The items behind this one are left out.
                    ended |= NEVER;
                }
            } else if (stmt instanceof Stmt.ExprStmt expression
                    && isAppend(expression.value().text())) {
                count++;
                counts = counts << 1;
            } else if (stmt instanceof Stmt.Compound compound) {
                counts = compound(compound, counts);
            }
        }
        return counts;
    }

    private int compound(Stmt.Compound compound, int before) {
        int after = 0;
        // Where a handler begins, any part of the body may have run.
        int inside = before;
        boolean isExhaustive = false;
        for (Stmt.Clause clause : compound.clauses()) {
            switch (clause.kind()) {
                case IF, ELIF -> after |= run(clause.body(), before);
                case ELSE -> {
                    boolean tried = compound.clauses().getFirst().kind() == Stmt.ClauseKind.TRY;
                    after |= run(clause.body(), tried ? inside : before);
                    isExhaustive = true;
                }
                case TRY -> {
                    int through = run(clause.body(), before);
                    inside |= through;
                    after |= hasElse(compound) ? 0 : through;
                    isExhaustive = true;
                }
                case EXCEPT -> after |= run(clause.body(), inside);
                case FINALLY -> after = run(clause.body(), after);
                case WITH -> {
                    after = run(clause.body(), before);
                    isExhaustive = true;
                }
                case FOR, WHILE, MATCH, CASE -> {
                    // Appending in one of these may happen any number of times.
                    int counted = count;
                    int through = run(clause.body(), before);
                    after |= count == counted ? through : 1 << 2;
                }
            }
        }
        return isExhaustive ? after : after | before;
    }

    private static boolean hasElse(Stmt.Compound compound) {
        for (Stmt.Clause clause : compound.clauses()) {
            if (clause.kind() == Stmt.ClauseKind.ELSE) {
                return true;
            }
        }
        return false;
    }

    private boolean isAppend(String text) {
        for (String list : lists) {
            if (text.equals(list + ".append(" + item + ")")) {
                return true;
            }
        }
        return false;
    }
}
