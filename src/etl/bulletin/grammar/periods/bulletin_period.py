"""Which year a bulletin is about, and the last day that it describes.

Only what is introduced as the period counts: a title, ``截至11月20日``, ``1—11月，全市…``. The days
of plans, decisions, documents and datelines do not. Where nothing is said, what remains rests
on the day of publication and is called assumed.
"""

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date

from etl.bulletin.grammar.periods.dates import Mention, mentions, month_end
from etl.bulletin.model import Dating
from etl.document.page.page_lines import without_other_pages

__all__ = [
    "date_bulletin",
    "dated_by_columns",
    "month_end",
    "month_in",
    "period_in",
    "period_in_title",
    "plan_year",
]

_COMPLETED = re.compile(r"完成情况|全面完成|全部完成|圆满完成|办理结果|完成结果|办结情况")
_ASIDE_BEHIND = re.compile(
    r"[^一-鿿\d]{0,2}(?:发布|印发|公布|公开|公示发布|出台|通过|召开|启动|起)"
)
_WHOLE_YEAR = re.compile(r"年[末底终]|全年")
_FOR_WORK_TO_COME = re.compile(
    r"[^,。;\d]{0,6}?(?:计划|安排|打算|部署)(?!完成|进展|落实|执行|推进|情况)"
)
_DEADLINE = re.compile(r"[ ]?(?:[之以]?前|起|开始|之后|以后)")
_PLANNED = re.compile(
    r"计划|预计|力争|拟|(?<!现)将|确保|争取|有望|目标|要求|决定|会议|通知|印发|文件|规定|批复|自|从|于|在"
)
_AS_OF = re.compile(
    r"(?:截[至止]|统计(?:时间|日期|时段|期)|(?:统计|算)(?=[到至])|数据(?:时间|日期|更新)|时间节点|报告期)"
    r"(?:到|至|为|是|时间|日期|目前|现在|今年|本年|当年|本月|年度|[ :,(即])*+$"
)
_UP_TO = re.compile(r"(?:^|[,。;:\n(])[至到](?:今年|本年)?$")
_UP_TO_BEHIND = re.compile(r"[ ]?(?:[,:)\n]|$|全|我|各|已|累计|共|实际|完成)")
_CLAUSE_START = re.compile(r"(?:^|[,。;:\n(|\]])[ ]?(?:今年|本年|当年|年初以来)?(?:以来)?的?[,]?$")
_REPORTS = re.compile(
    r"[ ]?(?:[,\n]|$|[我全各本][市县区省州]|累计|共|已|实际|完成|新[增建开]|实现|期间|各)"
)
_REPORTS_LATER = re.compile(r"[^,。;\d\n]{1,14}?(?:已|累计|全部|如期)")
_DATA = re.compile(r"(?:数据|统计|情况|进度|口径|报告期|指标)[^,。;\n]{0,6}$|(?:^|[\n|])[ ]?[(]$")
_OF_MONTH_END = re.compile(r"[底末]$")
_HEADS = re.compile(
    r"(?:份|度)?(?:的|工作|重点|民生|实事|项目|任务|目标|主要|总体|累计|实际)*+"
    r"(?:进展|进度|完成|推进|落实|执行|建设|实施)(?:情况|数|量|率|$|[|)\n:])"
)
_PLAN_WORDS = re.compile(
    r"(?:度|全?[市县区省州]|[一-鿿]{0,6}?[市县区省州]|政府|第)?[^,。;\n\d]{0,8}?"
    r"(?:\d+[件项个]|十)?[^,。;\n\d]{0,8}?"
    r"(?:实事|民生|重点工作|目标|任务|计划|项目|工程|工作报告|行动)"
)
_TO_BE_DONE = re.compile(r"[^。;\d\n]{0,30}?(?:计划(?!生育)|预计|力争|拟(?!定)|将|确保|争取)")
_TO_COME = re.compile(r"[^,。;\n]{0,14}?(?:征集|遴选|建议|谋划|申报)")
_PREPARES = re.compile(
    r"(?:征集|遴选|谋划|申报|筹划|编制|拟[定订]|制[定订]|研究|提前|提出|储备)[^,。;\d\n]{0,6}\Z"
)
_FAR = 60
_SOLICITS = re.compile(r"(?:征集|报名|投票|征求|申报|来信|来电|公示期)[^。\n]{0,30}\Z")
"""Calls to the public, whose last day is no day of any data."""
_SINCE = re.compile(r"(?:从|自|始于|早在)$")
_SINCE_BEHIND = re.compile(r"(?:以来|起|开始|至今|[以之]前)")
_HOUR = re.compile(r"[ ]*\d{1,2}:\d{2}")
_PUBLISHED_ON = re.compile(r"(?:日期|时间)[ :\[]{0,3}\Z")
_OPENS = re.compile(r"(?:^|[。\n])[ ]?\Z")
_SIGNED = re.compile(r"[ (]*(?:[^,。;:\d\n]{2,24}[^,。;:\d\n自从至到截的于在]|)[ (]*")
"""What stands before the day on which a text was signed."""
_DATELINE = re.compile(
    r"(?:日期|时间|发布|发表|来源|更新|上传|录入|编辑|作者|浏览|日讯|报讯|日报)"
    r"|[日\d][ ]?\d{1,2}:\d{2}"
)
_OFFICE_ALONE = re.compile(
    r"[ ]?(?:\d{1,2}:\d{2}(?::\d{2})?)?[ ]*"
    r"(?:[^,。;:\d ]{2,16}(?:[办局委室站处部科院网报]|中心|政府))?[ ]*(?:$|\n)"
)
_HEAD_LINE = re.compile(r"[^,。;:!?]{0,60}(?<![至到于])\Z")
_ITEM = re.compile(
    r"(?m)^[ ]?(?:\(?[一二三四五六七八九十\d]{1,3}[)、.]|第[一二三四五六七八九十\d]{1,3}[、:])"
)
_PLAIN = 2
"""Weight beyond which a period is introduced as that of the data: 截至9月25日."""
_ONCE = 2
"""Votes for a year that is said once, behind the opening."""
_OF_LAST_YEAR = 2
"""Months that may still tell of the year before."""
_OPENING = 400
_FOOT = 200
_REACH = 20


@dataclass(frozen=True, slots=True)
class _Said:
    """A mention that its text introduces as the period, and how plainly."""

    mention: Mention
    weight: int
    opening: bool
    of_data: bool
    """Said of the data as a whole, not within an item."""
    leads: bool
    """Introduced so in a line above the items."""


def date_bulletin(title: str, text: str, published: date | None) -> Dating:
    """The plan year and the period of a bulletin.

    ``2024年…进展情况`` with ``截至11月20日`` in its text is 2024 and 20 November 2024.

    Args:
        title: of the page.
        text: normalised.
        published: the day of publication, where it is known. Without it the day of the
            text's own dateline stands in for it.
    """
    text = without_other_pages(text)
    found = list(mentions(text))
    titled = _in_title(title)
    said = _introduced(text, found)
    dateline = _dateline(text, found)
    shown = min((day for day in (published, dateline) if day), default=None)
    year, assumed = _year(text, titled, found, said, dateline), False
    period = _titled_period(titled)
    if year is None and shown is not None:
        best = period or _best(said, None, None)
        late = best is not None and best.month is not None and best.month > shown.month
        year, assumed = shown.year - (late or (best is None and shown.month == 1)), True
    if period is None:
        period = _best(said, year, shown)
    elif noted := _noted(said, period, year):
        period = noted
    if year is not None:
        named = period.last_day(year) if period else None
        if named is None and _COMPLETED.search(title) and not _too_early(shown, year):
            named = date(year, 12, 31)
        if named is not None:
            return Dating(year, named, assumed, period_assumed=assumed)
        if shown is not None:
            return Dating(year, min(shown, date(year, 12, 31)), assumed, period_assumed=True)
    return Dating(year, None, assumed, period_assumed=False)


def dated_by_columns(dating: Dating, ends: Collection[date | None]) -> Dating:
    """The period of a bulletin that only its columns give: 一季度进展 | 前三季度进展.

    Args:
        dating: by title and text.
        ends: of every result in a table the last day that its column names.
    """
    if not dating.period_assumed or not ends or dating.plan_year is None:
        return dating
    days = [day for day in ends if day is not None and day.year == dating.plan_year]
    if len(days) < len(ends) or (dating.period_end and max(days) > dating.period_end):
        return dating
    return replace(dating, period_end=max(days), period_assumed=dating.year_assumed)


def _noted(said: Sequence[_Said], titled: Mention, year: int | None) -> Mention | None:
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


def _too_early(shown: date | None, year: int) -> bool:
    """Whether a page shown so early cannot tell of the whole year."""
    return shown is not None and shown < date(year, 12, 1)


def plan_year(title: str, text: str, published: date) -> int:
    """The year promised for: as the title says, else the text, else the publication."""
    year = date_bulletin(title, text, published).plan_year
    return published.year if year is None else year


def period_in_title(title: str, published: date) -> date | None:
    """The last day that a title alone says to describe; None where only the text can tell.

    Args:
        title: as the listing or the page prints it.
        published: the day of publication, for titles that name no year.
    """
    year = plan_year(title, "", published)
    if period := _titled_period(_in_title(title)):
        return period.last_day(year)
    return date(year, 12, 31) if _COMPLETED.search(title) else None


def period_in(words: str, year: int | None) -> date | None:
    """The last day of the period that a few words name, if they name one."""
    last = None
    for mention in mentions(words):
        if mention.month is not None:
            last = mention
    return last.last_day(year) if last else None


def month_in(words: str, year: int | None) -> date | None:
    """The last day of the period that a table's column names: 1-11月完成, 三季度, 2024.11.

    A deadline (11月底前完成) is none, and neither is the whole year.
    """
    last = None
    for mention in mentions(words):
        if mention.month is not None and not _DEADLINE.match(words, mention.end):
            last = mention
    if last is None or _WHOLE_YEAR.search(words):
        return None
    return last.last_day(year)


def _in_title(title: str) -> list[Mention]:
    """What a title dates its bulletin by; days of publication and deadlines are aside."""
    return [
        m
        for m in mentions(title)
        if not m.years
        and not _PUBLISHED_ON.search(title, 0, m.start)
        and not _ASIDE_BEHIND.match(title, m.end)
        and not _HOUR.match(title, m.end)
        and not _DEADLINE.match(title, m.end)
        and not (m.month is not None and _FOR_WORK_TO_COME.match(title, m.end))
    ]


def _titled_period(titled: Sequence[Mention]) -> Mention | None:
    return next((m for m in reversed(titled) if m.month is not None), None)


def _introduced(text: str, found: Sequence[Mention]) -> list[_Said]:
    """The mentions that the text itself gives as the period of what it reports."""
    said: list[_Said] = []
    for m in found:
        if m.month is None or m.earlier or _DEADLINE.match(text, m.end):
            continue
        if weight := _weight(text, m):
            of_data = weight > 2 and _says_of_data(text, m)
            opening = m.start < _OPENING
            leads = opening and weight > _PLAIN and not _in_item(text, m)
            said.append(_Said(m, weight, opening, of_data, leads))
    return said


def _in_item(text: str, m: Mention) -> bool:
    """Whether an item begins the line or one before it."""
    return _ITEM.search(text, 0, m.start) is not None


def _says_of_data(text: str, m: Mention) -> bool:
    before = text[max(0, m.start - _REACH) : m.start]
    introduced = _AS_OF.search(before)
    return introduced is not None and (
        _DATA.search(before, 0, introduced.start()) is not None
        or introduced[0].startswith(("统计", "数据", "报告期"))
    )


def _weight(text: str, m: Mention) -> int:
    before = text[max(0, m.start - _REACH) : m.start]
    if _AS_OF.search(before):
        return 0 if _SOLICITS.search(text, max(0, m.start - _FAR), m.start) else 3
    if _UP_TO.search(before) and _UP_TO_BEHIND.match(text, m.end):
        return 2
    if before.endswith("(") and text[m.end : m.end + 1] == ")":
        return 2
    if _HEADS.match(text, m.end) and m.day is None and not _PLANNED.search(before):
        return 2 if m.spans else 1
    month_end = m.day is None and _OF_MONTH_END.search(text, m.start, m.end) is not None
    if not (m.spans or month_end) or not _CLAUSE_START.search(before):
        return 0
    whole_year = _WHOLE_YEAR.match(text, m.start) is not None
    if _REPORTS.match(text, m.end) or (not whole_year and _REPORTS_LATER.match(text, m.end)):
        # 四季度,将新建… is a plan.
        return 0 if _TO_BE_DONE.match(text, m.end) else 1
    return 0


def _best(said: Sequence[_Said], year: int | None, shown: date | None) -> Mention | None:
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
    weight = max(s.weight for s in plausible)
    plainest = [s for s in plausible if s.weight == weight]
    if weight > 1 and (opening := [s for s in plainest if s.opening]):
        plainest = opening[:1] if len({_day(s, year) for s in opening}) == 1 else opening
    often = Counter(_day(s, year) for s in plainest)
    return max(plainest, key=lambda s: (often[_day(s, year)], _day(s, year))).mention


def _day(said: _Said, year: int | None) -> date:
    return said.mention.last_day(year or 2000) or date.min


def _year(
    text: str,
    titled: Sequence[Mention],
    found: Sequence[Mention],
    said: Sequence[_Said],
    dateline: date | None,
) -> int | None:
    """The year that the words say: the title's, else the one most often said of the plan.

    One that is said once, behind the opening, is that of something else where the page has
    its own date in another: ``相关新闻:2017年度民生工程考评结果``.
    """
    period = _titled_period(titled)
    if period is not None and period.year is not None:
        return period.year
    for m in titled:
        if m.year is not None:
            return m.year
    votes: Counter[int] = Counter()
    for m in found:
        if m.year is None or m.day is not None:
            continue
        if _SINCE.search(text, max(0, m.start - 2), m.start) or _SINCE_BEHIND.match(text, m.end):
            continue
        to_come = _TO_COME.match(text, m.end) or _PREPARES.search(
            text, max(0, m.start - 12), m.start
        )
        if _PLAN_WORDS.match(text, m.end) and not to_come:
            votes[m.year] += 3 if m.start < _OPENING else 2
        elif m.month is None and m.start < _OPENING and _opens_sentence(text, m):
            votes[m.year] += 1
    for s in said:
        if s.mention.year is not None:
            votes[s.mention.year] += s.weight
    if not votes:
        return None
    # Of equals the one said first.
    year = max(votes, key=votes.__getitem__)
    if votes[year] <= _ONCE and dateline is not None and dateline.month > _OF_LAST_YEAR:
        return year if year == dateline.year else None
    return year


def _opens_sentence(text: str, m: Mention) -> bool:
    """2024年,全市…: a sentence tells of the year that opens it."""
    before = text[max(0, m.start - 2) : m.start]
    return text.startswith(",", m.end) and _OPENS.search(before) is not None


def _dateline(text: str, found: Sequence[Mention]) -> date | None:
    """The day that a page's head or foot gives as its own: 2008年01月15日09:30 渔港日报."""
    for m in found:
        if m.year is None or m.day is None or _OPENING < m.start < len(text) - _FOOT:
            continue
        start = text.rfind("\n", 0, m.start) + 1
        end = text.find("\n", m.end, m.end + 60)
        line = text[max(start, m.start - 30) : end if end >= 0 else m.end + 60]
        alone = m.start == start and _OFFICE_ALONE.match(text, m.end) is not None
        ends = text.startswith("\n", m.end) and "。" not in text[:start]
        # 第14期 民生工程领导小组办公室编 2014年12月8日
        ends = ends and start > 0 and _HEAD_LINE.match(text[start : m.start]) is not None
        # 石桥镇党政办 2022年11月17日
        last = not text[m.end : end if end >= 0 else len(text)].strip(" )")
        by = _SIGNED.fullmatch(text[start : m.start])
        signed = m.start >= len(text) - _FOOT and last and by is not None
        if alone or ends or signed or (m.start - start <= 30 and _DATELINE.search(line)):
            return m.last_day(m.year)
    return None
