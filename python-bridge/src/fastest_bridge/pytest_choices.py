"""What the person wants to see of a session, as pytest's options and settings say it: told once."""

from __future__ import annotations

from functools import partial

from _pytest.junitxml import xml_key
from _pytest.terminal import getreportopt

from fastest_bridge import reporting
from fastest_bridge.channel import Channel
from fastest_bridge.junit import Junit
from fastest_bridge.pytest_screen import Live, Screen, say, show


class Choices:
    """The person's choices, and the JUnit report where one is asked for; both from `begin` on."""

    def __init__(self, channel: Channel, screen: Screen) -> None:
        self._channel = channel
        self._screen = screen
        # Until the server knows them.
        self._untold: dict | None = None
        self._junit: Junit | None = None

    def begin(self, config) -> None:
        """Read the options of a session that starts, and see to it that what they ask for is heard."""
        chars = getreportopt(config) if hasattr(config.option, "reportchars") else ""
        self._untold = reporting.choices(config, chars)
        self._untold["lines"] = reporting.lines(self._screen.text())
        log = config.stash.get(xml_key, None)
        if log is not None:
            self._junit = Junit(log)
            self._untold["junit"] = {"file": self._junit.file, "frame": self._junit.frame()}
        if self._untold.get("durations") is not None:
            # The slowest of all sessions are the server's to find.
            config.option.durations = None
        if getattr(config.option, "usepdb", False) or getattr(config.option, "trace", False):
            # The prompt is on the person's terminal, and what pytest says around it belongs there.
            self._listen(config, show)
        elif reporting.is_live(config):
            self._listen(config, partial(say, self._channel, "said"))

    def _listen(self, config, listener) -> None:
        config.pluginmanager.register(Live(self._screen, listener), "fastest-live")

    def has_junit(self) -> bool:
        """Whether a JUnit report has begun."""
        return self._junit is not None

    def with_collection(self, config) -> dict:
        """Give the fields `report` and `junit` of a collection that is told."""
        fields: dict = {}
        if self._untold is not None:
            if not config.option.collectonly:
                self._untold["lines"] = reporting.lines(self._screen.text())
            fields["report"], self._untold = self._untold, None
        if self._junit is not None:
            fields["junit"] = self._junit.everything()
        return fields

    def with_item(self) -> dict:
        """Give the field `junit` of an item that is through."""
        return {} if self._junit is None else {"junit": self._junit.finished()}

    def with_end(self) -> dict:
        """Give the fields `report`, if no collection has told it, and `junit` of the session's end."""
        fields: dict = {}
        if self._untold is not None:
            fields["report"] = self._untold
        if self._junit is not None:
            properties = self._junit.properties()
            fields["junit"] = {**self._junit.everything(), "properties": properties}
        return fields
