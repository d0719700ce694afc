package org.fastest.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.fastest.model.Issue;
import org.fastest.model.Parsed;
import org.fastest.model.PathMapping;
import org.fastest.model.TimeLimits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Named profiles: what their tables mean, and where they are wrong. */
final class ProfilesTest {
    private static Parsed<Profiles> read(String text) {
        return Profiles.read("/p/pyproject.toml", text);
    }

    @Test
    void everySettingIsRead() {
        Parsed<Profiles> parsed =
                read(
                        """
                        [tool.fastest.profiles.slow]
                        args = ["-x"]
                        markers = "slow and not db"
                        env = {DEBUG = "1", CI = false}
                        env-file = ".env"
                        python = "tools/python"
                        workers = "auto"
                        timeout = 60
                        run-timeout = 0.5
                        path-mapping = [{local = ".", remote = "/app"}, {local = "/lib", remote = "/opt/lib/"}]
                        """);
        assertEquals(List.of(), parsed.issues());
        RunProfile slow = parsed.value().byName().get("slow");
        assertNotNull(slow);
        assertEquals(List.of("-x", "-m", "slow and not db"), slow.arguments());
        assertEquals("auto", slow.workers());
        assertEquals(new TimeLimits(60, 0.5), slow.limits());
        assertEquals("/p/tools/python", slow.python(Path.of("/p")));
        Map<String, String> variables =
                new java.util.HashMap<>(
                        slow.environment(Map.of("DEBUG", "0", "CI", "1", "A", "b")));
        assertEquals("1", variables.get("DEBUG"));
        assertEquals("b", variables.get("A"));
        assertTrue(variables.containsKey("CI"));
        assertNull(variables.get("CI"));
        PathMapping mapping = slow.mapping(Path.of("/p"));
        assertEquals("/p/test_a.py", mapping.toLocal("/app/test_a.py"));
        assertEquals("/lib/x.py", mapping.toLocal("/opt/lib/x.py"));
        assertEquals("/application/x.py", mapping.toLocal("/application/x.py"));
        assertEquals("--rootdir=/app", mapping.argument("--rootdir=/p"));
        assertEquals("/app/test_a.py::test_b", mapping.argument("/p/test_a.py::test_b"));
        assertEquals("test_a.py", mapping.argument("test_a.py"));
    }

    @Test
    void theFileSystemsRootMayBeMapped() {
        PathMapping mapping = new PathMapping(List.of(new PathMapping.Pair("/mnt", "/")));
        assertEquals("/mnt/a/b.py", mapping.toLocal("/a/b.py"));
        assertEquals("/a/b.py", mapping.toRemote("/mnt/a/b.py"));
        assertEquals("/", mapping.toRemote("/mnt"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    args = "-x"                        | 3 | args must be a list of strings
                    args = [1]                         | 3 | args must be a list of strings
                    arg = ["-x"]                       | 3 | there is no setting arg
                    env = {A = 1}                      | 3 | env A must be a string, or false to remove it
                    workers = 0                        | 3 | workers must be "auto" or a number of at least 1
                    workers = "many"                   | 3 | workers must be "auto" or a number of at least 1
                    timeout = -1                       | 3 | timeout must be seconds, 0 for no limit
                    run-timeout = "1 h"                | 3 | run-timeout must be seconds, 0 for no limit
                    python = 3                         | 3 | python must be a string
                    path-mapping = [{local = "."}]     | 3 | path-mapping must be a list
                    """)
    void aWrongTableIsAnIssueAtItsLineAndTheOthersWork(String line, int at, String message) {
        Parsed<Profiles> parsed =
                read(
                        """
                        [tool.fastest]
                        [tool.fastest.profiles.bad]
                        markers = "db"
                        %s
                        [tool.fastest.profiles."a good.one"]
                        markers = "db"
                        """
                                .formatted(line));
        Issue issue = parsed.issues().getFirst();
        assertEquals(1, parsed.issues().size());
        assertEquals(at, issue.span() == null ? -1 : issue.span().startLine());
        assertTrue(issue.message().startsWith("the profile bad: " + message), issue.message());
        assertEquals(List.of("a good.one"), List.copyOf(parsed.value().byName().keySet()));
        assertEquals(issue.message(), parsed.value().whyNot("bad"));
        assertEquals(
                "there is no profile other: there are a good.one", parsed.value().whyNot("other"));
    }

    @Test
    void theyStandInTheOrderInWhichTheyWereWritten() {
        StringBuilder text = new StringBuilder();
        List<String> names = List.of("z", "slow", "db", "a", "fast", "b", "m");
        for (String name : names) {
            text.append("[tool.fastest.profiles.").append(name).append("]\n");
        }
        assertEquals(names, List.copyOf(read(text.toString()).value().byName().keySet()));
    }

    @Test
    void ourTableCountsAlsoWherePytestsSettingsStandInAnotherFile() {
        Path folder = Path.of("/p");
        Sources sources =
                new Sources(
                        folder,
                        List.of(),
                        Map.of(
                                folder.resolve("pytest.ini"),
                                "[pytest]\n",
                                folder.resolve("pyproject.toml"),
                                "[tool.fastest]\nworkers = 3\nserial = true\n"),
                        Set.of(),
                        "");
        Config config = Config.determine(sources, List.of()).value();
        assertEquals(folder.resolve("pytest.ini"), config.inifile());
        assertEquals("3", config.workers());
        assertTrue(config.serial());
    }

    @Test
    void whatIsNoTableSaysSo() {
        assertEquals(
                "the profile x must be a table",
                read("[tool.fastest.profiles]\nx = 1\n").issues().getFirst().message());
        Parsed<Profiles> general =
                read("[tool.fastest]\nworkers = \"all\"\nserial = 1\nprofiles = 3\n");
        assertEquals(
                List.of(2, 3, 4), general.issues().stream().map(issue -> issue.line()).toList());
        assertEquals(List.of(), read("[tool.fastest\n").issues());
    }

    @Test
    void aClientsSettingsAreNamedInJsonsWayAndGoBefore() {
        Profiles own = read("[tool.fastest.profiles.a]\nmarkers = \"x\"\n").value();
        Profiles clients =
                Profiles.read(
                        Map.of(
                                "a",
                                Map.of("envFile", ".env", "runTimeout", 5.0),
                                "b",
                                Map.of("workers", "none")));
        Profiles all = own.with(clients);
        RunProfile a = all.byName().get("a");
        assertNotNull(a);
        assertEquals(".env", a.envFile());
        assertEquals(List.of(), a.arguments());
        assertEquals(5, a.limits().run());
        assertTrue(String.valueOf(all.whyNot("b")).contains("workers must be"));
    }

    @Test
    void filesOfVariables() {
        assertEquals(
                Map.of(
                        "A", "1",
                        "B", "two words",
                        "C", "a # b",
                        "D", "line\nbreak \"x\"",
                        "E", "$HOME\\n",
                        "F", "",
                        "G", "over\nlines",
                        "H", "http://x/#y"),
                EnvFile.parse(
                        """
                        # a comment
                        A=1
                        export B = two words   # why
                        C="a # b" # why
                        D="line\\nbreak \\"x\\""
                        E='$HOME\\n'
                        F=
                        nothing to set
                        G="over
                        lines"
                        H=http://x/#y
                        A=0
                        A=1\
                        """));
        assertEquals(Map.of("A", "b"), EnvFile.parse("A=b\r\n"));
        assertEquals(Map.of("A", "'b"), EnvFile.parse("A='b"));
    }
}
