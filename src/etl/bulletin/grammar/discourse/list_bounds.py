"""Which figures stand in one list: 二孩500元、三孩600元, 分别为20、30人."""

import re
from collections.abc import Sequence

from etl.bulletin.grammar.lexing.words_around_figure import Around
from etl.bulletin.grammar.numerals.quantity import Quantity

JOIN = re.compile(r"(?:[-—–~至到]{1,2}|、|和|及|与|以及)(?:每[人户]每?[月年])?")
_DEALS = re.compile(r"分别|依次(?=为|是|达|占)")


def deals(words: str) -> bool:
    """Whether words deal a list out: 分别, 依次为."""
    return _DEALS.search(words) is not None


def before_dealing(words: str) -> tuple[str, bool]:
    """What stands before the word that deals a list out, and whether there is one."""
    found = _DEALS.search(words)
    return (words[: found.start()], True) if found else (words, False)


def chain_length(text: str, facts: Sequence[Quantity], arounds: Sequence[Around], at: int) -> int:
    """How many figures from a place on are joined, with no words of their own between."""
    length = 1
    while at + length < len(facts):
        before, after = facts[at + length - 1], facts[at + length]
        if not JOIN.fullmatch(text, before.end, after.start):
            break
        dealt_out = deals(arounds[at].sentence)
        if after.dimension != before.dimension and not dealt_out:
            break
        length += 1
    return length


def list_ends(text: str, facts: Sequence[Quantity]) -> list[int]:
    """For each figure the last one of the list it stands in: 二孩500元、三孩600元."""
    ends = list(range(len(facts)))
    for at in range(len(facts) - 2, -1, -1):
        one, other = facts[at], facts[at + 1]
        between = text[one.end : other.start]
        if one.dimension == other.dimension and between[:1] == "、" and len(between) <= 8:
            ends[at] = ends[at + 1]
    return ends
