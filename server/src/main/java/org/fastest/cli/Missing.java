package org.fastest.cli;

import org.fastest.model.Interpreter;

/** What to say where something is not installed. */
final class Missing {
    private Missing() {}

    static String pytest(Interpreter interpreter) {
        String python = interpreter.executable().toString();
        return "no pytest in "
                + python
                + " ("
                + interpreter.why()
                + "): listing from the source texts; to install it: "
                + python
                + " -m pip install pytest";
    }
}
