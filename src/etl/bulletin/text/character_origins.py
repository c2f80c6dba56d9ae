"""A text that knows where each of its characters came from."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, slots=True)
class NormalText:
    """A text in normal form.

    Attributes:
        text: the normal form.
        origins: for each character of ``text`` its index in the raw text.
    """

    text: str
    origins: Sequence[int]

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """The span of the raw text that a non-empty span of the normal form stands for."""
        return self.origins[start], self.origins[end - 1] + 1

    def without(self, pattern: re.Pattern[str], doomed: Callable[[re.Match[str]], bool]) -> Self:
        """The text less every match of ``pattern`` that is ``doomed``."""
        kept: list[str] = []
        origins: list[int] = []
        last = 0
        for match in pattern.finditer(self.text):
            if doomed(match):
                kept.append(self.text[last : match.start()])
                origins.extend(self.origins[last : match.start()])
                last = match.end()
        if not last:
            return self
        kept.append(self.text[last:])
        origins.extend(self.origins[last:])
        return type(self)("".join(kept), origins)
