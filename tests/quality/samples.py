"""The sample year's bulletins as readings, clean or corrupted."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from etl import resources
from etl.bulletin.model import Bulletin
from etl.bulletin.read import read
from etl.bulletin.source.extract import extract
from etl.indicators.identity import identify, wordings
from etl.indicators.model import Indicator, KnownIndicator
from etl.quality.history import Past


def text_of(month: int) -> str:
    return (resources.folder("samples") / "2024" / f"{month:02}.txt").read_text("utf-8")


def title_of(month: int) -> str:
    return f"2024年市办实事{'1-' if month > 1 else ''}{month}月具体进展情况"


def read_month(month: int, text: str) -> Bulletin:
    return read(
        extract(f"{title_of(month)}\n{text}".encode(), "text/plain"), published=date(2025, 1, 24)
    )


@cache
def clean(month: int) -> Bulletin:
    return read_month(month, text_of(month))


@cache
def past_after(*months: int) -> tuple[Past, tuple[KnownIndicator, ...]]:
    """What is known once the clean bulletins of ``months`` are loaded."""
    past, known = Past(), list[KnownIndicator]()
    for month in months:
        indicators = identify(clean(month), known)
        past = past.after(clean(month), indicators)
        known += wordings(clean(month), indicators)
    return past, tuple(known)


def identified(bulletin: Bulletin, *months: int) -> tuple[tuple[Indicator, ...], Past]:
    """A bulletin's indicators, and its past after ``months``."""
    past, known = past_after(*months)
    return identify(bulletin, known), past


def corrupted(entry: Mapping[str, Any]) -> Bulletin:
    """The bulletin that an entry of corruptions.yaml describes."""
    month = entry.get("month", 11)
    text = text_of(entry.get("text_of", month))
    for words, instead in entry.get("replace", {}).items():
        assert words in text, f"{words} is not in the text of month {month}"
        text = text.replace(words, instead)
    if "cut" in entry:
        text = text[: text.index(entry["cut"])]
    said = read_month(month, text)
    fields: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in entry.get("bulletin", {}).items()
    }
    twice = [pledge for pledge in said.pledges if pledge.number == entry.get("twice")]
    said = replace(said, pledges=(*said.pledges, *twice))
    said = replace(said, dating=replace(said.dating, **entry.get("dating", {})), **fields)
    if "fact" in entry:
        changes = dict(entry["fact"])
        words = changes.pop("words")
        if "value" in changes:
            changes["value"] = Decimal(str(changes["value"]))
        facts = tuple(replace(f, **changes) if f.text.endswith(words) else f for f in said.facts)
        assert facts != said.facts, f"no fact reads {words}"
        said = replace(said, facts=facts)
    if entry.get("doubtful"):
        facts = tuple(replace(f, certainty="doubtful", because=("layout",)) for f in said.facts)
        said = replace(said, facts=facts)
    return said
