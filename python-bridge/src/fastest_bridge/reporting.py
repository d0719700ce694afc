"""What the person wants to see of a run, as pytest has understood it. Imports no pytest."""

from __future__ import annotations

# Lines of pytest's header that the server says in its own words.
_OWN = (
    "cachedir: ",
    "configfile: ",
    "platform ",
    "plugins: ",
    "rootdir: ",
    "testpaths: ",
    "using: ",
)


def choices(config: object, chars: str, header: str) -> dict:
    """Give the settings of pytest's terminal and cache.

    `chars` are those of `-r`, as pytest reads them; `header` is what its terminal has said before
    the collection.
    """
    option = config.option
    cache = getattr(config, "cache", None)
    found = {
        "verbosity": getattr(option, "verbose", 0),
        "tb": getattr(option, "tbstyle", "auto"),
        "chars": chars,
        "durations": getattr(option, "durations", None),
        "durationsMin": getattr(option, "durations_min", None),
        "header": not getattr(option, "no_header", False),
        "summary": not getattr(option, "no_summary", False),
        "foldSkipped": getattr(option, "fold_skipped", True),
        "xfailTb": getattr(option, "xfail_tb", False),
        "showCapture": getattr(option, "showcapture", "all"),
        "collectOnly": bool(getattr(option, "collectonly", False)),
        "annotates": config.pluginmanager.hasplugin("pytest_github_actions_annotate_failures"),
        "lines": _lines(header),
    }
    # A switch of pytest's that only has to do with what is on disk.
    if cache is not None and not getattr(option, "cacheshow", None):
        found["cacheDir"] = str(cache._cachedir)
    return {name: value for name, value in found.items() if value is not None}


def _lines(header: str) -> list[str]:
    lines = [line.rstrip() for line in header.splitlines()]
    return [line for line in lines if line and not line.startswith(("=", *_OWN))]
