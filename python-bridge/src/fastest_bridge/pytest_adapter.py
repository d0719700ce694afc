"""Engine `full`: pytest itself in this process, with a plugin that tells what happens and asks what to run.

The modules named `pytest_…` are this engine's; only they and engine `lean` import pytest, so that all others
load without it. Here are its start, and what keeps it from starting.
"""

from __future__ import annotations

import importlib
import inspect
import os
import sys
import traceback
from typing import TYPE_CHECKING

import _pytest.config
import pytest
from _pytest.assertion import rewrite
from _pytest.config import ConftestImportFailure, _prepareconfig, default_plugins

from fastest_bridge import bytecode, covering, lean_rule, pytest_failures
from fastest_bridge.channel import Channel
from fastest_bridge.ended import Ended
from fastest_bridge.pytest_plugin import Plugin
from fastest_bridge.world import World

if TYPE_CHECKING:
    from fastest_bridge.parking import Parking

# What pytest 9.1 and later raise for a plugin that breaks while it is loaded; nothing is caught before.
_PluginImportFailure = getattr(_pytest.config, "PluginImportFailure", ())

# How pytest 9.1 and later call themselves in their usage.
_HAS_PROG = "prog" in inspect.signature(_prepareconfig).parameters


def preload() -> None:
    """Import what every session of pytest imports at its start."""
    for name in default_plugins:
        importlib.import_module(f"_pytest.{name}")
    # Imported by the debugging and the faulthandler plugins whenever a session is configured.
    importlib.import_module("pdb")
    importlib.import_module("faulthandler")
    if lean_rule.knows(pytest.version_tuple):
        importlib.import_module("fastest_bridge.lean")


def run(channel: Channel, request: dict, parking: Parking | None = None) -> Ended:
    """Do what `python -m pytest ARGS` does in this process, reporting to the channel.

    With `parking`, the process may stay where it stands, and the session go on in a fork.
    """
    args = [*(["--collect-only"] if request.get("collectOnly") else []), *request["args"]]
    world = World.begin(request["cwd"]) if request.get("world") else None
    plugin = Plugin(channel, request, world, parking)
    account = plugin.account
    if args.count("--version") + args.count("-V") == 1:
        return Ended(0, f"pytest {pytest.__version__}")
    bytecode.distrust_rewritten(rewrite)
    rewriting = sys.modules.get("fastest_bridge.rewriting")
    if rewriting is not None:
        rewriting.install(rewrite)
    try:
        # A process that measures must not be forked from again: what ran in it would count twice, or never.
        give_up = parking.give_up if parking is not None else lambda: None
        args, cover = covering.begin(request, args, pytest, give_up)
    except covering.Wrong as error:
        return Ended(4, f"ERROR: {error}")
    if pytest.version_tuple >= (8, 2):
        os.environ["PYTEST_VERSION"] = pytest.__version__
    try:
        code = _main(args, [plugin, cover])
    except ConftestImportFailure as error:
        cause = error.cause if hasattr(error, "cause") else error.excinfo[1]
        header = f"ImportError while loading conftest '{error.path}'."
        return Ended(4, pytest_failures.of_import(header, cause), account.stats)
    except _PluginImportFailure as error:
        header = f'Error while loading plugin "{error}".'
        return Ended(3, pytest_failures.of_import(header, error.__cause__), account.stats)
    except pytest.UsageError as error:
        text = "\n".join(f"ERROR: {part}" for part in error.args)
        return Ended(4, text, account.stats, account.rest)
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException:
        # pytest lets it through to the interpreter, which prints it and exits with 1.
        return Ended(1, traceback.format_exc(), account.stats, account.rest)
    rest = {**account.rest, **cover.description(failed=code == pytest.ExitCode.TESTS_FAILED)}
    return Ended(code, plugin.message(), account.stats, rest)


def _main(args, plugins):
    name = {"prog": "python -m pytest"} if _HAS_PROG else {}
    config = _prepareconfig(args, plugins, **name)
    try:
        return int(config.hook.pytest_cmdline_main(config=config))
    finally:
        config._ensure_unconfigure()
