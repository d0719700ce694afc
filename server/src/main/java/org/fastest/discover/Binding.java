package org.fastest.discover;

import org.fastest.syntax.Code;
import org.fastest.syntax.Stmt;
import org.fastest.text.Extent;
import org.jspecify.annotations.Nullable;

/** What a name in a module's or class's namespace is bound to, as far as the text tells. */
sealed interface Binding {
    /** Whether it is there only under a condition that running code decides. */
    boolean conditional();

    /** The same, there only under a condition. */
    Binding perhaps();

    /**
     * A {@code def}.
     *
     * @param test what was assigned to its attribute {@code __test__}, or null
     */
    record Function(Stmt.FunctionDef def, boolean conditional, @Nullable Boolean test)
            implements Binding {
        @Override
        public Binding perhaps() {
            return new Function(def, true, test);
        }
    }

    /**
     * A {@code class}.
     *
     * @param test what was assigned to its attribute {@code __test__} from outside, or null
     */
    record Definition(Stmt.ClassDef def, boolean conditional, @Nullable Boolean test)
            implements Binding {
        @Override
        public Binding perhaps() {
            return new Definition(def, true, test);
        }
    }

    /**
     * The one plain assignment of the name.
     *
     * @param place where the name stands
     */
    record Value(Code code, Extent place, boolean conditional) implements Binding {
        @Override
        public Binding perhaps() {
            return new Value(code, place, true);
        }
    }

    /**
     * An import.
     *
     * @param path dotted name of what is imported, relative ones with their leading dots: {@code
     *     unittest.mock.patch}
     * @param place where it stands
     * @param isFrom whether it may be something else than a module
     */
    record Imported(String path, Extent place, boolean isFrom, boolean conditional)
            implements Binding {
        @Override
        public Binding perhaps() {
            return new Imported(path, place, isFrom, true);
        }
    }

    /**
     * Bound by something else: a loop, a with, unpacking, a second assignment that may have changed
     * it.
     */
    record Other(boolean conditional) implements Binding {
        @Override
        public Binding perhaps() {
            return new Other(true);
        }
    }
}
