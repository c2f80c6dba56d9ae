"""Pages under a title that is not theirs, beside a history that they do not fit.

The months of the sample year, as tests/quality/samples.py has them: the next month's figures
under this month's title, another year's plan and progress, and another city's bulletin.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from decimal import Decimal

from relations import Row

from etl.bulletin.model import Bulletin
from etl.bulletin.read import read
from etl.document.extract import extract
from etl.errors import NotABulletin
from etl.indicators.model import KnownIndicator
from etl.quality.past_of_plan_year import Past
from tests.corpus import scoring
from tests.quality import samples

GROWTH = Decimal("1.13")
"""How much larger the other year's plan and progress are; shares stay as they are."""
_DIGITS = re.compile(r"\d+(?:\.\d+)?")


@dataclass(frozen=True)
class Displaced:
    """A bulletin that was read under a title not its own, and what that month really said."""

    name: str
    bulletin: Bulletin
    gold: Sequence[Row]
    past: Past
    known: tuple[KnownIndicator, ...]
    seen: bool
    """Whether anything on the page, or before it, tells."""


def said(month: int) -> list[Row]:
    """The figures of a month, as an annotation has them."""
    facts = [fact for fact in samples.clean(month).facts if fact.measure != "milestone"]
    return [{**asdict(fact), "key": ""} for fact in facts]


def next_month(_every: int) -> Iterator[Displaced]:
    """What month m + 1 says, under the title of month m. A date in the text gives it away."""
    for month in range(1, 12):
        text = samples.text_of(month + 1)
        dated = re.search(rf"(?<!\d){month + 1}月(?:份|底|末|\d)", text)
        yield _displaced(f"{month:02}", month, samples.read_month(month, text), bool(dated))


def another_year(_every: int) -> Iterator[Displaced]:
    """The same promises with another year's numbers, 13 % larger, shares as they are."""
    for month in range(2, 13):
        text = samples.clean(month).text
        for numeral in reversed(samples.clean(month).numerals):
            after = text[numeral.end : numeral.end + 3]
            rate = re.search(r"[%％‰倍]", numeral.text) or re.match(r"[%％‰倍]|个百分点", after)
            if numeral.kind == "fact" and not rate:
                grown = _DIGITS.sub(_grown, numeral.text)
                text = text[: numeral.start] + grown + text[numeral.end :]
        bulletin = samples.read_month(month, text.partition("\n")[2])
        yield _displaced(f"{month:02}", month, bulletin, seen=True)


def _grown(digits: re.Match[str]) -> str:
    number = Decimal(digits[0])
    return f"{(number * GROWTH).quantize(number):f}"


def another_city(every: int) -> Iterator[Displaced]:
    """An annotated bulletin of the corpus under the sample city's title for November."""
    for sample in scoring.samples()[::every]:
        document = replace(extract(sample.path.read_bytes()), title=samples.title_of(11))
        try:
            bulletin = read(document, published=date(2025, 1, 24))
        except NotABulletin:
            continue
        yield _displaced(sample.name, 11, bulletin, seen=True)


def _displaced(name: str, month: int, bulletin: Bulletin, seen: bool) -> Displaced:
    past, known = samples.past_after(*range(1, month))
    return Displaced(name, bulletin, said(month), past, known, seen)


YEAR_KINDS: dict[str, Callable[[int], Iterator[Displaced]]] = {
    "next month": next_month,
    "another year": another_year,
    "another city": another_city,
}
