"""Names of columns: what the words of one say of its column, from ``columns.tsv``."""

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from etl.bulletin.words.word_tables import table


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a column's name: what it votes for, and what it leaves of the name."""

    role: str
    weight: float
    stays: str


_HEAD = 1.25
"""Weight of the last word: the head of a Chinese name stands last (目标完成情况)."""
_LINKS = "及和与的、/:()%"
_JOINTS = re.compile(r"[及和与、/]|以及")


@cache
def vocabulary() -> dict[str, Word]:
    """Every word of the table."""
    rows = table("columns.tsv")
    return {row["word"]: Word(row["role"], float(row["weight"]), row["stays"]) for row in rows}


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(vocabulary(), key=len, reverse=True))))


@lru_cache(1024)
def votes(name: str) -> Mapping[str, float]:
    """What a name votes for: 占年任务之比 is a rate by 占 and 之比, a target by 任务."""
    said: dict[str, float] = defaultdict(float)
    for found in _pattern().finditer(name):
        word = vocabulary()[found[0]]
        if word.weight:
            said[word.role] += word.weight * (_HEAD if found.end() == len(name) else 1)
    return said


def head(name: str) -> str | None:
    """The role of the word that a name ends in: 新建市场年度目标 is a target; None elsewhere."""
    found = [*_pattern().finditer(name)]
    if not found or found[-1].end() != len(name):
        return None
    return vocabulary()[found[-1][0]].role


def likeliest(name: str) -> str | None:
    """The role that a name votes for most: 实绩数 is a result; None where it says none."""
    said = votes(name)
    return max(said, key=lambda role: said[role], default=None)


@lru_cache(1024)
def tells_both(name: str) -> bool:
    """Whether a name announces promise and result in one: 项目内容及办理情况."""
    roles = [likeliest(piece) for piece in _JOINTS.split(name)]
    return roles[0] in ("item", "target") and roles[-1] == "actual"


@lru_cache(1024)
def indicator(name: str) -> str:
    """A name without the words of its role: 计划投资额 → 投资额, 年度目标 → nothing."""
    says = any(
        vocabulary()[found].stays and vocabulary()[found].role != "item"
        for found in _pattern().findall(name)
    )
    if not says and not _pattern().sub("", name).strip(_LINKS):
        return ""
    return _pattern().sub(lambda found: vocabulary()[found[0]].stays, name).strip(_LINKS)
