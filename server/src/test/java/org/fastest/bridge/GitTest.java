package org.fastest.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What real git tells. */
@Timeout(60)
class GitTest {
    @TempDir Path temp = Path.of("");

    private void git(Path folder, String... words) throws Exception {
        List<String> argv =
                new ArrayList<>(List.of("git", "-c", "user.name=x", "-c", "user.email=x@x"));
        argv.addAll(List.of(words));
        Process process =
                new ProcessBuilder(argv)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), said);
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    @Test
    void changedNewRenamedAndDeletedFilesAreTold() throws Exception {
        Path tree = Files.createDirectories(temp.toRealPath().resolve("a tree"));
        git(tree, "init", "-q");
        for (String name : List.of("same.py", "sub/changed.py", "old name.py", "gone.py")) {
            write(tree.resolve(name), "# " + name + "\n".repeat(40));
        }
        write(tree.resolve(".gitignore"), "ignored.py\n");
        git(tree, "add", ".");
        git(tree, "commit", "-qm", "one");
        write(tree.resolve("sub/changed.py"), "x = 1\n");
        git(tree, "mv", "old name.py", "new ä.py");
        git(tree, "commit", "-qam", "two");
        Files.delete(tree.resolve("gone.py"));
        write(tree.resolve("sub/untracked.py"), "");
        write(tree.resolve("ignored.py"), "");
        Git git = new Git(System.getenv());
        assertEquals(
                Set.of("gone.py", "sub/untracked.py"), names(tree, git.changedSince(tree, "HEAD")));
        Path below = tree.resolve("sub");
        assertEquals(
                Set.of("gone.py", "new ä.py", "old name.py", "sub/changed.py", "sub/untracked.py"),
                names(tree, git.changedSince(below, "HEAD~1")));
    }

    private static Set<String> names(Path tree, List<Path> files) {
        Set<String> names = new TreeSet<>();
        files.forEach(file -> names.add(tree.relativize(file).toString()));
        return names;
    }

    @Test
    void whatGitCannotTellItSaysWhy() throws Exception {
        Path tree = Files.createDirectories(temp.toRealPath().resolve("tree"));
        Map<String, String> env = new HashMap<>(System.getenv());
        env.put("GIT_CEILING_DIRECTORIES", temp.toRealPath().toString());
        Git git = new Git(env);
        assertTrue(why(git, tree, "HEAD").contains("not a git repository"));
        git(tree, "init", "-q");
        write(tree.resolve("a.py"), "");
        git(tree, "add", ".");
        git(tree, "commit", "-qm", "one");
        assertTrue(why(git, tree, "nowhere").startsWith("git: "));
        assertTrue(why(git, tree, "--output=x").contains("is no revision"));
        assertTrue(why(git, tree, " ").contains("is no revision"));
        assertFalse(Files.exists(tree.resolve("x")));
    }

    @Test
    void programsThatARepositoryNamesAreNotRun() throws Exception {
        Path tree = Files.createDirectories(temp.toRealPath().resolve("tree"));
        git(tree, "init", "-q");
        write(tree.resolve("a.py"), "");
        git(tree, "add", ".");
        git(tree, "commit", "-qm", "one");
        Path mark = tree.resolve("mark");
        git(tree, "config", "core.fsmonitor", "touch '" + mark + "'; false");
        git(tree, "config", "diff.external", "touch '" + mark + "'; false");
        Files.deleteIfExists(mark);
        write(tree.resolve("a.py"), "x = 1\n");
        assertEquals(
                Set.of("a.py"), names(tree, new Git(System.getenv()).changedSince(tree, "HEAD")));
        assertFalse(Files.exists(mark));
    }

    private static String why(Git git, Path folder, String revision) {
        Git.Silent silent =
                assertThrows(Git.Silent.class, () -> git.changedSince(folder, revision));
        return String.valueOf(silent.getMessage());
    }
}
