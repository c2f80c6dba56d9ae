"""Dates and periods as they are written, in titles, texts and the heads of columns alike.

``1—11月``, ``1月1日至11月30日``, ``前三季度``, ``十一月底``, ``2024.11``, ``20241120``,
``二○二四年``: of each the last day, as far as it is said. Which of them is the period of a
bulletin is :mod:`etl.bulletin.grammar.periods.bulletin_period`' to say.
"""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

_TO = r"[ ]?[-—–―~～至到、]{1,2}[ ]?"
_YEAR = r"(?:(?:19|20)\d{2}|[一二][〇零○OO九0][〇零○OO一二三四五六七八九]{2})"
_MONTH = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九元])"
_DAY = r"(?:[12]\d|3[01]|0?[1-9]|[二三]?十[一二三四五六七八九]?|[一二三四五六七八九])"
_QUARTER = r"[1-4一二三四]"
_DATE = re.compile(
    rf"""
      (?=[\d一二三四五六七八九十元今本当去上前半年全下第首Q])(?:
      (?<![\d.])(?P<y1>(?:19|20)\d{{2}})(?P<sep>[-./])(?P<m1>\d{{1,2}})
        (?:(?P=sep)(?P<d1>\d{{1,2}}))?(?![\d%万亿]|\.\d)日?
    | (?<![\d.])(?P<y2>20\d{{2}})(?P<m2>0[1-9]|1[0-2])(?P<d2>[0-2]\d|3[01])(?!\d)
    | (?<![\d.])(?P<from>{_YEAR}年?{_TO}{_YEAR})年度?(?![\d一二三四五六七八九十]*月)
    | (?:(?<!\d)(?P<year>{_YEAR})[ ]?年度?[ ]?
        |(?P<relative>今年|本年|当年|去年|上年|上一年)(?:以来)?的?)?
      (?:
        (?P<span>(?:(?<!提)前[ ]?(?P<first>{_MONTH})个月)
          |(?P<half>上半年|(?<![每下近后一两\d])半年度?(?![一来])|年中)
          |(?P<whole>全年(?![目任计度])|下半年|(?:年|(?<=年))[末底终](?!前)))
      | (?P<quarters>
          [第前]?(?:{_QUARTER}{_TO}[第]?){{0,3}}(?<![\d])(?P<quarter>{_QUARTER})个?季度
          |首季度?|Q(?P<q>[1-4])(?!\d))
      | (?<![\d.])
        (?:(?P<since>{_MONTH})(?:月份?(?:{_DAY}日)?)?{_TO}(?:(?P<again>{_YEAR})年|今年|当年)?)?
        (?<![\d.])(?P<month>{_MONTH})[ ]?月(?![嫂饼球亮均龄大租供薪票子光刊])
        (?:份|底|末|(?P<third>[上中下]旬)|[ \n]?(?P<day>{_DAY})[日号])?
      )
    | (?<!\d)(?P<alone>{_YEAR})(?:年度?|(?=[市县区省全](?!国)|民生|实事|重点))
      )
    """,
    re.VERBOSE,
)
_CHINESE = {c: str(i) for i, c in enumerate("〇一二三四五六七八九")} | {
    "零": "0",
    "○": "0",
    "O": "0",
}
_THIRDS = {"上旬": 10, "中旬": 20}
_EARLIER = frozenset({"去年", "上年", "上一年"})
_DEADLINE = re.compile(r"[ ]?(?:[之以]?前|起|开始|之后|以后)")
WHOLE_YEAR = re.compile(r"年[末底终]|全年")


@dataclass(frozen=True, slots=True)
class Mention:
    """A date or period in a text, by its last day."""

    start: int
    end: int
    year: int | None
    """As said with it."""
    month: int | None
    """None: a year alone."""
    day: int | None
    """None: the month's last."""
    spans: bool
    """More than one day or one month: 1—11月, 上半年, 三季度."""
    earlier: bool
    """Of the year before: 去年11月."""
    years: bool = False
    """Several years: 2021—2025年."""

    def last_day(self, year: int | None) -> date | None:
        """The last day, in that year where none is said; None where no year is known."""
        if self.month is None or (self.year is None and year is None):
            return None
        year = self.year or (year or 0) - self.earlier
        last = monthrange(year, self.month)[1]
        if self.day is not None and not 1 <= self.day <= last:
            return date(year, self.month, last)
        return date(year, self.month, self.day or last)


def mentions(text: str) -> Iterator[Mention]:
    """Every date and period of a text, in order."""
    for found in _DATE.finditer(text):
        if (mention := _mention(found)) is not None:
            yield mention


def is_deadline(text: str, mention: Mention) -> bool:
    """Whether something is due by a date, or begins with it: 11月底前, 9月起."""
    return _DEADLINE.match(text, mention.end) is not None


def month_end(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, monthrange(year, month)[1])


def _mention(found: re.Match[str]) -> Mention | None:
    start, end = found.span()
    if found["from"]:
        return Mention(start, end, None, None, None, spans=True, earlier=False, years=True)
    said = found["y1"] or found["y2"] or found["again"] or found["year"] or found["alone"]
    year = _year(said) if said else None
    earlier = found["relative"] in _EARLIER
    if found["alone"]:
        return Mention(start, end, year, None, None, spans=False, earlier=False)
    month = found["m1"] or found["m2"] or found["month"] or found["first"]
    spans = bool(found["span"] or found["quarters"] or found["since"])
    number = _of_part(found) if month is None else _small(month)
    if not 1 <= number <= 12:
        return None
    written = found["d1"] or found["d2"] or found["day"]
    day = _small(written) if written else _THIRDS.get(found["third"])
    return Mention(start, end, year, number, day, spans, earlier)


def _of_part(found: re.Match[str]) -> int:
    if found["half"]:
        return 6
    if found["whole"]:
        return 12
    quarter = found["quarter"] or found["q"]
    return 3 * _small(quarter) if quarter else 3


def _year(written: str) -> int:
    return int("".join(_CHINESE.get(c, c) for c in written))


def _small(written: str) -> int:
    """A number up to 31: 11, 十一, 三十, 元 (of 元月)."""
    if written.isdigit() and written.isascii():
        return int(written)
    if written == "元":
        return 1
    tens, ten, ones = written.rpartition("十")
    digit = int(_CHINESE.get(ones, "0")) if ones else 0
    return (int(_CHINESE.get(tens, "1")) if tens else 1) * 10 + digit if ten else digit
