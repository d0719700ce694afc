package org.fastest.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.fastest.discover.Facts;
import org.fastest.model.Interpreter;
import org.fastest.model.TestItem;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plugins are found by what installed distributions say of themselves, and read as they stand. */
class InstalledPluginsTest {
    private static final String GENERATES =
            """
            def pytest_generate_tests(metafunc):
                for name in metafunc.fixturenames:
                    metafunc.parametrize(name, [1])
            """;

    @TempDir Path temp = Path.of("");
    private Path root = Path.of("");
    private Path site = Path.of("");

    @BeforeEach
    void begin() throws IOException {
        root = Files.createDirectories(temp.toRealPath().resolve("project"));
        site = Files.createDirectories(temp.toRealPath().resolve("site-packages"));
        Files.writeString(
                root.resolve("test_it.py"),
                """
                import pytest
                def test_plain(number): ...
                async def test_async(): ...
                @pytest.mark.anyio
                async def test_marked(): ...
                """);
    }

    @Test
    void withoutPluginsAllIsKnown() throws IOException {
        assertEquals(List.of("test_plain", "test_async", "test_marked"), exact(Map.of()));
        assertTrue(list(Map.of()).isSeparable());
    }

    @Test
    void othersAreRead() throws IOException {
        plugin("other", "other_plugin", "1.0", "other_plugin", GENERATES);
        assertEquals(List.of(), exact(Map.of()));
        assertFalse(list(Map.of()).isSeparable());
        assertEquals(
                List.of("test_plain", "test_async", "test_marked"),
                exact(Map.of(), "-p", "no:other"));
        assertEquals(
                List.of("test_plain", "test_async", "test_marked"),
                exact(Map.of("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")));
        assertEquals(
                List.of(), exact(Map.of("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1"), "-p", "other"));
        assertEquals(
                List.of(),
                exact(
                        Map.of(
                                "PYTEST_DISABLE_PLUGIN_AUTOLOAD",
                                "1",
                                "PYTEST_PLUGINS",
                                "other_plugin")));
    }

    @Test
    void fixturesOfPluginsCount() throws IOException {
        String text =
                """
                import pytest
                @pytest.fixture(params=["a", "b"])
                def number(request): ...
                """;
        plugin("other", "other_plugin", "1.0", "other_plugin", text);
        assertEquals(
                List.of("test_plain[a]", "test_plain[b]", "test_async", "test_marked"),
                exact(Map.of()));
        assertTrue(list(Map.of()).isSeparable());
    }

    @Test
    void knownOnesAreNotRead() throws IOException {
        plugin("timeout", "pytest_timeout", "2.4.0", "pytest_timeout", GENERATES);
        assertEquals(List.of("test_plain", "test_async", "test_marked"), exact(Map.of()));
        plugin("xdist", "pytest_xdist", "99.0", "xdist_plugin", GENERATES);
        assertEquals(List.of(), exact(Map.of()));
    }

    @Test
    void unreadableOnesLeaveDoubt() throws IOException {
        plugin("other", "other_plugin", "1.0", "no_such_module", "");
        Files.delete(site.resolve("no_such_module.py"));
        assertEquals(List.of(), exact(Map.of()));
    }

    @Test
    void backendsOfAnyio() throws IOException {
        String text = "@pytest.fixture(scope='module', params=get_all_backends())\n";
        plugin("anyio", "anyio", "4.12.0", "anyio_plugin", text.replace("all", "available"));
        assertEquals(List.of("test_plain", "test_async"), exact(Map.of()));
        Files.writeString(site.resolve("trio.py"), "");
        assertEquals(
                List.of("test_plain", "test_async", "test_marked[asyncio]", "test_marked[trio]"),
                exact(Map.of()));
        assertEquals(
                List.of(
                        "test_plain",
                        "test_async[asyncio]",
                        "test_async[trio]",
                        "test_marked[asyncio]",
                        "test_marked[trio]"),
                exact(Map.of(), "-o", "anyio_mode=auto"));
        assertEquals(
                List.of("test_plain", "test_async", "test_marked"),
                exact(Map.of(), "-p", "no:anyio"));
    }

    @Test
    void olderAnyioHasBothBackends() throws IOException {
        String text = "@pytest.fixture(scope='module', params=get_all_backends())\n";
        plugin("anyio", "anyio", "4.9.0", "anyio_plugin", text);
        assertEquals(
                List.of("test_plain", "test_async", "test_marked[asyncio]", "test_marked[trio]"),
                exact(Map.of()));
    }

    @Test
    void thoseThatReorderDropNothing() throws IOException {
        plugin("randomly", "pytest_randomly", "3.16.0", "pytest_randomly", GENERATES);
        assertEquals(List.of("test_plain", "test_async", "test_marked"), exact(Map.of()));
        assertFalse(list(Map.of()).isSeparable());
    }

    private void plugin(
            String name, String distribution, String version, String module, String text)
            throws IOException {
        Path info = site.resolve(distribution + "-" + version + ".dist-info");
        Files.createDirectories(info);
        Files.writeString(
                info.resolve("entry_points.txt"),
                "[console_scripts]\na = b:c\n\n[pytest11]\n" + name + " = " + module + "\n");
        Files.writeString(site.resolve(module + ".py"), text);
    }

    private List<String> exact(Map<String, String> environment, String... args) {
        List<String> names = new ArrayList<>();
        for (FileTests file : list(environment, args).files()) {
            for (TestItem item : TestItem.leaves(file.items())) {
                if (item.certainty() == org.fastest.model.Certainty.EXACT) {
                    String id = item.id().nodeId();
                    names.add(id.substring(id.indexOf("::") + 2));
                }
            }
        }
        return names;
    }

    private Listing list(Map<String, String> environment, String... args) {
        Interpreter interpreter =
                new Interpreter(
                        temp.resolve("bin/python"), "chosen", "3.11.0", "9.2.0", List.of(site));
        Project project =
                Project.at(root, List.of(args), environment, new Facts(null))
                        .with(new Facts("9.2.0", "3.11.0", "linux", "CPython"), interpreter);
        return Listing.read(project, "p", 1);
    }
}
