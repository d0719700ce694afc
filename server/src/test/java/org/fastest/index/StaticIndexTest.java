package org.fastest.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.fastest.cache.Blobs;
import org.fastest.cache.Listings;
import org.fastest.config.Sources;
import org.fastest.discover.Facts;
import org.fastest.model.Interpreter;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The oracle of a listing from the index is the same listing without it. */
class StaticIndexTest {
    /** Stamps count at once for a clock that is ahead of the files'. */
    private static final InstantSource LATER =
            () -> InstantSource.system().instant().plusSeconds(60);

    @TempDir Path temp = Path.of("");
    private Path root = Path.of("");
    private Path site = Path.of("");

    @BeforeEach
    void project() throws IOException {
        root = Files.createDirectories(temp.toRealPath().resolve("root"));
        site = Files.createDirectories(temp.toRealPath().resolve("lib/python3.11/site-packages"));
        write("pytest.ini", "[pytest]\n");
        write("conftest.py", "import pytest\n");
        write("a/test_one.py", "def test_one(): ...\n");
        write("a/test_two.py", "from base import Base\nclass TestTwo(Base): ...\n");
        write("a/base.py", "class Base:\n    def test_base(self): ...\n");
        write("b/__init__.py", "");
        write("b/test_three.py", "import pytest\n@pytest.mark.slow\ndef test_three(): ...\n");
        write("b/test_broken.py", "def test_(:\n");
    }

    @Test
    void asecondListingReadsNothing() {
        assertEquals(
                List.of("a/test_one.py", "a/test_two.py", "b/test_broken.py", "b/test_three.py"),
                read());
        assertEquals(List.of(), read());
        StaticIndex index = index(LATER);
        Project project = project(List.of());
        assertNotNull(index.shown(project), "by its stamps alone");
        StaticListing shown = list(index, project, StaticListing.Part.IDS);
        StaticListing fresh = list(null, project, StaticListing.Part.IDS);
        assertEquals(printed(fresh), printed(shown));
        assertEquals(fresh.faults(), shown.faults());
        assertEquals(1, shown.faults().size());
    }

    @Test
    void onlyWhatChangedIsReadAgainAndWhatDependsOnIt() throws IOException {
        read();
        write("a/test_one.py", "def test_one(): ...\ndef test_more(): ...\n");
        assertEquals(List.of("a/test_one.py"), read());
        write("a/base.py", "class Base:\n    def test_other(self): ...\n");
        assertEquals(List.of("a/test_two.py"), read());
        write("b/conftest.py", "collect_ignore = ['test_broken.py']\n");
        assertEquals(List.of("b/test_three.py"), read());
        write("a/test_new.py", "def test_new(): ...\n");
        assertEquals(List.of("a/test_new.py"), read());
        Files.delete(root.resolve("a/test_new.py"));
        assertEquals(List.of(), read());
        write("b/base.py", "class Base: ...\n");
        assertEquals(List.of(), read(), "which nobody there imports");
    }

    @Test
    void whatWasNotThereCounts() throws IOException {
        write("a/test_two.py", "from elsewhere import Base\nclass TestTwo(Base): ...\n");
        read();
        Files.writeString(
                site.resolve("elsewhere.py"), "class Base:\n    def test_it(self): ...\n");
        assertEquals(
                List.of("a/test_two.py"),
                read().stream().filter(each -> each.startsWith("a/test_t")).toList());
        Files.delete(site.resolve("elsewhere.py"));
        write("elsewhere/__init__.py", "class Base:\n    def test_them(self): ...\n");
        assertTrue(read().contains("a/test_two.py"));
    }

    @Test
    void whatOnlyWasTouchedIsNotReadAgain() throws IOException {
        read();
        Files.setLastModifiedTime(root.resolve("a/test_one.py"), FileTime.fromMillis(1));
        Files.setLastModifiedTime(root.resolve("a"), FileTime.fromMillis(1));
        assertNull(index(LATER).shown(project(List.of())), "stamps differ");
        assertEquals(List.of(), read());
        assertNotNull(index(LATER).shown(project(List.of())), "the new stamps were kept");
    }

    @Test
    void anEditOfTheSameSizeInTheSameTickIsSeen() throws IOException {
        Path file = root.resolve("a/test_one.py");
        FileTime time = Files.getLastModifiedTime(file);
        list(index(InstantSource.system()), project(List.of()), StaticListing.Part.ALL).keep();
        write("a/test_one.py", "def test_two(): ...\n");
        Files.setLastModifiedTime(file, time);
        assertNull(index(InstantSource.system()).shown(project(List.of())));
        assertEquals(List.of("a/test_one.py"), read(InstantSource.system()));
    }

    @Test
    void aClockThatWasMovedBackProvesNothing() throws IOException {
        InstantSource early = () -> InstantSource.system().instant().minusSeconds(3600);
        read(early);
        assertNull(index(early).shown(project(List.of())), "files of the future");
        write("a/test_one.py", "def test_two(): ...\n");
        assertEquals(List.of("a/test_one.py"), read(early));
    }

    @Test
    void kindsOfEntriesCount() throws IOException {
        read();
        Files.delete(root.resolve("a/test_one.py"));
        write("a/test_one.py/test_inside.py", "def test_inside(): ...\n");
        assertTrue(read().contains("a/test_one.py/test_inside.py"));
        delete(root.resolve("b"));
        assertEquals(List.of(), read().stream().filter(each -> each.startsWith("b/")).toList());
        write("b", "a file now\n");
        read();
    }

    @Test
    void linksCount() throws IOException {
        write("real/test_x.py", "def test_x(): ...\n");
        Path other = Files.createDirectories(temp.toRealPath().resolve("other"));
        Files.writeString(other.resolve("test_x.py"), "def test_x(): ...\n");
        Path link = Files.createSymbolicLink(root.resolve("link"), other);
        read();
        // The same names and contents, but a folder that is there twice now.
        Files.delete(link);
        Path twin = Files.createSymbolicLink(root.resolve("m_link"), other);
        Files.createSymbolicLink(link, other);
        read();
        Files.delete(twin);
        Files.createSymbolicLink(twin, root.resolve("real"));
        read();
        Files.delete(link);
        Files.createSymbolicLink(link, root.resolve("nowhere"));
        read();
        Files.writeString(other.resolve("test_x.py"), "def test_y(): ...\n");
        read();
    }

    @Test
    void settingsAndArgumentsHaveListingsOfTheirOwn() throws IOException {
        read();
        StaticIndex index = index(LATER);
        assertNull(index.shown(project(List.of("a"))));
        assertNull(index.shown(project(List.of("--noconftest"))));
        assertNull(index.shown(project(List.of("-m", "slow"))));
        assertNotNull(index.shown(project(List.of("--deselect=a"))));
        write("pytest.ini", "[pytest]\npython_functions = check\n");
        assertNull(index.shown(project(List.of())));
        assertEquals(4, read().size());
        write("pytest.ini", "[pytest]\n");
        assertNotNull(index.shown(project(List.of())));
    }

    /** Whoever adds to these adds to {@link Question} too, and then here. */
    @Test
    void theQuestionHoldsAllThatDecides() {
        assertEquals(
                List.of("pytest", "python", "platform", "implementation"), components(Facts.class));
        assertEquals(
                List.of(
                        "executable",
                        "version",
                        "sitePackages",
                        "pythonPath",
                        "plugins",
                        "loadsPlugins"),
                components(Installation.class));
        assertEquals(
                List.of("cwd", "targets", "texts", "setupPys", "addopts"),
                components(Sources.class));
        assertEquals(
                List.of(
                        "cwd",
                        "args",
                        "sources",
                        "config",
                        "targets",
                        "facts",
                        "installation",
                        "issues"),
                components(Project.class));
    }

    private static List<String> components(Class<?> record) {
        return Stream.of(record.getRecordComponents()).map(RecordComponent::getName).toList();
    }

    @Test
    void selectionsAreMadeFromTheIndex() {
        read();
        for (List<String> args :
                List.of(
                        List.of("-k", "one or three"),
                        List.of("-m", "slow"),
                        List.of("--deselect", "a/test_one.py"),
                        List.of("a/test_two.py::TestTwo"),
                        List.of("a/test_two.py::TestThree"),
                        List.of("-k", "("))) {
            Project project = project(args);
            for (int i = 0; i < 2; i++) {
                StaticListing kept = list(index(LATER), project, StaticListing.Part.IDS);
                StaticListing fresh = list(null, project, StaticListing.Part.IDS);
                assertEquals(printed(fresh), printed(kept));
                assertEquals(fresh.issues(), kept.issues());
                assertEquals(fresh.files(), kept.files());
                kept.keep();
            }
        }
    }

    /** What -m makes of items depends on the marks that a hook may give them. */
    @Test
    void marksThatAHookGives() throws IOException {
        write(
                "conftest.py",
                """
                def pytest_collection_modifyitems(items):
                    for item in items:
                        if "one" in item.nodeid:
                            item.add_marker("far")
                """);
        read();
        Project project = project(List.of("-m", "not far"));
        StaticListing kept = list(index(LATER), project, StaticListing.Part.ALL);
        assertEquals(list(null, project, StaticListing.Part.ALL).files(), kept.files());
    }

    @Test
    void anotherBuildReadsAnew() {
        read();
        StaticIndex other = new StaticIndex(listings(), "another", LATER, StaticIndex.Use.KEPT);
        assertNull(other.shown(project(List.of())));
    }

    @Test
    void freshReadsAllAndKeepsIt() throws IOException {
        read();
        write("a/test_one.py", "def test_changed(): ...\n");
        StaticIndex fresh = new StaticIndex(listings(), "1", LATER, StaticIndex.Use.FRESH);
        Reading reading = Reading.of(project(List.of()), "p", 1, fresh);
        assertTrue(reading.files().stream().noneMatch(IndexedFile::isKept));
        reading.keep().run();
        assertEquals(List.of(), read());
    }

    @Test
    void whateverChangesTheListingIsTheOneOfNow() throws IOException {
        Random random = new Random(4);
        String[] folders = {"a", "b", "a/sub", "b/sub", "."};
        String[] names = {
            "test_one.py",
            "test_two.py",
            "conftest.py",
            "__init__.py",
            "base.py",
            "json.py",
            "test_three.py"
        };
        String[] texts = {
            "def test_one(): ...\n",
            "def test_two(): ...\n",
            "from base import Base\nclass TestIt(Base): ...\n",
            "class Base:\n    def test_base(self): ...\n",
            "class Base:\n    def test_other(self): ...\n",
            "from json import *\nimport missing\ndef test_it(): ...\n",
            "import pytest\n@pytest.fixture(params=[1, 2])\ndef fix(request): ...\n",
            "def test_fix(fix): ...\n",
            "collect_ignore = ['test_one.py', 'sub']\n",
            "def test_(:\n",
            "raise SystemExit\n",
            "from .base import *\ndef pytest_collection_modifyitems(items): ...\n",
            "",
        };
        for (int step = 0; step < 150; step++) {
            Path folder = root.resolve(folders[random.nextInt(folders.length)]).normalize();
            Path file = folder.resolve(names[random.nextInt(names.length)]);
            int action = random.nextInt(10);
            if (action == 0) {
                delete(file);
            } else if (action == 1 && !folder.equals(root)) {
                delete(folder);
            } else if (action == 2) {
                delete(file);
                Files.createDirectories(folder);
                Files.createSymbolicLink(file, root.resolve("a/base.py"));
            } else if (!Files.isDirectory(file)
                    && (!Files.exists(folder) || Files.isDirectory(folder))) {
                Files.createDirectories(folder);
                Files.deleteIfExists(file);
                Files.writeString(file, texts[random.nextInt(texts.length)]);
            }
            read(InstantSource.system());
        }
    }

    /** Lists with the index, and without: the files that were read. */
    private List<String> read() {
        return read(LATER);
    }

    private List<String> read(InstantSource clock) {
        Project project = project(List.of());
        Reading reading = Reading.of(project, "p", 1, index(clock));
        List<FileTests> files = new ArrayList<>();
        List<String> read = new ArrayList<>();
        for (IndexedFile file : reading.files()) {
            files.add(file.tests("p"));
            if (!file.isKept()) {
                read.add(file.path());
            }
        }
        Reading without = Reading.of(project, "p", 1, null);
        assertEquals(without.files().stream().map(file -> file.tests("p")).toList(), files);
        assertEquals(without.actsOnSession(), reading.actsOnSession());
        reading.keep().run();
        return read;
    }

    private static StaticListing list(
            @Nullable StaticIndex index, Project project, StaticListing.Part part) {
        return StaticListing.of(project, "p", 1, index, part);
    }

    private static String printed(StaticListing listing) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(bytes, false, StandardCharsets.UTF_8);
        listing.ids().writeTo(out);
        out.flush();
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private Listings listings() {
        return new Listings(new Blobs(temp.resolve("cache")));
    }

    private StaticIndex index(InstantSource clock) {
        return new StaticIndex(listings(), "1", clock, StaticIndex.Use.KEPT);
    }

    private Project project(List<String> args) {
        Interpreter interpreter =
                new Interpreter(
                        temp.resolve("bin/python"), "chosen", "3.11.0", "9.2.0", List.of(site));
        return Project.at(root, args, Map.of(), new Facts(null))
                .with(new Facts("9.2.0", "3.11.0", "linux", "CPython"), interpreter);
    }

    private void write(String path, String text) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static void delete(Path path) throws IOException {
        if (Files.isDirectory(path, java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
            try (Stream<Path> all = Files.walk(path)) {
                for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(each);
                }
            }
        } else {
            Files.deleteIfExists(path);
        }
    }
}
