"""The words of a concept: how they are written in its file, and found in a label.

``停车泊位`` is found as it stands; ``…`` stands for anything between (``新增…就业``), ``$``
for the label's end. Words before a space may stand anywhere, in the label, its sub-group or
its pledge, and the last ones must be in the label: ``食品 合格率`` is 合格率 where food is
spoken of.
"""

import re
from dataclasses import dataclass
from typing import Self

_GAP = ".{0,16}?"


@dataclass(frozen=True, slots=True)
class Found:
    """A term in a label."""

    term: str
    start: int
    end: int
    nearby: bool
    """Whether the label alone has all its words, not its pledge."""


@dataclass(frozen=True, slots=True)
class Term:
    """Words to look for."""

    text: str
    head: re.Pattern[str]
    context: tuple[re.Pattern[str], ...]

    @classmethod
    def of(cls, text: str) -> Self:
        """The term written as ``text``."""
        *context, head = (_pattern(part) for part in text.split())
        return cls(text, head, tuple(context))

    def find(self, label: str, around: str) -> Found | None:
        """Its last place in a label, if its other words are there or ``around``."""
        hit = None
        for match in self.head.finditer(label):
            hit = match
        if hit is None:
            return None
        nearby = True
        for pattern in self.context:
            if not pattern.search(label):
                nearby = False
                if not pattern.search(around):
                    return None
        return Found(self.text, hit.start(), hit.end(), nearby)


def _pattern(words: str) -> re.Pattern[str]:
    end = words.endswith("$")
    parts = [re.escape(part) for part in words.removesuffix("$").split("…")]
    return re.compile(_GAP.join(parts) + ("$" if end else ""), re.IGNORECASE)
