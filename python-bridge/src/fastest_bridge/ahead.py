"""What every session needs, imported before it is known what the session is for."""

from __future__ import annotations

OLDEST_PYTEST = (7, 0)


def import_pytest() -> tuple[str | None, str | None]:
    """Give pytest's version, or None and the reason why there is none: None where it is not installed."""
    try:
        import pytest
    except ModuleNotFoundError as error:
        if error.name == "pytest":
            return None, None
        return None, f"{type(error).__name__}: {error}"
    except (Exception, SystemExit) as error:  # A broken installation may raise anything.
        return None, f"{type(error).__name__}: {error}"
    try:
        version = str(pytest.__version__)
        if tuple(int(part) for part in version.split(".")[:2]) < OLDEST_PYTEST:
            return None, f"pytest {version} is too old: 7.0 is the oldest that works"
        from fastest_bridge import pytest_adapter

        pytest_adapter.preload()
    except Exception as error:
        return None, f"{type(error).__name__}: {error}"
    return version, None
