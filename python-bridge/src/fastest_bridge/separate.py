"""Whether each file of a collection could have been collected by itself with the same result.

Reads pytest's objects by their attributes, imports no pytest.
"""

from __future__ import annotations

import os
import sys

# Hooks that may add, drop, rename or reorder items.
_HOOKS = (
    "pytest_collection",
    "pytest_collection_modifyitems",
    "pytest_generate_tests",
    "pytest_make_parametrize_id",
    "pytest_itemcollected",
    "pytest_collect_file",
    "pytest_collect_directory",
    "pytest_ignore_collect",
    "pytest_pycollect_makemodule",
    "pytest_pycollect_makeitem",
    "pytest_make_collect_report",
)

# Plugins whose hooks look at each item by itself and keep the order, by the package of the plugin's module;
# behind each the version that was read.
_HARMLESS = frozenset(
    {
        "_pytest",
        "fastest_bridge",
        "_hypothesis_pytestplugin",  # hypothesis 6.170
        "anyio",  # 4.16
        "pytest_asyncio",  # 1.5
        "pytest_benchmark",  # 5.2
        "pytest_cov",  # 7.1
        "pytest_mock",  # 3.17
        "pytest_rerunfailures",  # 16.7
        "pytest_timeout",  # 2.4
        "xdist",  # 3.8
    }
)

# Options by which the tests of one file depend on those of another, or on an earlier run.
_OPTIONS = ("lf", "failedfirst", "newfirst", "stepwise", "pyargs", "keepduplicates")


def why_not(session, order: list[str]) -> str | None:
    """Give a reason why a file's items may depend on the other files, or None.

    `order` is sys.path as it was before the collection.
    """
    try:
        return _reason(session, order)
    except Exception as error:  # Some other pytest than those that were read.
        return f"{type(error).__name__}: {error}"


def _reason(session, order: list[str]) -> str | None:
    config = session.config
    for name in _HOOKS:
        hook = getattr(config.pluginmanager.hook, name, None)
        for each in () if hook is None else hook.get_hookimpls():
            package = str(getattr(each.function, "__module__", "")).partition(".")[0]
            if package not in _HARMLESS:
                return f"{name} in {each.plugin_name}"
    for option in _OPTIONS:
        if getattr(config.option, option, False):
            return f"the option {option}"
    added = {entry for entry in sys.path if entry not in order}
    if len(added) > 1 or len({_root_of(item) for item in session.items}) > 1:
        return "test files of several folders on sys.path"
    for item in session.items:
        scopes = getattr(getattr(item, "callspec", None), "_arg2scope", {})
        for argument, scope in scopes.items():
            if getattr(scope, "value", None) in ("session", "package"):
                return f"the parameter {argument} of {scope.value} scope"
    return _split(session.items)


def _root_of(item) -> str | None:
    """Give the folder that a test's module was imported from."""
    module = getattr(item, "module", None)
    file = getattr(module, "__file__", None)
    if not isinstance(file, str):
        return None
    folder = os.path.dirname(file)
    for _ in range(module.__name__.count(".")):
        folder = os.path.dirname(folder)
    return folder


def _split(items) -> str | None:
    seen: set[str] = set()
    last = ""
    for item in items:
        path = item.nodeid.partition("::")[0]
        if path != last:
            if path in seen:
                return f"the items of {path} do not follow each other"
            seen.add(path)
            last = path
    return None


def absolute(paths: list[str]) -> list[str]:
    """Give the paths of files to collect, as arguments of pytest."""
    return [os.path.abspath(path) for path in paths]
