package org.fastest.discover;

import org.fastest.syntax.Code;
import org.fastest.syntax.Stmt;

/** What a name in a module's or class's namespace is bound to, as far as the text tells. */
sealed interface Binding {
    /** Whether it is there only under a condition that running code decides. */
    boolean conditional();

    /** A {@code def}. */
    record Function(Stmt.FunctionDef def, boolean conditional) implements Binding {}

    /** A {@code class}. */
    record Definition(Stmt.ClassDef def, boolean conditional) implements Binding {}

    /** The one plain assignment of the name. */
    record Value(Code code, boolean conditional) implements Binding {}

    /**
     * An import.
     *
     * @param path dotted name of what is imported, relative ones with their leading dots: {@code unittest.mock.patch}
     */
    record Imported(String path, boolean conditional) implements Binding {}

    /** Bound by something else: a loop, a with, unpacking, a second assignment that may have changed it. */
    record Other(boolean conditional) implements Binding {}
}
