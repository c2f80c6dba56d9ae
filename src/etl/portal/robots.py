"""What a host's robots.txt allows us."""

from typing import Self
from urllib.robotparser import RobotFileParser


class Robots:
    """The rules of one host; an empty text allows everything."""

    def __init__(self, text: str) -> None:
        self._parser = RobotFileParser()
        self._parser.parse(text.removeprefix("\ufeff").splitlines())

    @classmethod
    def closed(cls) -> Self:
        """Rules that allow nothing: the host does not even show its robots.txt."""
        return cls("User-agent: *\nDisallow: /")

    def allows(self, agent: str, url: str) -> bool:
        """Whether ``url`` may be asked by ``agent`` (a User-Agent header)."""
        return self._parser.can_fetch(agent, url)

    def delay(self, agent: str) -> float:
        """Seconds that the host asks to leave between two requests; 0 when it does not say."""
        return float(self._parser.crawl_delay(agent) or 0)
