"""Bulletins made to measure, for rooms that start where reading ends."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from etl.bulletin.model import (
    Bulletin,
    Dating,
    Fact,
    Measure,
    Numeral,
    Pledge,
    Score,
    ShareCheck,
    Stage,
)


@dataclass(frozen=True)
class Figure:
    """A figure of an item: ``Figure("actual", "新增停车泊位", "23352", "个", target=1)``."""

    measure: Measure
    indicator: str
    value: str
    unit: str
    target: int | None = None
    stage: Stage | None = None
    breakdown: str | None = None

    @property
    def words(self) -> str:
        return f"{self.indicator}{self.value}{self.unit}"


@dataclass(frozen=True)
class Item:
    """A pledge and what is said of it."""

    number: int
    figures: tuple[Figure, ...]
    agencies: tuple[str, ...] = ("市公安局",)


def parking(value: str = "23352", share: str = "116.7", number: int = 1) -> Item:
    """新增停车泊位: 20000 promised, ``value`` built."""
    return Item(
        number,
        (
            Figure("target", "新增停车泊位", "20000", "个"),
            Figure("actual", "新增停车泊位", value, "个", target=1),
            Figure("pct_of_target", "新增停车泊位", share, "%", target=1),
        ),
    )


def bulletin(
    *items: Item,
    title: str = "2024年市办实事1-11月具体进展情况",
    plan_year: int = 2024,
    period_end: date = date(2024, 11, 30),
    unexplained: tuple[str, ...] = (),
) -> Bulletin:
    """A bulletin that says what ``items`` say, spans and shares in order."""
    text, pledges, facts, numerals = title, [], list[Fact](), list[Numeral]()

    def append(words: str) -> tuple[int, int]:
        nonlocal text
        start = len(text)
        text += words
        return start, start + len(words)

    for item in items:
        start, _ = append(f"\n{item.number}.")
        spans = dict.fromkeys(("target", "progress"), "")
        for figure in item.figures:
            part = "target" if figure.measure == "target" else "progress"
            spans[part] += figure.words + "。"
            begin, end = append(figure.words)
            append("。")
            facts.append(
                Fact(
                    pledge=item.number,
                    part="target" if part == "target" else "progress",
                    measure=figure.measure,
                    indicator=figure.indicator,
                    stage=figure.stage,
                    breakdown=figure.breakdown,
                    value=Decimal(figure.value),
                    unit=figure.unit,
                    qualifier=None,
                    target=figure.target,
                    period_end=date(plan_year, 12, 31) if part == "target" else period_end,
                    text=figure.words,
                    start=begin,
                    end=end,
                )
            )
        pledges.append(
            Pledge(item.number, spans["target"], item.agencies, spans["progress"], start, len(text))
        )
    for words in unexplained:
        begin, end = append(words)
        numerals.append(Numeral(words, begin, end, "unexplained", "none"))
    shares = tuple(_shares(facts))
    return Bulletin(
        title=title,
        dating=Dating(plan_year, period_end),
        text=text,
        pledges=tuple(pledges),
        facts=tuple(facts),
        numerals=tuple(numerals),
        shares=shares,
        score=Score(
            numerals=len(facts) + len(numerals),
            unexplained=len(numerals),
            shares=len(shares),
            shares_checked=sum(share.agrees is not None for share in shares),
            shares_agreeing=sum(share.agrees is True for share in shares),
            pledges=len(pledges),
            pledges_without_progress=sum(not pledge.progress for pledge in pledges),
        ),
    )


def _shares(facts: list[Fact]) -> list[ShareCheck]:
    shares = []
    for index, fact in enumerate(facts):
        if fact.measure != "pct_of_target":
            continue
        own = [other for other in facts if other.pledge == fact.pledge]
        plan = [other.value for other in own if other.measure == "target"][(fact.target or 1) - 1]
        value = next(o.value for o in own if o.measure == "actual" and o.target == fact.target)
        recomputed = 100 * value / plan
        exponent = fact.value.as_tuple().exponent
        assert isinstance(exponent, int)
        digit = Decimal((0, (1,), exponent))
        agrees = abs(recomputed - fact.value) < digit
        shares.append(ShareCheck(index, fact.value, value, plan, recomputed, agrees))
    return shares
