package org.fastest.engine;

import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.fastest.bridge.NoInterpreterException;
import org.fastest.index.Territory;
import org.fastest.index.Workspace;
import org.fastest.model.Interpreter;
import org.fastest.model.Selection;
import org.fastest.model.TestId;
import org.fastest.run.RunHandle;
import org.fastest.run.RunListener;
import org.jspecify.annotations.Nullable;

/** Discovery and runs: the one entry of every face. */
public interface Engine extends AutoCloseable {
    /**
     * The projects of a folder that a person opened, as they lie on disk now, outermost first.
     *
     * @param opened absolute
     * @param others the other folders that are open; one inside of {@code opened} is left to itself
     */
    List<Territory> divide(Path opened, Collection<Path> others);

    /** Opens a project: reads its configuration and lists its tests from their text. */
    Workspace open(Territory territory);

    /** The Python that runs this project's tests. */
    Interpreter interpreter(Workspace workspace) throws NoInterpreterException;

    /**
     * Runs tests of the project as they are on disk now. Answers at once; the listener hears {@code
     * Collected}, then each test, then {@code Ended}, also where nothing could be started.
     */
    RunHandle run(
            Workspace workspace, Selection selection, RunSettings settings, RunListener listener);

    /**
     * Lets pytest collect in the background what the texts do not tell, and hands it to the
     * workspace, whose listeners hear of it. Imports the project's code: only for trusted folders.
     * Asked again while that goes on, it begins anew.
     *
     * @return ends when there is nothing left to collect, or nothing can be
     */
    CompletableFuture<@Nullable Void> reconcile(Workspace workspace);

    /**
     * Files have changed: what runs have left to start from is made anew before anybody asks for
     * it. Answers at once; where nothing was run, nothing happens.
     */
    void look();

    /**
     * Says how a test would be run, and why. pytest collects it for that, which imports the
     * project's code: only for trusted folders.
     */
    CompletableFuture<Explanation> explain(Workspace workspace, TestId id);

    /**
     * The command line, first the interpreter, that a person could paste to run the same with
     * pytest.
     */
    List<String> command(Workspace workspace, Selection selection, RunSettings settings);

    /**
     * The test files that import some files, or that these are, by their texts: nothing is
     * imported.
     *
     * @param files absolute
     * @return paths relative to the rootdir, in pytest's order; answered on another thread
     */
    CompletableFuture<List<String>> reached(Workspace workspace, Collection<Path> files);

    /**
     * The files that are others than in a revision, as the person's git tells it.
     *
     * @param folder anywhere in the working tree, absolute; its settings are git's to read, so its
     *     code must be trusted
     * @param revision as {@code git diff} takes one
     * @return answered on another thread
     */
    CompletableFuture<ChangedFiles> changedSince(Path folder, String revision);

    /** From now on these interpreters are the person's choice. */
    void choose(PythonChoice pythons);

    /** Ends every worker. */
    @Override
    void close();
}
