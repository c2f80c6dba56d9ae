"""What a text itself gives as the period of its data, and how plainly.

Only what is introduced as the period counts: ``截至11月20日``, ``1—11月，全市…``, ``(1-9月)``. The
days of plans, decisions, documents and calls to the public do not.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from etl.bulletin.grammar.periods.date_mentions import WHOLE_YEAR, Mention, is_deadline, month_end
from etl.document.page.title_lines import heads_period

_PLANNED = re.compile(
    r"计划|预计|力争|拟|(?<!现)将|确保|争取|有望|目标|要求|决定|会议|通知|印发|文件|规定|批复|自|从|于|在"
)
_PLANNED_ABOVE = re.compile(r"(?:按照?|根据|依照)[^,。;\n]{0,6}(?:计划|方案|要求)[,:]$")
_ALL_DONE = re.compile(r"[^,。;\n\d]{0,6}(?:已|全部|累计|共|实际|完成)")
_AS_OF = re.compile(
    r"(?:截[至止]|统计(?:时间|日期|时段|期)|(?:统计|算)(?=[到至])|数据(?:时间|日期|更新)|时间节点|报告期)"
    r"(?:到|至|为|是|时间|日期|目前|现在|今年|本年|当年|本月|年度|[ :,(即])*+$"
)
_UP_TO = re.compile(r"(?:^|[,。;:\n(]|实事|项目|任务|工程)[至到](?:今年|本年)?$")
_UNTIL = re.compile(r"[ ]?为?止(?=[,。;:)\n])")
_UP_TO_BEHIND = re.compile(r"[ ]?(?:[,:)\n]|$|全|我|各|已|累计|共|实际|完成)")
_CLAUSE_START = re.compile(r"(?:^|[,。;:\n(|\]])[ ]?(?:今年|本年|当年|年初以来)?(?:以来)?的?[,]?$")
_REPORTS = re.compile(
    r"[ ]?(?:[,\n]|$|[我全各本][市县区省州]|累计|共|已|实际|完成|新[增建开]|实现|期间|各)"
)
_REPORTS_LATER = re.compile(r"[^,。;\d\n]{1,14}?(?:已|累计|全部|如期)")
_DATA = re.compile(r"(?:数据|统计|情况|进度|口径|报告期|指标)[^,。;\n]{0,6}$|(?:^|[\n|])[ ]?[(]$")
_OF_ALL = ("数据", "统计", "口径", "报告期")
_OF_MONTH_END = re.compile(r"[底末]$")
_HEADS = re.compile(
    r"度?(?:的|工作|重点|民生|实事|项目|任务|目标|主要|总体|累计|实际)*+"
    r"(?:进展|进度|完成|推进|落实|执行|建设|实施|办理|办结|兑现)(?:情况|数|量|率|$|[|)\n:])"
)
_TO_BE_DONE = re.compile(r"[^。;\d\n]{0,30}?(?:计划(?!生育)|预计|力争|拟(?!定)|将|确保|争取)")
_STOP = re.compile(r"[,。;:\n]")
_FAR = 60
_SOLICITS = re.compile(r"(?:征集|报名|投票|征求|申报|来信|来电|公示期)[^。\n]{0,30}\Z")
"""Calls to the public, whose last day is no day of any data."""
_ITEM = re.compile(
    r"(?m)^[ ]?(?:\(?[一二三四五六七八九十\d]{1,3}[)、.]|第[一二三四五六七八九十\d]{1,3}[、:])"
)
_PLAIN = 2
"""Weight beyond which a period is introduced as that of the data: 截至9月25日."""
OPENING = 400
"""Characters in which a text says what it is about."""
_REACH = 20
_LAST_MONTH = 12


@dataclass(frozen=True, slots=True)
class Introduced:
    """A mention that its text introduces as the period, and how plainly."""

    mention: Mention
    weight: int
    opening: bool
    of_data: bool
    """Said of the data as a whole, not within an item."""
    in_item: bool
    heads: bool
    """All of its line opens what is told of the period: 上半年进展情况."""

    @property
    def dates(self) -> bool:
        """The day of the document, in brackets below its title: (2031年9月10日)."""
        return self.weight == 1 and self.mention.day is not None and self.mention.year is not None

    @property
    def leads(self) -> bool:
        """Introduced so in a line above the items."""
        return self.opening and self.weight > _PLAIN and not self.in_item


def introduced(text: str, found: Sequence[Mention]) -> list[Introduced]:
    """The mentions that the text itself gives as the period of what it reports."""
    said: list[Introduced] = []
    first = _ITEM.search(text)
    items_from = first.end() if first else len(text)
    for m in found:
        if m.month is None or m.earlier or is_deadline(text, m):
            continue
        heads = _heads(text, m)
        if weight := _weight(text, m) or int(heads):
            in_item = m.start >= items_from
            of_data = weight > _PLAIN and _says_of_data(text, m, in_item=in_item)
            opening = m.start < OPENING
            said.append(Introduced(m, weight, opening, of_data, in_item, heads))
    return said


def _heads(text: str, m: Mention) -> bool:
    """Whether a short line is all of a mention and opens what is told of it."""
    low, high = max(0, m.start - _REACH), m.start + 2 * _REACH
    start, end = text.rfind("\n", low, m.start), text.find("\n", m.start, high)
    if (start < 0 < low) or (end < 0 and high < len(text)):
        return False
    return heads_period(text[start + 1 if start >= 0 else low : end if end >= 0 else high])


def plainest(said: Sequence[Introduced], year: int | None, shown: date | None) -> Mention | None:
    """Of the periods said the plainest, then the one that opens the text, then the commonest."""
    plausible = [
        s for s in said if year is None or s.mention.year is None or 0 <= s.mention.year - year <= 1
    ]
    if year is not None and shown is not None:
        # 截至年底,将建成12个 is no report.
        latest = month_end(shown.year, shown.month)
        plausible = [s for s in plausible if _day(s, year) <= latest]
    if not plausible:
        return None
    sections = [s.mention for s in plausible if s.heads]
    if len({mention.month for mention in sections}) > 1:
        # 一季度进展:… 上半年进展:… goes as far as its last section.
        return max(sections, key=lambda mention: mention.last_day(year) or date.min)
    weight = max(s.weight for s in plausible)
    loudest = [s for s in plausible if s.weight == weight]
    if len(loudest) == 1 and loudest[0].in_item and not loudest[0].of_data:
        # 现将三季度办理情况报送如下:…截至9月25日,23个小区均已开工 in one of its items.
        above = [s for s in plausible if s.opening and not s.in_item and s.weight >= _PLAIN]
        loudest = above or loudest
    if weight > 1 and (opening := [s for s in loudest if s.opening]):
        loudest = opening[:1] if len({_day(s, year) for s in opening}) == 1 else opening
    often = Counter(_day(s, year) for s in loudest)
    return max(loudest, key=lambda s: (often[day := _day(s, year)], not s.dates, day)).mention


def is_of_one_work(said: Sequence[Introduced], mention: Mention) -> bool:
    """Whether a day is said once, below the text's opening: of what stands there.

    Where it is said plainly (截至10月15日), only one in December is.
    """
    alike = [s for s in said if s.weight >= _PLAIN]
    return (
        mention.day is not None
        and len(alike) == 1
        and (mention.month == _LAST_MONTH or alike[0].weight == _PLAIN)
        and not (alike[0].opening or alike[0].of_data)
    )


def day_within(said: Sequence[Introduced], titled: Mention, year: int | None) -> Mention | None:
    """The day within a titled month up to which the data go: 11月份…, 数据截至11月25日.

    Of a title that names more than a month (三季度, 年终) the text's opening may say so.
    """
    longer = titled.spans
    if year is None or (last := titled.last_day(year)) is None or titled.day is not None:
        return None
    return next(
        (
            s.mention
            for s in said
            if (s.of_data or (longer and s.leads))
            and s.mention.day is not None
            and (day := s.mention.last_day(year)) is not None
            and (day.year, day.month) == (last.year, last.month)
        ),
        None,
    )


def _says_of_data(text: str, m: Mention, *, in_item: bool) -> bool:
    before = text[max(0, m.start - _REACH) : m.start]
    as_of = _AS_OF.search(before)
    if as_of is None:
        return False
    if as_of[0].startswith(("统计", "数据", "报告期")):
        return True
    of = _DATA.search(before, 0, as_of.start())
    # 进展情况:截至9月28日 within an item is of that item.
    return of is not None and (of[0].startswith(_OF_ALL) or not in_item)


def _weight(text: str, m: Mention) -> int:
    before = text[max(0, m.start - _REACH) : m.start]
    if _AS_OF.search(before) or (before.endswith(("到", "至")) and _UNTIL.match(text, m.end)):
        return 0 if _SOLICITS.search(text, max(0, m.start - _FAR), m.start) else 3
    if _UP_TO.search(before) and _UP_TO_BEHIND.match(text, m.end):
        return 2
    if before.endswith("(") and text[m.end : m.end + 1] == ")":
        # 督查室(2031年9月10日) is the day of the document.
        return 1 if m.day is not None and m.year is not None and not m.spans else 2
    clause = _STOP.split(before)[-1]
    if _HEADS.match(text, m.end) and m.day is None and not _PLANNED.search(clause):
        return 2 if m.spans else 1
    month_end = m.day is None and _OF_MONTH_END.search(text, m.start, m.end) is not None
    if not (m.spans or month_end) or not _CLAUSE_START.search(before):
        return 0
    whole_year = WHOLE_YEAR.match(text, m.start) is not None
    if whole_year and _PLANNED_ABOVE.search(before) and not _ALL_DONE.match(text, m.end):
        # 按照计划,全年新增食堂6个
        return 0
    if _REPORTS.match(text, m.end) or (not whole_year and _REPORTS_LATER.match(text, m.end)):
        # 四季度,将新建… is a plan.
        return 0 if _TO_BE_DONE.match(text, m.end) else 1
    return 0


def _day(said: Introduced, year: int | None) -> date:
    return said.mention.last_day(year or 2000) or date.min
