package org.fastest.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.fastest.discover.Facts;
import org.fastest.discover.Oracle;
import org.fastest.model.Span;
import org.fastest.text.SourceText;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where a name among arguments is a fixture: the one that real pytests take. */
final class FixtureQueriesTest {
    private static final Map<String, String> FILES = new LinkedHashMap<>();

    static {
        FILES.put("pytest.ini", "[pytest]\n");
        FILES.put(
                "conftest.py",
                """
                import pytest
                from shared import *
                from shared import brought

                @pytest.fixture(scope="session")
                def base():
                    '''The base
                    of all.'''
                    return []

                @pytest.fixture
                def user(base, tmp_path):
                    return base

                @pytest.fixture(name="named")
                def _named(user):
                    return user
                """);
        FILES.put(
                "shared.py",
                """
                import pytest
                @pytest.fixture
                def starred(request): ...
                @pytest.fixture
                def brought(starred): ...
                """);
        FILES.put(
                "sub/conftest.py",
                """
                import pytest

                @pytest.fixture
                def user(user, named):
                    return user

                @pytest.fixture(autouse=True)
                def always(base): ...
                """);
        FILES.put(
                "sub/test_sub.py",
                """
                import pytest
                pytestmark = [pytest.mark.usefixtures("base")]

                @pytest.fixture
                def own(user): return user

                def test_plain(user, base, own, brought): ...

                @pytest.mark.parametrize("base", [1])
                def test_given(base, user): ...

                @pytest.mark.usefixtures("named", "own")
                def test_marked(
                    tmp_path,  # user
                    own: "user" = None,
                    *, starred,
                ): ...

                class TestIn:
                    @pytest.fixture
                    def user(self, user): return user

                    def test_in(self, user, request): request.getfixturevalue("own")

                    class TestDeep:
                        @pytest.fixture
                        def user(self, user): ...
                        def test_deep(self, user, named): ...

                class Base:
                    @pytest.fixture
                    def inherited(self, base): ...

                class TestDerived(Base):
                    def test_derived(self, inherited): ...
                """);
        FILES.put("test_top.py", "def test_top(user, always, named): ...\n");
    }

    @TempDir Path temp = Path.of("");

    @BeforeEach
    void write() throws IOException {
        temp = temp.toRealPath();
        for (Map.Entry<String, String> file : FILES.entrySet()) {
            Path path = temp.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.writeString(path, file.getValue());
        }
    }

    private ProjectWorkspace open(String version) throws IOException {
        Facts facts = Oracle.facts(version);
        Map<String, String> env = Map.of("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1");
        Project project = Project.at(temp, List.of(), env, new Facts(null));
        Project known = project.with(facts, Oracle.interpreter(version, facts));
        return ProjectWorkspace.open(Territory.whole(temp), territory -> known);
    }

    /** Each place where a name of an argument stands, and what it was found to be. */
    private List<String> found(FixtureQueries fixtures, String path, String text) {
        SourceText source = SourceText.of(text);
        List<String> found = new ArrayList<>();
        int header = 0;
        for (int i = 0; i < text.length(); i++) {
            boolean starts = i == 0 || !Character.isJavaIdentifierPart(text.charAt(i - 1));
            if (text.startsWith("def ", i)) {
                header = i;
            }
            if (!starts || !Character.isJavaIdentifierStart(text.charAt(i))) {
                continue;
            }
            int line = source.line(i);
            FixtureQueries.Named named = fixtures.at(path, line, i - source.lineStart(line));
            FixtureQueries.Definition definition = named == null ? null : named.definition();
            boolean isArgument = text.lastIndexOf("def ", i) == header && header + 4 < i;
            boolean isInHeader = isArgument && text.substring(header, i).indexOf("): ") < 0;
            if (named != null
                    && definition != null
                    && isInHeader
                    && !text.startsWith("getfixturevalue(\"", i - 17)) {
                String own = path + ":" + decorated(source, source.line(header));
                found.add(own + " " + named.name() + " -> " + at(definition));
            }
        }
        return found;
    }

    private static FixtureQueries.Named named(
            FixtureQueries fixtures, String path, int line, int column) {
        return Objects.requireNonNull(fixtures.at(path, line, column));
    }

    private static FixtureQueries.Definition defined(FixtureQueries.Named named) {
        return Objects.requireNonNull(named.definition());
    }

    private String at(FixtureQueries.Definition definition) {
        SourceText text;
        try {
            text = SourceText.of(Files.readString(definition.file()));
        } catch (IOException wrong) {
            throw new java.io.UncheckedIOException(wrong);
        }
        Path file = definition.file();
        return (file.startsWith(temp) ? temp.relativize(file) : file.getFileName())
                + ":"
                + decorated(text, definition.span().startLine());
    }

    /** The line of the first decorator of the function that is defined in a line, from 1. */
    private static int decorated(SourceText text, int line) {
        int first = line;
        while (first > 0
                && text.text()
                        .substring(text.lineStart(first - 1), text.lineEnd(first - 1))
                        .strip()
                        .startsWith("@")) {
            first--;
        }
        return first + 1;
    }

    @Test
    void argumentsAreWhatPytestTakes() throws IOException {
        for (String version : Oracle.VERSIONS) {
            if (!Oracle.has(version)) {
                continue;
            }
            FixtureQueries fixtures = open(version).fixtures();
            TreeSet<String> ours = new TreeSet<>();
            FILES.forEach((path, text) -> ours.addAll(found(fixtures, path, text)));
            TreeSet<String> real = new TreeSet<>();
            for (String each : Oracle.of(version).fixtures(temp)) {
                // Of pytest's own modules the name of the file says enough.
                real.add(each.replaceAll("-> \\.\\./.*/", "-> "));
            }
            // Fixtures of pytest's own ask for others, too: not the project's arguments.
            real.removeIf(each -> each.startsWith("../"));
            // What parametrization gives is a fixture of pytest's own making in some versions.
            real.removeIf(each -> each.matches(".*-> (python|fixtures).py:.*"));
            // A conftest's fixture may get another one in a folder below: there is more than one.
            real.removeIf(each -> each.startsWith("conftest.py:15 user -> sub/"));
            assertEquals(String.join("\n", real), String.join("\n", ours), version);
        }
    }

    @Test
    void usesOfAFixtureAreThoseOfItsOwn() throws IOException {
        FixtureQueries fixtures = open(Oracle.VERSIONS.getFirst()).fixtures();
        FixtureQueries.Named base = named(fixtures, "conftest.py", 5, 5);
        assertEquals("session", defined(base).scope());
        assertEquals("The base", defined(base).summary());
        List<String> uses = new ArrayList<>();
        for (FixtureQueries.Use use : fixtures.of("base", defined(base), true)) {
            String file = temp.relativize(use.file()).toString();
            uses.add("%s:%02d".formatted(file, use.span().startLine() + 1));
        }
        Collections.sort(uses);
        assertEquals(
                List.of(
                        "conftest.py:06",
                        "conftest.py:12",
                        "sub/conftest.py:08",
                        "sub/test_sub.py:02",
                        "sub/test_sub.py:07",
                        "sub/test_sub.py:32"),
                uses);
        FixtureQueries.Named asked = named(fixtures, "sub/test_sub.py", 22, 64);
        assertEquals(new Span(22, 63, 22, 66), asked.span());
        assertEquals(4, defined(asked).span().startLine());
        assertNull(fixtures.at("sub/test_sub.py", 9, 16));
    }

    @Test
    void whatIsTypedCounts() throws IOException {
        ProjectWorkspace workspace = open(Oracle.VERSIONS.getFirst());
        Path conftest = temp.resolve("conftest.py");
        String typed = "# above\n# all\n" + FILES.get("conftest.py") + "def broken(:\n";
        workspace.edit(conftest, typed, 1);
        FixtureQueries fixtures = workspace.fixtures();
        FixtureQueries.Named user = named(fixtures, "test_top.py", 0, 14);
        assertEquals(conftest, defined(user).file());
        assertEquals(new Span(13, 4, 13, 8), defined(user).span());
        assertEquals(defined(user), defined(named(fixtures, "conftest.py", 17, 12)));
    }
}
