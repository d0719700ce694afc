package org.fastest.discover;

import org.junit.jupiter.api.Test;

/** What conftests' hooks do to the items, as far as their texts tell. */
class HooksTest extends DiscoveryCheck {
    private static final String TESTS =
            """
            #- sub/test_b.py
            import pytest
            @pytest.mark.slow
            def test_slow(): ...
            #- test_a.py
            def test_one(): ...
            def test_two(): ...
            """;

    private static final String SURE =
            """
            test_b.py
                test_slow
            test_a.py
                test_one
                test_two
            """;

    private static final String UNSURE = SURE.replaceAll("(    test_\\w+)", "$1 unknown");

    private void hook(String body, String expected, String... args) {
        tree("#- conftest.py\nimport pytest, random\n" + body + TESTS, expected, args);
    }

    @Test
    void aMarkExpressionOfTheProjectsOwn() {
        String narrowed = SURE.replace("test_slow", "test_slow unknown");
        hook(
                """
                def pytest_addoption(parser):
                    parser.addoption("--all", action="store_true", dest="everything")
                def pytest_configure(config):
                    if not config.option.everything:
                        config.option.markexpr = "not slow"
                """,
                narrowed);
        hook(
                """
                def pytest_configure(config):
                    config.option.verbose = 0
                    config.addinivalue_line("markers", "slow: takes long")
                    assert config.option.markexpr == ""
                """,
                SURE);
    }

    @Test
    void aMarkExpressionFromBelow() {
        tree(
                """
                #- sub/conftest.py
                def pytest_configure(config):
                    config.option.markexpr = "not slow"
                """
                        + TESTS,
                """
                test_b.py
                    test_slow unknown
                test_a.py
                    test_one unknown
                    test_two unknown
                """);
    }

    @Test
    void otherOptionsAndSettingsOfTheProjectsOwn() {
        for (String line :
                new String[] {
                    "config.option.markexpr = 'not ' + 'slow'",
                    "config.option.keyword = 'one'",
                    "config.option.deselect = ['test_a.py::test_one']",
                    "setattr(config.option, 'keyword', 'two')",
                    "config.args[:] = ['test_a.py']",
                    "config.addinivalue_line('norecursedirs', 'sub')"
                }) {
            hook("def pytest_configure(config):\n    " + line + "\n", UNSURE);
        }
    }

    @Test
    void onlyMarks() {
        hook(
                """
                def pytest_collection_modifyitems(config, items):
                    '''Marks the items of this session; see item.nodeid.'''
                    skip = pytest.mark.skip(reason="not now")
                    for item in items:
                        # not the others' items
                        if "slow" in item.keywords or "sub" in item.nodeid:
                            item.add_marker(skip)
                """,
                SURE);
    }

    @Test
    void marksThatAreAskedFor() {
        String body =
                """
                def pytest_collection_modifyitems(items):
                    for item in items:
                        if "sub" in item.nodeid:
                            item.add_marker(pytest.mark.far)
                        elif "two" in item.nodeid:
                            item.add_marker("near")
                """;
        hook(body, "test_one unknown\ntest_two unknown\n", "-k", "not slow and not far");
        hook(body, "test_one\ntest_two\n", "-m", "not slow");
        hook(body, UNSURE, "-m", "not near");
    }

    @Test
    void marksOfAnyName() {
        hook(
                """
                def pytest_collection_modifyitems(items):
                    for item in items:
                        item.add_marker(getattr(pytest.mark, item.name))
                """,
                UNSURE,
                "-m",
                "not other");
    }

    @Test
    void otherOrder() {
        hook("def pytest_collection_modifyitems(items): items.sort(key=lambda i: i.name)\n", SURE);
        hook("def pytest_collection_modifyitems(items): items.reverse()\n", SURE);
        hook("def pytest_collection_modifyitems(items): random.shuffle(items)\n", SURE);
        hook(
                """
                def pytest_collection_modifyitems(items):
                    items[:] = sorted(items, key=lambda i: ("x" in i.keywords, i.name))
                """,
                SURE);
        hook(
                """
                def pytest_collection_modifyitems(items):
                    ordered = list(reversed(items))
                    items[:] = ordered
                """,
                SURE);
    }

    @Test
    void partitions() {
        hook(
                """
                def pytest_collection_modifyitems(items):
                    fast = []
                    slow = []
                    other = []
                    for item in items:
                        try:
                            names = item.fixturenames
                        except AttributeError:
                            other.append(item)
                        else:
                            if "slow" in item.keywords:
                                slow.append(item)
                                continue
                            elif names:
                                other.append(item)
                            else:
                                fast.append(item)
                    items[:] = fast + slow + other
                """,
                SURE);
        hook(
                """
                def pytest_collection_modifyitems(items):
                    fast = []
                    slow = []
                    for item in items:
                        if "slow" in item.keywords:
                            slow.append(item)
                        elif item.name != "test_two":
                            fast.append(item)
                    items[:] = fast + slow
                """,
                UNSURE);
        hook(
                """
                def pytest_collection_modifyitems(items):
                    fast = []
                    for item in items:
                        if "slow" in item.keywords:
                            continue
                        fast.append(item)
                    items[:] = fast
                """,
                UNSURE);
        hook(
                """
                def pytest_collection_modifyitems(items):
                    fast = []
                    for item in items:
                        fast.append(item)
                        if len(fast) > 1:
                            break
                    items[:] = fast
                """,
                UNSURE);
    }

    @Test
    void fewerItems() {
        hook("def pytest_collection_modifyitems(items): del items[1:]\n", UNSURE);
        hook("def pytest_collection_modifyitems(items): items.pop()\n", UNSURE);
        hook("def pytest_collection_modifyitems(session): session.items.pop()\n", UNSURE);
        hook(
                """
                def drop(them): them.pop()
                def pytest_collection_modifyitems(items): drop(items)
                """,
                UNSURE);
        hook(
                """
                def pytest_collection_modifyitems(items):
                    items[:] = [i for i in items if "two" not in i.name]
                """,
                UNSURE);
        hook(
                """
                def pytest_collection_modifyitems(items):
                    for item in items:
                        item._nodeid += "_more"
                """,
                UNSURE);
    }

    private static final String GUARDED =
            """
            def pytest_collection_modifyitems(config, items):
                runtime = config.getoption("--runtime")
                if not runtime:
                    return
                items.pop()
            """;

    @Test
    void optionThatIsNotGiven() {
        String declared =
                """
                def pytest_addoption(parser):
                    parser.addoption("--other", action="store_false")
                    parser.addoption("--runtime", action="store")
                """;
        hook(declared + GUARDED, SURE);
        hook(declared + GUARDED, UNSURE, "--runtime=x");
        hook(declared.replace("store\"", "store\", default=\"x\"") + GUARDED, UNSURE);
        hook(GUARDED.replace("\"--runtime\"", "\"--no-such\", default=None"), SURE);
        hook(GUARDED.replace("\"--runtime\"", "\"--no-such\", default=1"), UNSURE);
    }
}
