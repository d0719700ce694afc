"""What tells a session's plugins that others run beside it: in the words of pytest-xdist, which they know."""

from __future__ import annotations

import os
import sys

_VARIABLES = ("PYTEST_XDIST_WORKER", "PYTEST_XDIST_WORKER_COUNT", "PYTEST_XDIST_TESTRUNUID")

# Of who started us: a test suite that itself runs under xdist, say.
_BEFORE = {name: os.environ.get(name) for name in _VARIABLES}


def announce(request: dict) -> None:
    """Set the variables by which people keep databases, ports and files of workers apart."""
    values = dict(_BEFORE)
    if _is_one_of_several(request):
        own = (_name(request), str(request["workers"]), request["uid"])
        values = {name: own[at] for at, name in enumerate(_VARIABLES)}
    for name, value in values.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value


def configure(option: object, request: dict) -> None:
    """Set what plugins take from xdist's controller, or see there, while they are configured."""
    if _is_one_of_several(request):
        if getattr(option, "randomly_seed", None) == "default":
            # pytest-randomly: all workers of a run have one seed.
            option.randomly_seed = int(request["uid"][:8], 16)
        if hasattr(option, "benchmark_disable") and not getattr(option, "benchmark_enable", False):
            # pytest-benchmark: nothing is measured beside other work.
            option.benchmark_disable = True


def become(config: object, request: dict) -> None:
    """Make the configuration look as that of one of xdist's workers, or as that of none.

    Only once every plugin is configured: what those ask there of xdist's controller is not there.
    Plugins that write one file for the whole run, pytest's cache among them, leave it to the server.
    """
    if _is_one_of_several(request):
        config.workerinput = {
            "workerid": _name(request),
            "workercount": request["workers"],
            "testrunuid": request["uid"],
            "mainargv": list(sys.argv),
        }
        config.workeroutput = {}
    else:
        for name in ("workerinput", "workeroutput"):
            if hasattr(config, name):
                delattr(config, name)


def asked_early(root: str) -> str | None:
    """Give a reason why workers may not share what was imported so far, or None.

    A module of the project that speaks of xdist's workers may have asked which one it is in.
    """
    inside = root.rstrip(os.sep) + os.sep
    for module in list(sys.modules.values()):
        try:
            path = str(module.__file__)
            if not path.startswith(inside) or "site-packages" in path:
                continue
            with open(path, "rb") as file:
                text = file.read()
        except Exception:
            continue  # No module of a file; people put anything there.
        else:
            if b"PYTEST_XDIST" in text or b"workerinput" in text:
                return f"{path} asks which worker it is in"
    return None


def _is_one_of_several(request: dict) -> bool:
    return request.get("workers", 1) > 1


def _name(request: dict) -> str:
    return f"gw{request['worker']}"
