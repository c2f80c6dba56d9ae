"""The sample year's bulletins as readings, clean or corrupted."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from etl import resources
from etl.bulletin.model import Bulletin
from etl.bulletin.read import read
from etl.document.extract import extract
from etl.indicators.identify import identify, wordings
from etl.indicators.model import Indicator, KnownIndicator
from etl.quality.origin import Origin
from etl.quality.past_of_plan_year import Past

SHOWN = date(2025, 1, 24)


def text_of(month: int) -> str:
    return (resources.folder("samples") / "2024" / f"{month:02}.txt").read_text("utf-8")


def title_of(month: int) -> str:
    return f"2024年市办实事{'1-' if month > 1 else ''}{month}月具体进展情况"


# Some corrupt the reading, others what was known before: of one text.
@cache
def read_month(month: int, text: str, title: str = "", published: date = SHOWN) -> Bulletin:
    page = f"{title or title_of(month)}\n{text}"
    return read(extract(page.encode(), "text/plain"), published=published)


def origin_of(month: int) -> Origin:
    """The bulletin of a month appears on the twentieth of the next one."""
    shown = date(2024 + month // 12, month % 12 + 1, 20)
    return Origin(shown, shown, "青岛（示例）", f"2024-{month:02}")


@cache
def clean(month: int) -> Bulletin:
    return read_month(month, text_of(month))


@cache
def past_after(*months: int) -> tuple[Past, tuple[KnownIndicator, ...]]:
    """What is known once the clean bulletins of ``months`` are loaded."""
    past, known = Past(), list[KnownIndicator]()
    for month in months:
        indicators = identify(clean(month), known)
        past = past.after(clean(month), indicators, origin=origin_of(month))
        known += wordings(clean(month), indicators)
    return past, tuple(known)


def identified(bulletin: Bulletin, *months: int) -> tuple[tuple[Indicator, ...], Past]:
    """A bulletin's indicators, and its past after ``months``."""
    past, known = past_after(*months)
    return identify(bulletin, known), past


def corrupted(entry: Mapping[str, Any]) -> Bulletin:
    """The bulletin that an entry of corruptions.yaml describes."""
    month = entry.get("month", 11)
    shown = entry.get("origin", {}).get("published", SHOWN)
    said = read_month(month, _text(entry, month), entry.get("title", ""), shown)
    twice = [pledge for pledge in said.pledges if pledge.number == entry.get("twice")]
    kept = [p for p in said.pledges if p.number in entry.get("keep", (p.number,))]
    said = replace(said, pledges=(*kept, *twice))
    fields: dict[str, Any] = entry.get("bulletin", {})
    for name, value in fields.items():
        changed: Any = {name: tuple(value) if isinstance(value, list) else value}
        said = replace(said, **changed)
    said = replace(said, dating=replace(said.dating, **entry.get("dating", {})))
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


def corrupted_origin(entry: Mapping[str, Any]) -> Origin:
    """Where and when that bulletin was published."""
    return replace(origin_of(entry.get("month", 11)), **entry.get("origin", {}))


def corrupted_past(entry: Mapping[str, Any], past: Past) -> Past:
    """What was known before it."""
    fields = dict(entry.get("past", {}))
    if "shown" in fields:
        fields["shown"] = {year: tuple(days) for year, days in fields["shown"].items()}
    return replace(past, **fields)


def _text(entry: Mapping[str, Any], month: int) -> str:
    text = text_of(entry.get("text_of", month))
    for words, instead in entry.get("replace", {}).items():
        assert words in text, f"{words} is not in the text of month {month}"
        text = text.replace(words, instead)
    if "cut" in entry:
        text = text[: text.index(entry["cut"])]
    if "printed_twice" in entry:
        text = re.sub(
            rf"(?m)^{entry['printed_twice']}[.].*\n.*\n",
            lambda pledge: pledge[0] + re.sub(r"\d{3,}", lambda n: f"{int(n[0]) + 7}", pledge[0]),
            text,
        )
    return text + str(entry.get("append", ""))
