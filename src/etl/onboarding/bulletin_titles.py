"""Which titles of a listing are those of progress bulletins, before anybody has said so.

A bulletin's title ends in what it is (``进展情况``, ``进度公示``, ``完成情况的通报``), names what
it is about (``市办实事``) and mostly its months. News says the same words and goes on in praise
(``市办实事进展顺利``): what stands behind the word of progress tells them apart. The words are
in ``title_words.tsv``.
"""

import csv
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path, PurePath
from typing import Literal

from etl.bulletin.grammar.periods.date_mentions import mentions
from etl.portal.addresses import FILE_SUFFIXES

Kind = Literal["bulletin", "doubtful", "other"]

_TABLE = Path(__file__).with_name("title_words.tsv")
_YEAR = re.compile(r"(?:19|20)\d\d年度?")
_NUMBER = re.compile(r"\d+|[一二三四五六七八九十]+(?=[件项个类大])")
_MARKS = re.compile(r"[\W_]+|第|份|关于|的|工作|具体|最新|总体|目前|截[至止]|底")
_LONGEST_BETWEEN = 14


@dataclass(frozen=True, slots=True)
class TitleWords:
    """The words that tell what a title is."""

    topic: tuple[str, ...]
    """What promises are called: 市办实事."""
    progress: tuple[str, ...]
    form: tuple[str, ...]
    """What such a page is: 公示, 通报."""
    other: tuple[str, ...]
    """What is told about promises and is no bulletin of them."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A title as it is understood."""

    title: str
    """In half-width characters, without the end of a file's name."""
    kind: Kind
    because: str
    before: str = ""
    """What stands before the word of progress."""
    head: str = ""
    """进展情况 and the like: what makes it a bulletin."""
    form: str = ""
    """What such a page is: 表, 的通报."""
    aside: str = ""
    """The months that stand behind it all: (1-11月)."""


def words_of(rows: Sequence[tuple[str, str]]) -> TitleWords:
    """The words from pairs of role and word."""

    def of(role: str) -> tuple[str, ...]:
        return tuple(sorted((word for said, word in rows if said == role), key=len, reverse=True))

    return TitleWords(of("topic"), of("progress"), of("form"), of("other"))


@lru_cache(maxsize=1)
def title_words() -> TitleWords:
    """The words of ``title_words.tsv``."""
    with _TABLE.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t")
        return words_of([(row["role"], row["word"]) for row in rows])


def read_titles(titles: Sequence[str], words: TitleWords | None = None) -> tuple[Reading, ...]:
    """What each title of a listing is, in their order.

    One that names no promises is a bulletin's where the listing repeats it for other months.
    """
    words = words or title_words()
    first = [_read(bare(title), words) for title in titles]
    often = Counter(_series(one) for one in first if one.kind == "doubtful" and one.head)
    return tuple(_among(reading, often) for reading in first)


def bare(title: str) -> str:
    """A title as :meth:`etl.portal.model.Portal.is_bulletin` compares it."""
    text = unicodedata.normalize("NFKC", title)
    suffix = PurePath(text).suffix
    return (text.removesuffix(suffix) if suffix.lower() in FILE_SUFFIXES else text).strip()


def _read(title: str, words: TitleWords) -> Reading:
    if unlike := next((word for word in words.other if word in title), None):
        return Reading(title, "other", f"it says {unlike}")
    found = _ending(words).search(title)
    topic = next((word for word in words.topic if word in title), None)
    if found is None:
        if topic and any(mention.month is not None for mention in mentions(title)):
            return Reading(
                title, "doubtful", f"it names {topic} and a period, and ends as news does"
            )
        return Reading(title, "other", "it does not end in what a bulletin is called")
    before = title[: found.start()]
    parts = before, found["head"], found["form"], found["aside"].strip()
    topic = next((word for word in words.topic if word in before), None)
    dated = _YEAR.search(title) or any(True for _ in mentions(title))
    if topic:
        return Reading(title, "bulletin", f"{topic} … {found['head']}", *parts)
    if dated and not _left(before):
        because = f"only a period before {found['head']}"
        return Reading(title, "bulletin", because, *parts)
    if dated:
        return Reading(title, "doubtful", "it names no promises", *parts)
    return Reading(title, "other", "it names neither promises nor a period")


def _among(reading: Reading, often: Counter[str]) -> Reading:
    repeated = often[_series(reading)]
    if reading.kind != "doubtful" or repeated < 2:
        return reading
    because = f"repeated {repeated} times for other periods"
    return replace(reading, kind="bulletin", because=because)


@lru_cache(maxsize=64)
def _ending(words: TitleWords) -> re.Pattern[str]:
    progress, form = "|".join(words.progress), "|".join(words.form)
    months = r"[\d一二三四上下前全第][^,。;!?]{0,10}[月度年底]"
    return re.compile(
        rf"(?P<head>(?:{progress})(?:(?!{progress})[^,。;:!?()\d]){{0,{_LONGEST_BETWEEN}}}?情况"
        rf"|(?:{progress})(?=(?:{form})|表)|(?:最新|工作|(?<=[月度年]))进[展度](?=\s*(?:\(|$)))"
        rf"(?P<form>(?:的?(?:{form}))?表?)(?P<aside>\s*(?:\([^()]{{1,16}}\)|{months})?\s*)$"
    )


def _left(before: str) -> str:
    """What a title says before its word of progress, besides periods and numbers."""
    said = before
    for mention in reversed(list(mentions(before))):
        said = said[: mention.start] + said[mention.end :]
    return _MARKS.sub("", _NUMBER.sub("", _YEAR.sub("", said)))


def _series(reading: Reading) -> str:
    return f"{_left(reading.before)} {reading.head}"
