"""The figures of a bulletin as a page shows them: in words, and tied to their promises."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from etl.bulletin.model import Bulletin, Fact, Pledge, ShareCheck
from etl.decimals import plain
from etl.report.bilingual_names import CERTAINTIES, MEASURES, Name, doubt

_QUALIFIERS = {">=": "≥ ", ">": "> ", "<=": "≤ ", "<": "< ", "~": "≈ ", None: ""}


@dataclass(frozen=True, slots=True)
class Figure:
    """A fact, and the promise that it measures."""

    number: int
    """Place among the bulletin's facts, from 1; names it within the page."""
    fact: Fact
    promise: int | None = None
    """Number of the figure that was promised, where this one measures it."""
    check: ShareCheck | None = None
    held: int | None = None
    """Its number in the quarantine, where it waits for a decision."""
    here: bool = False
    """Whether the page is about this figure."""
    failed: Sequence[str] = ()
    """Names of the expectations that it fails."""

    @property
    def measure(self) -> Name:
        return MEASURES[self.fact.measure]

    @property
    def certainty(self) -> Name:
        return CERTAINTIES[self.fact.certainty]

    @property
    def doubtful(self) -> bool:
        return self.fact.certainty == "doubtful"

    @property
    def doubts(self) -> Sequence[Name]:
        """Why it is doubtful."""
        return [doubt(reason) for reason in self.fact.because] if self.doubtful else []

    @property
    def instead(self) -> Name | None:
        """The measure that it may be instead, where two were weighed."""
        return MEASURES.get(self.fact.instead)

    @property
    def value(self) -> str:
        """``≥ 23,352 个``"""
        return written(self.fact.value, self.fact.unit, self.fact.qualifier)

    @property
    def arithmetic(self) -> str:
        """``23,352 ÷ 20,000 = 116.76%``, for a share of the plan that can be recomputed."""
        check = self.check
        if check is None or check.value is None or check.plan is None or check.recomputed is None:
            return ""
        value, plan = (plain(n, thousands=",") for n in (check.value, check.plan))
        return f"{value} ÷ {plan} = {plain(round(check.recomputed, 2))}%"


@dataclass(frozen=True, slots=True)
class Group:
    """A pledge with its figures, each promise followed by what measures it."""

    pledge: Pledge | None
    """None for figures outside every item."""
    figures: Sequence[Figure]


def figures(bulletin: Bulletin) -> tuple[Figure, ...]:
    """The facts of a bulletin, in its order."""
    promised: dict[int, list[int]] = defaultdict(list)
    for number, fact in enumerate(bulletin.facts, 1):
        if fact.part == "target" and fact.measure == "target":
            promised[fact.pledge].append(number)
    checks = {check.fact: check for check in bulletin.shares}
    return tuple(
        Figure(number, fact, _promise(fact, promised[fact.pledge]), checks.get(number - 1))
        for number, fact in enumerate(bulletin.facts, 1)
    )


def written(value: Decimal, unit: str, qualifier: str | None) -> str:
    """A value as people write it: ``≥ 23,352 个``."""
    number = f"{_QUALIFIERS[qualifier]}{plain(value, thousands=',')}"
    return f"{number}{'' if unit == '%' else ' '}{unit}".rstrip()


def groups(pledges: Iterable[Pledge], found: Iterable[Figure]) -> list[Group]:
    """The pledges with their figures, then the figures that belong to none."""
    own: dict[int, list[Figure]] = defaultdict(list)
    for figure in found:
        own[figure.fact.pledge].append(figure)
    result = [Group(pledge, _ordered(own.pop(pledge.number, []))) for pledge in pledges]
    return [*result, *(Group(None, _ordered(rest)) for rest in own.values())]


def _promise(fact: Fact, promised: Sequence[int]) -> int | None:
    if fact.target is None or not 0 < fact.target <= len(promised):
        return None
    return promised[fact.target - 1]


def _ordered(own: Iterable[Figure]) -> list[Figure]:
    return sorted(own, key=lambda f: (f.promise or f.number, f.promise is not None, f.number))
