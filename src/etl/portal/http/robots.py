"""What a host's robots.txt allows us, by RFC 9309."""

import re
from typing import Self

from protego import Protego

NAME = "pledge-etl"
"""Our product token: what a robots.txt calls us."""
MOST_BYTES = 500 * 1024
"""As much of the file as RFC 9309 asks to be read."""

_GROUP = re.compile(r"\s*user[-\s]*agent\s*[:\s](?P<name>[^#]*)", re.IGNORECASE)
_OTHERS = "User-agent: other"


class Robots:
    """The rules of one host; an empty text allows everything."""

    def __init__(self, text: str) -> None:
        lines = text.removeprefix("\ufeff").splitlines()
        self._parser = Protego.parse("\n".join(map(_ours, lines)))

    @classmethod
    def closed(cls) -> Self:
        """Rules that allow nothing: the host does not even show its robots.txt."""
        return cls("User-agent: *\nDisallow: /")

    def allows(self, url: str) -> bool:
        """Whether we may ask for ``url``."""
        return self._parser.can_fetch(url, NAME)

    @property
    def delay(self) -> float:
        """Seconds that the host asks to leave between two requests; 0 when it does not say."""
        return self._parser.crawl_delay(NAME) or 0.0


def _ours(line: str) -> str:
    """The line; where it names somebody else, one name stands for all of them.

    The parser keeps the rules once for each name of a group: thousands of names over
    thousands of rules would be millions.
    """
    named = _GROUP.match(line)
    if named is None:
        return line
    name = named["name"].strip().lower().replace("*", "")
    return line if NAME.startswith(name) else _OTHERS
