package org.fastest.discover;

import java.util.List;
import org.fastest.config.Config;
import org.fastest.model.Issue;
import org.fastest.syntax.Code;
import org.fastest.syntax.Stmt;
import org.fastest.text.Extent;
import org.jspecify.annotations.Nullable;

/**
 * Tells of tests that never run because another definition of the same body takes their name. Where
 * something may have taken hold of the first one before that, nothing is told.
 */
final class Shadowed {
    private final Config config;
    private final ItemList out;

    Shadowed(Config config, ItemList out) {
        this.config = config;
        this.out = out;
    }

    /**
     * Those of one name.
     *
     * @param body that binds it
     * @param last what it is bound to in the end
     * @param values in that body
     * @param isTestCase whether the body is that of a unittest.TestCase
     */
    void tell(String name, Namespace body, Binding last, Values values, boolean isTestCase) {
        // What may reach into the body by its names may keep one.
        List<Stmt> shadowed = body.isOpen() ? List.of() : body.shadowed(name);
        for (int i = 0; i < shadowed.size(); i++) {
            Stmt first = shadowed.get(i);
            Stmt next = i + 1 < shadowed.size() ? shadowed.get(i + 1) : definition(last);
            if (next == null || !isTest(name, first, isTestCase)) {
                continue;
            }
            if (isPlain(first, values) && !isMentioned(name, first, next, values.names().home())) {
                out.warn(
                        Issue.Code.SHADOWED_TEST,
                        "'" + name + "' is defined again below: this one is never run",
                        name(first));
            }
        }
    }

    private static @Nullable Stmt definition(Binding binding) {
        if (binding instanceof Binding.Function function) {
            return function.def();
        }
        return binding instanceof Binding.Definition definition ? definition.def() : null;
    }

    private boolean isTest(String name, Stmt stmt, boolean isTestCase) {
        if (stmt instanceof Stmt.FunctionDef) {
            return isTestCase ? name.startsWith("test") : config.pythonFunctions().matches(name);
        }
        return stmt instanceof Stmt.ClassDef def
                && !isTestCase
                && config.pythonClasses().matches(name)
                && hasTests(def);
    }

    private boolean hasTests(Stmt.ClassDef def) {
        for (Stmt stmt : def.body()) {
            if (stmt instanceof Stmt.FunctionDef method
                    && config.pythonFunctions().matches(method.name())) {
                return true;
            }
        }
        return false;
    }

    /**
     * Whether its decorators are known, and none of them keeps it or makes something else of it.
     */
    private static boolean isPlain(Stmt stmt, Values values) {
        List<Code> decorators =
                stmt instanceof Stmt.FunctionDef function
                        ? function.decorators()
                        : stmt instanceof Stmt.ClassDef def ? def.decorators() : List.of();
        for (Code code : decorators) {
            Decorator decorator = Decorator.read(code, values.names());
            boolean isMark =
                    decorator instanceof Decorator.Mark
                            || decorator instanceof Decorator.Parametrize
                            || decorator instanceof Decorator.Patch
                            || decorator instanceof Decorator.Given;
            if (!isMark) {
                return false;
            }
        }
        return true;
    }

    /** Whether the name is used between the two, the second one's header included. */
    private static boolean isMentioned(String name, Stmt first, Stmt next, PyModule home) {
        Extent again = name(next);
        int end =
                next instanceof Stmt.FunctionDef function
                        ? function.headerEnd()
                        : next instanceof Stmt.ClassDef def ? def.headerEnd() : again.end();
        return isMentioned(name, home.stretch(first.extent().end(), again.start()))
                || isMentioned(name, home.stretch(again.end(), end));
    }

    private static boolean isMentioned(String name, String text) {
        for (int at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
            int end = at + name.length();
            boolean before = at > 0 && Character.isJavaIdentifierPart(text.charAt(at - 1));
            boolean behind =
                    end < text.length() && Character.isJavaIdentifierPart(text.charAt(end));
            if (!before && !behind) {
                return true;
            }
        }
        return false;
    }

    private static Extent name(Stmt stmt) {
        if (stmt instanceof Stmt.FunctionDef function) {
            return function.nameExtent();
        }
        return stmt instanceof Stmt.ClassDef def ? def.nameExtent() : stmt.extent();
    }
}
