package org.fastest.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.fastest.config.Config;
import org.fastest.config.Sources;
import org.fastest.discover.Oracle;
import org.fastest.model.Parsed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rootdir, ini file and settings of generated layouts are those that real pytest determines. */
class RootdirTest {
    private static final int LAYOUTS = 300;
    private static final List<String> FOLDERS = List.of("", "a", "a/b", "a/b/c", "d", "d/e");
    private static final List<String> NAMES =
            List.of(
                    "pytest.toml",
                    ".pytest.toml",
                    "pytest.ini",
                    ".pytest.ini",
                    "pyproject.toml",
                    "tox.ini",
                    "setup.cfg",
                    "setup.py");

    /** Texts by kind of file: with settings, without, empty, odd. */
    private static final List<String> INI =
            List.of(
                    "[pytest]\ntestpaths = t1 t2\n",
                    "[pytest]\n",
                    "",
                    "[other]\nx = 1\n",
                    "# comment\n[pytest]  ; more\npython_files = check_*.py\n    'a b.py'\naddopts = -k word --ignore=x\n",
                    "[pytest]\npython_classes: A=b\nnorecursedirs = .* =x\n  # not this\n  y\n",
                    "[pytest]\ntestpaths =\npython_functions =\n");

    private static final List<String> CFG =
            List.of(
                    "[tool:pytest]\ntestpaths = c1\n",
                    "[tool:pytest]\n",
                    "",
                    "[metadata]\nname = x\n",
                    "[options]\ninstall_requires =\n    a\n    b\n");
    private static final List<String> PYPROJECT =
            List.of(
                    "[tool.pytest.ini_options]\ntestpaths = [\"p1\", \"p 2\"]\n",
                    "[tool.pytest.ini_options]\n",
                    "[tool.pytest.ini_options]\ntestpaths = \"p1 'p 2'\"\naddopts = \"-m 'a and b'\"\n",
                    "[tool.pytest]\ntestpaths = [\"n1\"]\npython_files = [\"x y.py\"]\naddopts = [\"-k\", \"a b\"]\n",
                    "[tool.pytest]\n",
                    "",
                    "[project]\nname = \"x\"\n",
                    "[tool.other]\npytest = 1\n");
    private static final List<String> TOML =
            List.of(
                    "[pytest]\ntestpaths = [\"n1\"]\n",
                    "[pytest]\n",
                    "",
                    "[other]\nx = 1\n",
                    "# pytest\n");

    private static final List<List<String>> ARGS =
            List.of(
                    List.of(),
                    List.of("a"),
                    List.of("a/b", "d"),
                    List.of("a/b/test_x.py"),
                    List.of("a/b/test_x.py::test_it"),
                    List.of("missing"),
                    List.of("d/e", "missing"),
                    List.of("--rootdir=d", "a"),
                    List.of("-c", "a/pytest.ini"),
                    List.of("-o", "testpaths=o1 o2", "-k", "one or two"),
                    List.of("--ignore", "x", "a/b", "a/b/c"),
                    List.of("-qm", "slow", "--deselect=a", "a"),
                    List.of("-p", "no:doctest", "d"));

    @TempDir Path temp = Path.of("");

    @Test
    void asPytest() throws IOException {
        assumeTrue(
                Oracle.has("9.2.0"),
                "no environment with pytest 9.2.0: python-bridge/prepare.py makes it");
        Random random = new Random(20261123);
        List<String> expected = new ArrayList<>();
        List<String> actual = new ArrayList<>();
        for (int i = 0; i < LAYOUTS; i++) {
            Path top = temp.toRealPath().resolve("l" + i);
            String told = layout(top, random);
            Path cwd = top.resolve(List.of("", "", "a", "d/e").get(random.nextInt(4)));
            List<String> args = ARGS.get(cwd.equals(top) ? random.nextInt(ARGS.size()) : 0);
            String name = i + " " + told + " cwd " + top.relativize(cwd) + " args " + args;
            expected.add(name + "\n" + real(Oracle.of("9.2.0").config(cwd, args)));
            actual.add(name + "\n" + ours(cwd, args));
        }
        assertEquals(String.join("\n", expected), String.join("\n", actual));
    }

    private static String layout(Path top, Random random) throws IOException {
        List<String> told = new ArrayList<>();
        for (String folder : FOLDERS) {
            Files.createDirectories(top.resolve(folder));
            for (String name : NAMES) {
                if (random.nextInt(9) == 0) {
                    List<String> texts =
                            name.equals("pyproject.toml")
                                    ? PYPROJECT
                                    : name.endsWith(".toml")
                                            ? TOML
                                            : name.endsWith(".cfg") ? CFG : INI;
                    int which = random.nextInt(texts.size());
                    Files.writeString(
                            top.resolve(folder).resolve(name),
                            name.endsWith(".py") ? "" : texts.get(which));
                    told.add(folder + "/" + name + "#" + which);
                }
            }
        }
        Files.writeString(top.resolve("a/b/test_x.py"), "def test_it(): ...\n");
        return told.toString();
    }

    private static String ours(Path cwd, List<String> args) {
        Sources sources = Disk.sources(cwd, args, "");
        Parsed<Config> parsed = Config.determine(sources, args);
        if (!parsed.issues().isEmpty()) {
            return "error";
        }
        Config config = parsed.value();
        List<String> testpaths = config.testpaths();
        return String.join(
                "\n",
                List.of(
                        "rootdir " + config.rootdir(),
                        "inifile " + config.inifile(),
                        "testpaths " + testpaths,
                        "norecursedirs " + config.norecursedirs(),
                        "python_files " + config.pythonFiles(),
                        "python_classes " + config.pythonClasses().patterns(),
                        "python_functions " + config.pythonFunctions().patterns(),
                        "paths " + config.options().paths(),
                        "ignore " + config.options().ignore(),
                        "deselect " + config.options().deselect(),
                        "k "
                                + (config.options().keyword() == null
                                        ? ""
                                        : config.options().keyword()),
                        "m "
                                + (config.options().markExpression() == null
                                        ? ""
                                        : config.options().markExpression())));
    }

    private static String real(JsonObject answer) {
        if (answer.has("error")) {
            return "error";
        }
        String inifile =
                answer.get("inifile").isJsonNull() ? "null" : answer.get("inifile").getAsString();
        return String.join(
                "\n",
                List.of(
                        "rootdir " + answer.get("rootdir").getAsString(),
                        "inifile " + inifile,
                        "testpaths " + Oracle.strings(answer, "testpaths"),
                        "norecursedirs " + Oracle.strings(answer, "norecursedirs"),
                        "python_files " + Oracle.strings(answer, "python_files"),
                        "python_classes " + Oracle.strings(answer, "python_classes"),
                        "python_functions " + Oracle.strings(answer, "python_functions"),
                        "paths " + Oracle.strings(answer, "paths"),
                        "ignore " + Oracle.strings(answer, "ignore"),
                        "deselect " + Oracle.strings(answer, "deselect"),
                        "k " + answer.get("keyword").getAsString(),
                        "m " + answer.get("markexpr").getAsString()));
    }
}
