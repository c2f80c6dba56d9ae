"""Bulletins made up by hypothesis, with the facts that each states."""

from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from hypothesis import strategies as st

from etl.bulletin.model import Bulletin
from etl.document.extract import Document

TITLE = "2024年市办实事1-11月具体进展情况"
NOUNS = {
    "新增停车泊位": "个",
    "改造老旧小区": "个",
    "打通未贯通道路": "条",
    "建设口袋公园": "处",
    "培训护理人员": "人",
    "清洁取暖改造": "户",
    "铺设供水管网": "公里",
    "购置公交车辆": "辆",
    "新增学位": "个",
    "绿化面积": "亩",
}
AGENCIES = ("市教育局", "市交通运输局", "市园林和林业局", "市住房城乡建设局")

_LEAST = 20
_TELLING = 10
"""Percent below which a share of one digit fits too many figures."""

Stated = tuple[int, str, Decimal, str, str | None, int | None, str]
"""Pledge, measure, value, unit, qualifier, target and the head of the label."""


@dataclass(frozen=True)
class Promise:
    """新增停车泊位2万个以上, and what was done: 23352个, 116.7 %."""

    noun: str
    plan: Decimal
    at_least: bool
    done: Decimal
    decimals: int
    """Of the printed share."""
    truncated: bool
    restated: bool
    """Whether the report repeats the plan: 占年计划基数(2万个)的."""
    in_ten_thousands: bool

    @property
    def head(self) -> str:
        """What any label contains: a verb before it may be left out."""
        return self.noun[-4:]

    @property
    def unit(self) -> str:
        return NOUNS[self.noun]

    @property
    def share(self) -> Decimal:
        """As an office prints it, cut off or rounded."""
        rounding = ROUND_DOWN if self.truncated else ROUND_HALF_UP
        return (100 * self.done / self.plan).quantize(Decimal(1).scaleb(-self.decimals), rounding)

    def amount(self, value: Decimal) -> str:
        if self.in_ten_thousands and value >= 10_000:
            return f"{(value / 10_000).normalize():f}万{self.unit}"
        return f"{value}{self.unit}"

    @property
    def promised(self) -> str:
        return f"{self.noun}{self.amount(self.plan)}{'以上' if self.at_least else ''}"

    @property
    def reported(self) -> str:
        base = f"基数({self.amount(self.plan)})" if self.restated else ""
        return f"{self.noun}{self.amount(self.done)},占年计划{base}的{self.share}%"


@dataclass(frozen=True)
class Pledge:
    """Promises of one item and the units responsible for it."""

    promises: tuple[Promise, ...]
    agencies: tuple[str, ...]

    def lines(self, number: int) -> str:
        promised = ";".join(p.promised for p in self.promises)
        reported = "。".join(p.reported for p in self.promises)
        agencies = "、".join(self.agencies)
        return f"{number}.{promised}。(责任单位:{agencies})\n进展情况:{reported}。"

    def facts(self, number: int) -> list[Stated]:
        stated: list[Stated] = [
            (number, "target", p.plan, p.unit, ">=" if p.at_least else None, None, p.head)
            for p in self.promises
        ]
        for n, p in enumerate(self.promises, 1):
            stated.append((number, "actual", p.done, p.unit, None, n, p.head))
            if p.restated:
                stated.append((number, "target_restated", p.plan, p.unit, None, n, p.head))
            stated.append((number, "pct_of_target", p.share, "%", None, n, p.head))
        return stated


def rendered(pledges: list[Pledge]) -> Document:
    """The bulletin as text."""
    items = [pledge.lines(number) for number, pledge in enumerate(pledges, 1)]
    return Document(TITLE, "\n".join([TITLE, *items]))


def stated(pledges: list[Pledge]) -> list[Stated]:
    """The facts that the bulletin states, in order."""
    return [fact for number, pledge in enumerate(pledges, 1) for fact in pledge.facts(number)]


def read_back(bulletin: Bulletin) -> list[Stated]:
    """The facts of a bulletin, in the same form."""
    return [
        (
            fact.pledge,
            fact.measure,
            fact.value,
            fact.unit,
            fact.qualifier,
            fact.target,
            next((noun[-4:] for noun in NOUNS if noun[-4:] in fact.indicator), fact.indicator),
        )
        for fact in bulletin.facts
    ]


def _promise(noun: str) -> st.SearchStrategy[Promise]:
    amounts = st.integers(_LEAST, 10**7).map(Decimal)
    return st.builds(
        Promise,
        noun=st.just(noun),
        plan=amounts,
        at_least=st.booleans(),
        done=amounts,
        decimals=st.integers(0, 2),
        truncated=st.booleans(),
        restated=st.booleans(),
        in_ten_thousands=st.booleans(),
    )


def _pledge(nouns: list[str]) -> st.SearchStrategy[Pledge]:
    agencies = st.lists(st.sampled_from(AGENCIES), min_size=1, max_size=3, unique=True)
    promises = st.tuples(*(_promise(noun) for noun in nouns)).filter(_can_be_told_apart)
    return st.builds(Pledge, promises, agencies.map(tuple))


def _can_be_told_apart(promises: tuple[Promise, ...]) -> bool:
    """Whether no result is by chance that of another promise, and each share tells something."""
    plans = [p.plan for p in promises]
    others = {sum(plans, Decimal()), *plans}
    alone = len(promises) == 1
    return all(p.share >= _TELLING for p in promises) and (
        alone or not any(p.done in others - {p.plan} for p in promises)
    )


def pledges() -> st.SearchStrategy[list[Pledge]]:
    """Two to five items of one to four promises each."""
    nouns = st.lists(st.sampled_from(list(NOUNS)), min_size=1, max_size=4, unique=True)
    return st.lists(nouns.flatmap(_pledge), min_size=2, max_size=5)
