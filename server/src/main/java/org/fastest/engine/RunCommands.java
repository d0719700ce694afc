package org.fastest.engine;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.fastest.index.Workspace;
import org.fastest.model.Selection;
import org.fastest.model.TestId;

/** An editor's run as a command for the terminal. */
public final class RunCommands {
    /** Where a command that waits for a debugger can be reached. */
    public static final String HOST = "127.0.0.1";

    /** Its port, debugpy's usual one. */
    public static final int PORT = 5678;

    private RunCommands() {}

    /**
     * The words, first the interpreter.
     *
     * @param args pytest's further arguments
     */
    static List<String> of(
            String python,
            Workspace workspace,
            Selection selection,
            RunSettings settings,
            List<String> args) {
        List<String> command = new ArrayList<>();
        command.add(python);
        if (settings.profile() == Profile.DEBUG) {
            debugger(settings.debugger(), command);
        }
        command.add("-m");
        command.add("pytest");
        for (String arg : args) {
            command.add(settings.mapping().argument(arg));
        }
        switch (selection) {
            case Selection.All all -> {
                for (String arg : workspace.territory().arguments()) {
                    command.add(settings.mapping().argument(arg));
                }
            }
            case Selection.Ids(List<TestId> include, List<TestId> exclude) -> {
                Path rootdir = workspace.snapshot().rootdir();
                for (TestId id : include) {
                    command.add(fromFolder(workspace.folder(), rootdir, id.nodeId()));
                }
                for (TestId id : exclude) {
                    command.add("--deselect=" + id.nodeId());
                }
            }
        }
        return command;
    }

    private static void debugger(String folder, List<String> command) {
        if (folder.isEmpty()) {
            command.add("-m");
            command.add("debugpy");
        } else {
            // The package, or what it lies in: Python runs a folder with a __main__.
            command.add(folder.endsWith("debugpy") ? folder : folder + "/debugpy");
        }
        command.add("--listen");
        command.add(HOST + ":" + PORT);
        command.add("--wait-for-client");
    }

    private static String fromFolder(Path folder, Path rootdir, String nodeId) {
        String path = TestId.fileOf(nodeId);
        return folder.relativize(rootdir.resolve(path).normalize())
                + nodeId.substring(path.length());
    }
}
