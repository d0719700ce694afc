package org.fastest.discover;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.fastest.index.FileTests;
import org.fastest.index.Listing;
import org.fastest.model.Issue;
import org.fastest.model.Span;
import org.fastest.text.SourceText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is wrong with tests: in pytest's words, at its place, and never where pytest says nothing.
 */
final class FaultsTest {
    @TempDir Path temp = Path.of("");

    /** Each fault as {@code path:line text | message}; real pytests say all that is a refusal. */
    private void faults(String expected, String fixture) throws IOException {
        Fixture files = Fixture.of(fixture);
        for (String version : Oracle.VERSIONS) {
            if (Oracle.has(version)) {
                Path folder = Files.createDirectory(temp.resolve("v" + version));
                files.write(folder);
                Listing listing = Fixture.list(folder, List.of(), version);
                Oracle.Collected real = Oracle.of(version).collect(folder, List.of());
                assertEquals(expected, told(listing, files), version);
                for (FileTests file : listing.files()) {
                    for (Issue issue : file.issues()) {
                        isSaid(issue, real, version);
                    }
                }
            }
        }
    }

    private static String told(Listing listing, Fixture files) {
        StringBuilder told = new StringBuilder();
        for (FileTests file : listing.files()) {
            SourceText text = SourceText.of(files.files().getOrDefault(file.path(), ""));
            for (Issue issue : file.issues()) {
                Span span = issue.span();
                int line = span == null ? -1 : span.startLine();
                String at =
                        span == null
                                ? ""
                                : text.text()
                                        .substring(
                                                text.offset(line, span.startColumn()),
                                                text.offset(span.endLine(), span.endColumn()));
                Issue.Code code = issue.code();
                told.append(file.path()).append(':').append(line + 1).append(' ').append(at);
                told.append(" | ").append(code == null ? "" : code.word()).append(": ");
                told.append(issue.message()).append('\n');
            }
        }
        return told.toString();
    }

    private static void isSaid(Issue issue, Oracle.Collected real, String version) {
        if (issue.code() == Issue.Code.SHADOWED_TEST) {
            // pytest says nothing: it has one where two were written.
            String name = issue.message().substring(1, issue.message().indexOf('\'', 1));
            String file = issue.path() + "::";
            List<String> all = new ArrayList<>();
            for (String id : real.before()) {
                if (id.startsWith(file) && (id + "::").contains("::" + name + "::")) {
                    all.add(id);
                }
            }
            assertTrue(all.size() == 1 || name.startsWith("Test"), version + " " + real.before());
            return;
        }
        int end = issue.message().indexOf(", parameter set");
        String wanted = end < 0 ? issue.message() : issue.message().substring(0, end);
        StringBuilder said = new StringBuilder();
        for (String text : real.said()) {
            said.append(text.replaceAll("\\)(:\\n.*\\n)", ") ")).append('\n');
        }
        assertTrue(said.toString().contains(wanted), version + ": " + wanted + " in " + said);
    }

    @Test
    void testsThatAreDefinedAgain() throws IOException {
        faults(
                """
                test_it.py:2 test_twice | shadowed-test: 'test_twice' is defined again below: this one is never run
                test_it.py:12 test_method | shadowed-test: 'test_method' is defined again below: this one is never run
                test_it.py:17 TestB | shadowed-test: 'TestB' is defined again below: this one is never run
                test_it.py:24 test_case | shadowed-test: 'test_case' is defined again below: this one is never run
                """,
                """
                import pytest, unittest
                def test_twice(): ...
                def test_once(): ...
                def helper(): ...
                def helper(): ...

                @pytest.mark.skip
                def test_twice(): ...


                class TestA:
                    def test_method(self): ...
                    def setup(self): ...
                    def setup(self): ...
                    def test_method(self): ...

                class TestB:
                    def test_in_class(self): ...

                class TestB:
                    def test_in_class(self): ...

                class Case(unittest.TestCase):
                    def test_case(self): ...
                    def test_case(self): ...
                """);
    }

    @Test
    void testsThatAreNotLost() throws IOException {
        faults(
                "",
                """
                import functools, sys, typing
                import pytest
                def test_kept(): ...
                test_first = test_kept
                def test_kept(): ...

                def test_called(): ...
                def run(): test_called()
                run()
                def test_called(): ...

                def keep(f): return f
                @keep
                def test_decorated(): ...
                def test_decorated(): ...

                if sys.platform:
                    def test_if(): ...
                else:
                    def test_if(): ...
                try:
                    def test_try(): ...
                except Exception:
                    def test_try(): ...

                @typing.overload
                def test_overloaded(a: int = 1): ...
                def test_overloaded(a=1): ...

                def test_wrapped(): ...
                @functools.wraps(test_wrapped)
                def test_wrapped(): ...

                @pytest.fixture
                def test_data(): ...
                def test_data(): ...

                def test_default(): ...
                def test_default(f=test_default): ...

                class TestBase:
                    def test_a(self): ...
                class TestBase(TestBase):
                    def test_b(self): ...

                class TestProperty:
                    @property
                    def test_value(self): ...
                    @test_value.setter
                    def test_value(self, value): ...
                """);
    }

    @Test
    void classesWithConstructors() throws IOException {
        faults(
                """
                test_it.py:1 TestInit | test-class-with-constructor: cannot collect test class 'TestInit' because it has a __init__ constructor
                test_it.py:4 TestNew | test-class-with-constructor: cannot collect test class 'TestNew' because it has a __new__ constructor
                """,
                """
                class TestInit:
                    def __init__(self): ...
                    def test_a(self): ...
                class TestNew:
                    def __new__(cls): ...
                    def test_a(self): ...
                class Other:
                    def __init__(self): ...
                class TestFine:
                    def test_a(self): ...
                """);
    }

    @Test
    void parametrizationsThatDoNotFit() throws IOException {
        faults(
                """
                test_names.py:2 pytest.mark.parametrize("a,b", [(1, 2), (1,)]) | parametrize-mismatch: in "parametrize" the number of names (2) must be equal to the number of values (1), parameter set 2
                test_twice.py:2 pytest.mark.parametrize("a", [1]) | parametrize-mismatch: duplicate parametrization of 'a'
                test_unused.py:3 pytest.mark.parametrize("c", [1]) | parametrize-mismatch: function uses no argument 'c'
                test_unused.py:6 pytest.mark.parametrize("b", [1]) | parametrize-mismatch: function already takes an argument 'b' with a default value
                test_unused.py:9 pytest.mark.parametrize("d", [1], indirect=True) | parametrize-mismatch: function uses no fixture 'd'
                """,
                """
                #- test_ids.py
                import pytest
                @pytest.mark.parametrize("a", [1, 2], ids=["x", "y"])
                def test_a(a): ...
                #- test_names.py
                import pytest
                @pytest.mark.parametrize("a,b", [(1, 2), (1,)])
                def test_a(a, b): ...
                #- test_twice.py
                import pytest
                @pytest.mark.parametrize("a", [1])
                @pytest.mark.parametrize("a", [2])
                def test_a(a): ...
                #- test_unused.py
                import pytest
                class TestA:
                    @pytest.mark.parametrize("c", [1])
                    def test_a(self): ...
                class TestB:
                    @pytest.mark.parametrize("b", [1])
                    def test_b(self, b=2): ...
                class TestC:
                    @pytest.mark.parametrize("d", [1], indirect=True)
                    def test_c(self): ...
                """);
    }

    @Test
    void numbersOfIds() throws IOException {
        faults(
                """
                test_it.py:2 pytest.mark.parametrize("a", [1, 2], ids=["x"]) | parametrize-mismatch: 2 parameter sets specified, with different number of ids: 1
                """,
                """
                import pytest
                @pytest.mark.parametrize("a", [1, 2], ids=["x"])
                def test_a(a): ...
                """);
    }

    @Test
    void whatOnlyRunningCodeTells() throws IOException {
        faults(
                "",
                """
                #- conftest.py
                import pytest
                @pytest.fixture
                def asks(given): return given
                #- test_it.py
                import pytest
                from functools import wraps
                def names(): return "a,b"
                @pytest.mark.parametrize(names(), [(1, 2)])
                def test_a(a, b): ...
                @pytest.mark.parametrize("given", [1])
                def test_b(asks): ...
                @pytest.mark.parametrize("a", [])
                def test_c(a): ...
                @pytest.mark.parametrize(["a", "b"], zip([1], [2]))
                def test_d(a, b): ...
                """);
    }

    @Test
    void marksThatNobodyRegistered() throws IOException {
        faults(
                """
                test_it.py:2 pytest.mark.unheard | unknown-mark: 'unheard' not found in `markers` configuration option
                """,
                """
                #- pytest.ini
                [pytest]
                addopts = --strict-markers
                markers = slow: takes its time
                #- conftest.py
                def pytest_configure(config):
                    config.addinivalue_line("markers", "mine: my own")
                #- test_it.py
                import pytest
                @pytest.mark.unheard(reason="pytest.mark.string")
                def test_a(): ...
                # @pytest.mark.comment
                @pytest.mark.slow
                @pytest.mark.mine
                @pytest.mark.skip
                def test_b(): ...
                """);
    }

    @Test
    void marksThatSomebodyMayRegister() throws IOException {
        String strict = "#- pytest.ini\n[pytest]\naddopts = --strict-markers\n";
        String test = "#- z/test_it.py\nimport pytest\n@pytest.mark.mine\ndef test_a(): ...\n";
        faults(
                "",
                strict
                        + """
                        #- conftest.py
                        def register(config): config.addinivalue_line("markers", "mi" + "ne: my own")
                        def pytest_configure(config):
                            register(config)
                        """
                        + test);
    }

    @Test
    void marksOfAConftestBeside() throws IOException {
        String strict = "#- pytest.ini\n[pytest]\naddopts = --strict-markers\n";
        String test = "#- z/test_it.py\nimport pytest\n@pytest.mark.mine\ndef test_a(): ...\n";
        faults(
                "",
                strict
                        + """
                        #- a/conftest.py
                        def pytest_configure(config):
                            config.addinivalue_line('markers', 'mine: my own')
                        #- a/test_a.py
                        def test_a(): ...
                        """
                        + test);
    }

    @Test
    void marksThatAreSlips() throws IOException {
        faults(
                """
                test_it.py:3 test_a | unknown-mark: Unknown 'parameterize' mark, did you mean 'parametrize'?
                """,
                """
                import pytest
                @pytest.mark.parameterize("a", [1])
                def test_a(a): ...
                def test_b(): ...
                """);
    }
}
