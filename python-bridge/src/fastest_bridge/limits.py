"""The time limit of tests and imports, as a session of pytest knows it.

Who enforces it is the server, from outside. Here it is told what begins, and where pytest-timeout is
installed that plugin gets the same limit: it ends a test more gently than a kill does.
"""

from __future__ import annotations

import sys

# What pytest-timeout has for ending a test itself before the server kills the session, in seconds.
_HEAD_START = 1.0


def give_to_plugin(config, seconds: float) -> None:
    """Let pytest-timeout, if it is there, do with the limit what its own option does."""
    if _plugin(config) is not None:
        config.option.timeout = seconds


def of_item(config, item) -> float | None:
    """Give the seconds after which the server ends the item: 0 for never, None for the run's limit.

    pytest-timeout has marks and settings of its own; what it allows is allowed.
    """
    plugin = _plugin(config)
    settings_of = getattr(plugin, "_get_item_settings", None)
    if plugin is None:
        return None
    if settings_of is None:
        return 0  # A version that we do not know decides alone.
    try:
        settings = settings_of(item)
    except Exception:
        return None  # A mark that it cannot read; it is about to say so itself.
    timeout = settings.timeout
    if timeout is None or timeout <= 0 or settings.func_only:
        return 0
    return float(timeout) + _HEAD_START


def _plugin(config):
    plugin = sys.modules.get("pytest_timeout")
    return plugin if plugin is not None and config.pluginmanager.is_registered(plugin) else None
