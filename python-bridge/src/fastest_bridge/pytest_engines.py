"""Which engine runs which items of a session that was collected."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fastest_bridge import lean_rule

if TYPE_CHECKING:
    from fastest_bridge.lean import Lean


def lean(session, teller, full: dict[str, str]) -> Lean | None:
    """Give the engine that runs items past pytest's hooks, or None where pytest is not one that it knows.

    `full` has files, relative to the rootdir, that pytest runs in any case, each with the reason.
    """
    if not lean_rule.knows(pytest.version_tuple):
        return None
    from fastest_bridge.lean import Lean  # Needs what older versions of pytest do not have.

    return Lean(session, teller, full)


def by_file(session, teller, full: dict[str, str]) -> dict:
    """Give which plugins there are, and which engine runs which file's items."""
    found = lean(session, teller, full)
    unknown = f"pytest {pytest.__version__} is not among the tested versions"
    files = lean_rule.by_file(session.items, found.why_not if found else lambda item: unknown)
    distributions = session.config.pluginmanager.list_plugin_distinfo()
    plugins = dict.fromkeys(f"{each.project_name} {each.version}" for _, each in distributions)
    return {"files": files, "plugins": list(plugins)}
