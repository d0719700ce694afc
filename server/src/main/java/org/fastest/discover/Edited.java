package org.fastest.discover;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.fastest.syntax.Code;
import org.fastest.syntax.Outline;
import org.fastest.syntax.Stmt;
import org.jspecify.annotations.Nullable;

/**
 * Tells from the statements of a module before and after an edit which names have other tests now:
 * those of the functions and classes that the edit touches, where nothing else in the module is
 * about them.
 */
final class Edited {
    /** The text is gone through for each name; with many it is quicker to find all tests again. */
    private static final int MOST = 8;

    private final PyModule before;
    private final PyModule now;
    private final Outline.Renewal renewal;
    private final Namespace namesBefore;
    private final Values values;
    private final Set<String> fixtures;
    private final Set<String> renewed = new HashSet<>();
    private int searched;

    /**
     * An edit.
     *
     * @param values in the module's body after it
     * @param fixtures what the module's own fixtures are bound to before it
     */
    Edited(
            PyModule before,
            PyModule now,
            Outline.Renewal renewal,
            Namespace namesBefore,
            Values values,
            Set<String> fixtures) {
        this.before = before;
        this.now = now;
        this.renewal = renewal;
        this.namesBefore = namesBefore;
        this.values = values;
        this.fixtures = fixtures;
    }

    /** Names at the module's level whose tests are to be found again; null where all are. */
    @Nullable Set<String> names() {
        List<Stmt> old = before.file().body().subList(renewal.from(), renewal.oldTo());
        List<Stmt> fresh = now.file().body().subList(renewal.from(), renewal.newTo());
        boolean isPaired = old.size() == fresh.size();
        for (int i = 0; i < old.size(); i++) {
            if (!(isPaired && isAlike(old.get(i), fresh.get(i))) && !isApart(old.get(i), true)) {
                return null;
            }
        }
        for (int i = 0; i < fresh.size(); i++) {
            if (isPaired && isAlike(old.get(i), fresh.get(i))) {
                if (fresh.get(i) instanceof Stmt.FunctionDef def) {
                    renewed.add(def.name());
                } else if (fresh.get(i) instanceof Stmt.ClassDef def) {
                    renewed.add(def.name());
                }
            } else if (!isApart(fresh.get(i), false)) {
                return null;
            }
        }
        return bases(old).equals(bases(fresh)) && searched <= MOST ? renewed : null;
    }

    /**
     * Whether nothing but bodies of tests differs, which do not run while pytest collects.
     *
     * @param isTest tells test functions by their names
     */
    boolean isInTests(Predicate<String> isTest) {
        return areInTests(
                before.file().body().subList(renewal.from(), renewal.oldTo()),
                now.file().body().subList(renewal.from(), renewal.newTo()),
                isTest);
    }

    private boolean areInTests(List<Stmt> old, List<Stmt> fresh, Predicate<String> isTest) {
        boolean are = old.size() == fresh.size();
        for (int i = 0; are && i < old.size(); i++) {
            are = isInTests(old.get(i), fresh.get(i), isTest);
        }
        return are;
    }

    private boolean isInTests(Stmt old, Stmt fresh, Predicate<String> isTest) {
        if (old instanceof Stmt.FunctionDef then && fresh instanceof Stmt.FunctionDef def) {
            // Somebody may call a test by its name.
            return isAlike(then, def)
                    && (isSameBody(then, def)
                            || (isTest.test(def.name())
                                    && !now.isMentioned(
                                            def.name(), def.extent().start(), def.extent().end())));
        }
        if (old instanceof Stmt.ClassDef then && fresh instanceof Stmt.ClassDef def) {
            return then.name().equals(def.name())
                    && areSame(then.decorators(), def.decorators())
                    && areSame(then.bases(), def.bases())
                    && then.keywords().isEmpty()
                    && def.keywords().isEmpty()
                    && areInTests(then.body(), def.body(), isTest);
        }
        return Outline.isSame(old, fresh);
    }

    /**
     * Whether a statement says the same as before to all others: only a function's body differs.
     */
    private boolean isAlike(Stmt old, Stmt fresh) {
        if (old instanceof Stmt.FunctionDef then && fresh instanceof Stmt.FunctionDef def) {
            return then.name().equals(def.name())
                    && then.isAsync() == def.isAsync()
                    && then.isGenerator() == def.isGenerator()
                    && then.parameters().text().equals(def.parameters().text())
                    && areSame(then.decorators(), def.decorators())
                    && (isSameBody(then, def)
                            || !before.isRead(then.headerEnd(), then.extent().end()));
        }
        return Outline.isSame(old, fresh);
    }

    private boolean isSameBody(Stmt.FunctionDef then, Stmt.FunctionDef def) {
        int length = then.extent().end() - then.headerEnd();
        return length == def.extent().end() - def.headerEnd()
                && before.source()
                        .text()
                        .regionMatches(
                                then.headerEnd(), now.source().text(), def.headerEnd(), length);
    }

    private static boolean areSame(List<Code> some, List<Code> others) {
        boolean same = some.size() == others.size();
        for (int i = 0; same && i < some.size(); i++) {
            same = some.get(i).text().equals(others.get(i).text());
        }
        return same;
    }

    /** Whether no other statement is about what a statement binds. */
    private boolean isApart(Stmt stmt, boolean isOld) {
        if (stmt instanceof Stmt.FunctionDef def) {
            Binding binding = isOld ? namesBefore.get(def.name()) : bound(def.name());
            return binding instanceof Binding.Function function
                    && isStmt(function.def(), def)
                    && isAlone(def.name(), binding)
                    && (isOld
                            ? !fixtures.contains(def.name())
                            : Fixtures.isNone(def.name(), binding, values));
        }
        if (stmt instanceof Stmt.ClassDef def) {
            Binding binding = isOld ? namesBefore.get(def.name()) : bound(def.name());
            return binding instanceof Binding.Definition definition
                    && isStmt(definition.def(), def)
                    && isAlone(def.name(), binding);
        }
        // A definition begins as a word.
        if (stmt instanceof Stmt.ExprStmt expression) {
            String word = expression.value().text();
            return expression.value().isDottedName() && word.indexOf('.') < 0 && !isMentioned(word);
        }
        return false;
    }

    private @Nullable Binding bound(String name) {
        return values.names().module().get(name);
    }

    @SuppressWarnings("ReferenceEquality")
    private static boolean isStmt(Stmt one, Stmt other) {
        return one == other;
    }

    private boolean isAlone(String name, Binding binding) {
        renewed.add(name);
        // Hooks and switches are looked for without being named.
        return !binding.conditional()
                && !name.startsWith("_")
                && !name.startsWith("pytest")
                && !isMentioned(name);
    }

    /** Whether a name stands anywhere outside of what was edited. */
    private boolean isMentioned(String name) {
        if (++searched > MOST) {
            return true;
        }
        List<Stmt> body = now.file().body();
        int from = renewal.from() == 0 ? 0 : body.get(renewal.from() - 1).extent().end();
        int to =
                renewal.newTo() == body.size()
                        ? now.source().length()
                        : body.get(renewal.newTo()).extent().start();
        return now.isMentioned(name, from, to);
    }

    /** What classes are derived from makes an imported name more likely to be a test class. */
    private static Set<String> bases(List<Stmt> body) {
        Set<String> bases = new HashSet<>();
        for (Stmt stmt : body) {
            if (stmt instanceof Stmt.ClassDef def) {
                for (Code base : def.bases()) {
                    bases.add(base.text());
                }
            }
        }
        return bases;
    }
}
