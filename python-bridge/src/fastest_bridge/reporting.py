"""What the person wants to see of a run, as pytest has understood it. Imports no pytest."""

from __future__ import annotations

from fastest_bridge.reports import uncoloured

# Lines of pytest's header that the server says in its own words.
_OWN = (
    "cachedir: ",
    "collected ",
    "collecting ",
    "configfile: ",
    "platform ",
    "plugins: ",
    "rootdir: ",
    "testpaths: ",
    "using: ",
)


def choices(config: object, chars: str) -> dict:
    """Give the settings of pytest's terminal and cache; `chars` are those of `-r`, as it reads them."""
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
    }
    # A switch of pytest's that only has to do with what is on disk.
    if cache is not None and not getattr(option, "cacheshow", None):
        found["cacheDir"] = str(cache._cachedir)
    return {name: value for name, value in found.items() if value is not None}


def is_live(config: object) -> bool:
    """Whether something is written to pytest's terminal while tests run, beside its progress."""
    option = config.option
    names = ("setupshow", "setuponly", "setupplan", "log_cli_level")
    if any(getattr(option, name, None) for name in names):
        return True
    try:
        return bool(config.getini("log_cli"))
    except (KeyError, ValueError):
        return False  # Where pytest's logging plugin is switched off.


def conclusion(text: str) -> str:
    """Give what plugins say at the end, without pytest's word on the JUnit file, which is the server's."""
    kept = [line for line in text.splitlines() if "- generated xml file: " not in line]
    return "\n".join(kept).strip("\n")


def lines(header: str) -> list[str]:
    """Give what plugins have said in pytest's terminal so far: a seed, what is run again."""
    lines = [line.rstrip() for line in uncoloured(header).splitlines()]
    return [line for line in lines if line and not line.startswith(("=", *_OWN))]
