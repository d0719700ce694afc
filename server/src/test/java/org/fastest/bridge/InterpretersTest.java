package org.fastest.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.fastest.bridge.Interpreters.Layout;
import org.fastest.model.Interpreter;
import org.fastest.model.Places;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The search for an interpreter, in made-up folders. */
class InterpretersTest {
    @TempDir Path temp = Path.of("");
    private Path workspace = Path.of("");
    private Path project = Path.of("");
    private final Map<String, String> env = new HashMap<>();

    @BeforeEach
    void folders() throws IOException {
        temp = temp.toRealPath();
        workspace = Files.createDirectories(temp.resolve("work"));
        project = Files.createDirectories(workspace.resolve("sub/project"));
        env.put("PATH", Files.createDirectories(temp.resolve("bin")).toString());
    }

    @Test
    void theOrderOfTheSearch() throws Exception {
        NoInterpreterException none = assertThrows(NoInterpreterException.class, () -> find(null));
        for (String tried :
                List.of(
                        "VIRTUAL_ENV (not set)",
                        "CONDA_PREFIX (not set)",
                        ".venv, venv, env in " + project,
                        ".venv, venv, env in " + workspace,
                        "uv, poetry, pipenv and pdm",
                        "conda's base",
                        "python3 on PATH",
                        "python on PATH")) {
            assertTrue(String.valueOf(none.getMessage()).contains(tried), none.getMessage());
        }
        executable(temp.resolve("bin/python"));
        assertFound("python on PATH", temp.resolve("bin/python"));
        executable(temp.resolve("bin/python3"));
        assertFound("python3 on PATH", temp.resolve("bin/python3"));

        venv(temp.resolve("conda"));
        Files.createDirectories(temp.resolve("conda/condabin"));
        env.put("CONDA_PREFIX", temp.resolve("conda").toString());
        assertFound("conda's base", temp.resolve("conda/bin/python"));

        venv(temp.resolve("pdm"));
        Files.writeString(project.resolve(".pdm-python"), temp.resolve("pdm/bin/python") + "\n");
        assertFound("pdm's choice for " + project, temp.resolve("pdm/bin/python"));

        venv(workspace.resolve("env"));
        assertFound("env in " + workspace, workspace.resolve("env/bin/python"));
        venv(workspace.resolve(".venv"));
        assertFound(".venv in " + workspace, workspace.resolve(".venv/bin/python"));
        venv(project.resolve("venv"));
        assertFound("venv in " + project, project.resolve("venv/bin/python"));

        venv(temp.resolve("conda-tests"));
        env.put("CONDA_PREFIX", temp.resolve("conda-tests").toString());
        assertFound("CONDA_PREFIX", temp.resolve("conda-tests/bin/python"));
        env.put("VIRTUAL_ENV", temp.resolve("gone").toString());
        assertFound("CONDA_PREFIX", temp.resolve("conda-tests/bin/python"));
        venv(temp.resolve("active"));
        env.put("VIRTUAL_ENV", temp.resolve("active").toString());
        assertFound("VIRTUAL_ENV", temp.resolve("active/bin/python"));

        Interpreter own =
                interpreters()
                        .find(
                                new Interpreters.Search(
                                        project,
                                        workspace,
                                        Layout.SEVERAL_PROJECTS,
                                        workspace,
                                        null));
        assertEquals("venv in " + project, own.why());
    }

    @Test
    void theSearchEndsAtTheWorkspace() throws Exception {
        venv(temp.resolve(".venv"));
        assertThrows(NoInterpreterException.class, () -> find(null));
    }

    @Test
    void aRelativePathEntryIsNotTrusted() throws Exception {
        executable(temp.resolve("bin/python"));
        env.put("PATH", "." + java.io.File.pathSeparator + java.io.File.pathSeparator + "bin");
        assertThrows(NoInterpreterException.class, () -> find(null));
    }

    @Test
    void theExplicitChoice() throws Exception {
        venv(workspace.resolve("mine"));
        executable(temp.resolve("bin/python3.9"));
        Path python = workspace.resolve("mine/bin/python");
        assertEquals(python, find("mine/bin/python").executable());
        assertEquals(python, find("mine").executable());
        assertEquals(python, find(python.toString()).executable());
        assertEquals(temp.resolve("bin/python3.9"), find("python3.9").executable());
        Files.writeString(workspace.resolve("data"), "");
        for (String wrong : List.of("data", "nothing", "no/such/python")) {
            NoInterpreterException error =
                    assertThrows(NoInterpreterException.class, () -> find(wrong));
            assertEquals(
                    "The chosen Python " + wrong + " is no executable file and not on PATH.",
                    error.getMessage());
        }
    }

    @Test
    void poetryAndPipenvAreFoundByTheirNames() throws Exception {
        Path cache = temp.resolve("home/.cache/pypoetry/virtualenvs");
        Files.writeString(project.resolve("pyproject.toml"), "");
        byte[] digest =
                java.security.MessageDigest.getInstance("SHA-256")
                        .digest(
                                project.toString()
                                        .getBytes(java.nio.charset.StandardCharsets.UTF_8));
        String hash = java.util.Base64.getUrlEncoder().encodeToString(digest).substring(0, 8);
        venv(cache.resolve("other-AAAAAAAA-py3.13"));
        venv(cache.resolve("name-" + hash + "-py3.9"));
        venv(cache.resolve("name-" + hash + "-py3.12"));
        assertFound(
                "poetry's environment of " + project,
                cache.resolve("name-" + hash + "-py3.12/bin/python"));

        Files.delete(project.resolve("pyproject.toml"));
        Files.writeString(project.resolve("Pipfile"), "");
        Path data = temp.resolve("home/.local/share/virtualenvs");
        venv(data.resolve("elsewhere-12345678"));
        Files.writeString(data.resolve("elsewhere-12345678/.project"), temp.toString());
        venv(data.resolve("project-12345678"));
        Files.writeString(data.resolve("project-12345678/.project"), project + "\n");
        assertFound(
                "pipenv's environment of " + project, data.resolve("project-12345678/bin/python"));

        Files.writeString(project.resolve("pyproject.toml"), "");
        venv(project.resolve("uv-env"));
        env.put("UV_PROJECT_ENVIRONMENT", "uv-env");
        assertFound("uv's environment of " + project, project.resolve("uv-env/bin/python"));
    }

    @Test
    void anEnvironmentsFilesTellItsVersions() throws Exception {
        Path venv = project.resolve(".venv");
        venv(venv);
        Path site = Files.createDirectories(venv.resolve("lib/python3.11/site-packages"));
        assertEquals("3.11.7", find(null).version());
        assertNull(find(null).pytest());
        Files.createDirectories(site.resolve("pytest_xdist-3.8.0.dist-info"));
        Files.createDirectories(site.resolve("pytest-cov-6.0.dist-info"));
        assertNull(find(null).pytest());
        Files.createDirectories(site.resolve("pytest-9.0.3.dist-info"));
        assertEquals("9.0.3", find(null).pytest());
        assertEquals(List.of(site), find(null).sitePackages());
    }

    @Test
    void anEnvironmentMayShowTheBasesPackages() throws Exception {
        Path venv = project.resolve(".venv");
        venv(venv);
        Path base = Files.createDirectories(temp.resolve("base/lib/python3.11/site-packages"));
        Files.createDirectories(base.resolve("pytest-7.4.0-py3.11.egg-info"));
        Files.createDirectories(temp.resolve("base/bin"));
        String settings =
                "home = " + temp.resolve("base/bin") + "\nversion_info = 3.11.7.final.0\n";
        Files.writeString(venv.resolve("pyvenv.cfg"), settings);
        assertNull(find(null).pytest());
        Files.writeString(
                venv.resolve("pyvenv.cfg"), settings + "include-system-site-packages = true\n");
        assertEquals("7.4.0", find(null).pytest());
        assertEquals("3.11.7", find(null).version());
    }

    @Test
    void anInterpreterOutsideIsAskedOnceAndOneInsideNever() throws Exception {
        Path asked = temp.resolve("asked");
        Path site = Files.createDirectories(temp.resolve("x/site-packages"));
        script(temp.resolve("bin/python3"), asked, site);
        Interpreter found = find(null);
        assertNull(found.version());
        Interpreter known = interpreters().facts(found, workspace, project);
        assertEquals("3.12.1", known.version());
        assertNull(known.pytest());
        Files.createDirectories(site.resolve("pytest-8.0.0.dist-info"));
        assertEquals("8.0.0", interpreters().facts(found, workspace, project).pytest());
        assertEquals(1, Files.readAllLines(asked).size());
        // A shim answers by folder.
        interpreters().facts(found, workspace, workspace);
        assertEquals(2, Files.readAllLines(asked).size());
        env.put("PYENV_VERSION", "3.9");
        interpreters().facts(found, workspace, workspace);
        assertEquals(3, Files.readAllLines(asked).size());

        script(workspace.resolve("bin/python"), asked, site);
        Interpreter inside = find("bin/python");
        assertEquals(inside, interpreters().facts(inside, workspace, project));
        assertEquals(3, Files.readAllLines(asked).size());
    }

    @Test
    void whatIsNoPythonSaysSo() throws Exception {
        executable(temp.resolve("bin/python3"));
        Interpreter found = find(null);
        NoInterpreterException error =
                assertThrows(
                        NoInterpreterException.class,
                        () -> interpreters().facts(found, workspace, project));
        assertTrue(
                String.valueOf(error.getMessage())
                        .startsWith(temp.resolve("bin/python3").toString()));
    }

    @Test
    void placesFollowTheSystemsCustom() {
        Path home = Path.of("/home/me");
        assertEquals(
                new Places(home.resolve(".cache/fastest"), home.resolve(".local/state/fastest")),
                Places.of(Map.of("XDG_CACHE_HOME", "relative"), "Linux", home));
        assertEquals(
                Path.of("/c/fastest"),
                Places.of(Map.of("XDG_CACHE_HOME", "/c"), "Linux", home).cache());
        assertEquals(
                home.resolve("Library/Caches/fastest"),
                Places.of(Map.of(), "Mac OS X", home).cache());
        assertEquals(
                home.resolve("AppData/Local/fastest/state"),
                Places.of(Map.of(), "Windows 11", home).state());
    }

    private void assertFound(String why, Path executable) throws Exception {
        Interpreter found = find(null);
        assertEquals(why, found.why());
        assertEquals(executable, found.executable());
    }

    private Interpreter find(@Nullable String explicit) throws NoInterpreterException {
        return interpreters()
                .find(
                        new Interpreters.Search(
                                project, workspace, Layout.ONE_PROJECT, workspace, explicit));
    }

    private Interpreters interpreters() {
        Path home = temp.resolve("home");
        return new Interpreters(
                new Host(env, home, Host.OperatingSystem.LINUX),
                new Places(home.resolve("cache"), home.resolve("state")));
    }

    private static void venv(Path folder) throws IOException {
        executable(folder.resolve("bin/python"));
        Files.writeString(folder.resolve("pyvenv.cfg"), "home = /nowhere\nversion = 3.11.7\n");
    }

    private static void executable(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/sh\nexit 0\n");
        assertTrue(file.toFile().setExecutable(true));
    }

    private static void script(Path file, Path asked, Path site) throws IOException {
        executable(file);
        Files.writeString(
                file,
                "#!/bin/sh\necho asked >> '"
                        + asked
                        + "'\necho '{\"version\": \"3.12.1\", \"site\": [\""
                        + site
                        + "\"]}'\n");
    }
}
