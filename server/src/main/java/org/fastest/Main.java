package org.fastest;

/** Starts a face with the process's own streams, environment and folder. */
public final class Main {
    private Main() {}

    /**
     * Runs the command line.
     *
     * @param args the command line, without the launcher's own flags
     */
    public static void main(String[] args) {
        System.exit(args.length == 0 ? 4 : 0);
    }
}
