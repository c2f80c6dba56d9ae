"""What the words beside a figure say that its measure does not: 当月, 全省, 还差, 更正."""

import re
from dataclasses import dataclass

from etl.bulletin.model import Bulletin, Fact
from etl.quality.content.pledge_completeness import chinese_number

_REACH = 60
"""Characters that a clause is looked for at most."""
_STOP = re.compile(r"[,。;:!?\n|]")
_MONTH = r"(?:1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九])"
_OF_A_MONTH = re.compile(
    r"[当本单]月(?![底末])|月内"
    rf"|(?:^|其中|仅)(?P<month>{_MONTH})月份?(?![底末日初上中下起前\d-])[^累截]*$"
)
_SINCE_JANUARY = re.compile(r"累计|截[至止]|以来|[-至到]\s*\d{1,2}月|前[\d一-十]+个?月|总[计共量]")
_ANOTHER_YEAR = re.compile(r"(?P<year>20\d\d)年|[去上前明下次]年")
_COMPARED = re.compile(
    r"比|较|增[长加至幅]|减[少至]|提高|提升|降|升|多|扩大|由|从|自(?=[\d去上今本年])|以来|至今|起|连续|今年|底|末|秋季|春季|发布|启用"
)
_NEXT_YEARS_PLAN = re.compile(
    r"(?m)^\s*(?:[(]?[一二三四五六七八九十\d]{1,3}[)、.]\s*)?(?P<year>20\d\d)年[^。;,\n|]{0,16}?"
    r"(?:计划|安排|打算|目标|任务|思路|实事(?:项目)?)(?:如下)?[:\n]"
)
"""The heading of a plan: a line, or what a colon ends. 2025年的计划已经启动 is none."""
_ELSEWHERE = re.compile(r"(?P<wider>全省|全国|全自治区)|全[市区县旗州镇乡]|[我本][市区县旗州]")
_OWED = re.compile(
    r"(?:距离?|(?<![隔脱分撤偏远])离(?![退岗任异]))(?:[^差,。;]{0,6}?)"
    r"(?:完成|实现|达到|目标|任务|计划|新[增建])"
    r"|[还尚仍相]差|剩余|剩下|[还尚仅]剩|尚余|未完成|未开工|[仍还尚]需|缺口"
)
_OWED_BEHIND = re.compile(r"[^,。;|\n]{0,6}?(?:[还尚仍]差|[还尚]剩|缺口)")
_INTENDED = re.compile(
    r"(?:目标|任务|计划)[数量值]?[是为][^,。;]{0,12}$"
    r"|(?:计划|拟|力争|确保|争取)(?:完成|[新改扩][建造增]|建设|实现)[^,。;完]{0,12}$"
)
_ORDINAL = re.compile(r"第[\d、至和到—-]*$")
_TAKEN_BACK = re.compile(r"[\s(,]{0,2}(?:更正|勘误|应为|有误|误[为写]|订正|原为)")
_MINUS = re.compile(r"[一-鿿:,(|\s][-−–]\Z")


@dataclass(frozen=True)
class Clause:
    """What the words beside a figure say, as columns of the ``facts`` gate.

    None for a figure that is no result.
    """

    words: str
    """The clause up to the figure, and the figure."""
    single_month: bool | None
    """They speak of one month: 当月新增."""
    another_year: bool | None
    """They speak of another year than the plan's, or stand in the next year's plan."""
    elsewhere: bool | None
    """They speak of the province or the country, in a text about a city."""
    owed: bool | None
    """They speak of what remains: 距完成…还差."""
    intended: bool | None
    """They speak of the plan: 目标是84%."""
    ordinal: bool
    """The figure is an item's number: 第4、8项."""
    taken_back: bool | None
    """They put another figure in its place: （更正：应为8300个）."""
    sign_lost: bool | None
    """A minus stands before it that is not in its value."""


class Clauses:
    """The clauses of a bulletin's figures."""

    def __init__(self, bulletin: Bulletin) -> None:
        self._text = bulletin.text
        self._year = bulletin.dating.plan_year
        self._month = bulletin.dating.period_end.month if bulletin.dating.period_end else 12
        self._of_a_city = _is_of_a_city(bulletin)
        self._next_year = self._next_years_plan(len(bulletin.title))

    def of(self, fact: Fact) -> Clause:
        """What the words beside a figure say of it."""
        before = self._before(fact)
        result = fact.part == "progress" and fact.measure in ("actual", "pct_of_target")
        counted = fact.measure == "actual"
        behind = self._text[fact.end : fact.end + 12]
        return Clause(
            words=f"{before}{fact.text}"[-40:],
            single_month=self._is_of_a_month(before) if counted else None,
            another_year=self._is_of_another_year(fact, before) if result else None,
            elsewhere=self._is_elsewhere(before) if counted else None,
            owed=(
                _OWED.search(before) is not None or _OWED_BEHIND.match(behind) is not None
                if counted
                else None
            ),
            intended=_INTENDED.search(before) is not None if counted else None,
            ordinal=_ORDINAL.search(before) is not None,
            taken_back=_TAKEN_BACK.match(behind) is not None if result else None,
            sign_lost=(
                not fact.value.is_signed()
                and _MINUS.search(self._text, max(0, fact.start - 2), fact.start) is not None
                if result
                else None
            ),
        )

    def _before(self, fact: Fact) -> str:
        start = max(0, fact.start - _REACH)
        stops = list(_STOP.finditer(self._text, start, fact.start))
        return self._text[stops[-1].end() if stops else start : fact.start]

    def _is_of_a_month(self, before: str) -> bool:
        # What January counts is all that there is.
        if self._month == 1:
            return False
        found = _OF_A_MONTH.search(before)
        if found is None or _SINCE_JANUARY.search(before):
            return False
        # 9月开工3所 in November tells when, and not of September alone.
        return found["month"] is None or chinese_number(found["month"]) == self._month

    def _is_of_another_year(self, fact: Fact, before: str) -> bool:
        if self._year is None or fact.unit == "倍":
            return False
        if fact.start >= self._next_year:
            return True
        found = list(_ANOTHER_YEAR.finditer(before))
        if not found or _COMPARED.search(before):
            return False
        last = found[-1]
        return last["year"] is None or int(last["year"]) != self._year

    def _next_years_plan(self, opening: int) -> int:
        """Where the plan of a later year begins; behind the text where it has none."""
        for found in _NEXT_YEARS_PLAN.finditer(self._text, opening):
            if self._year is not None and int(found["year"]) > self._year:
                return found.start()
        return len(self._text) + 1

    def _is_elsewhere(self, before: str) -> bool:
        named = list(_ELSEWHERE.finditer(before))
        return self._of_a_city and bool(named) and named[-1]["wider"] is not None


def _is_of_a_city(bulletin: Bulletin) -> bool:
    """Whether the text speaks of its own city, county or town more often than of more."""
    named = [found["wider"] is not None for found in _ELSEWHERE.finditer(bulletin.text)]
    return "省" not in bulletin.title and 2 * sum(named) < len(named)
