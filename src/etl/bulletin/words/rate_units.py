"""Units of rates: what a figure is per. ``元/月/人``, ``600元每人每月``, ``2.4人每万名``.

One grammar for all of them: ``unit / who · time``, in whatever order and with whatever signs
it is printed. Who and what it is per are written first, the time last.
"""

import re
from typing import NamedTuple

from etl.bulletin.words import measure_words

_TIME = re.compile(
    r"(?P<year>年(?!级|龄|均|以|来|初|底|末|限)度?)|(?P<month>月(?!龄|均|底|末))|(?P<day>[天日](?!均|然|常|间))"
    r"|学期|学年|季度|小时|分钟|秒|次(?!性|生)|h(?![A-Za-z])|d(?![A-Za-z])"
)
_TIMES = {"h": "小时", "d": "日", "学年": "年"}
_WHO = re.compile(r"[名位个]?(?:学生|老人|儿童|孩子?|生|人(?!均|口|才|员|民)|户(?!籍)|床(?!铺))")
_PERSONS = ("学生", "老人", "儿童", "孩", "生", "人")
_SIGN = re.compile(r"(?P<typo>人(?=[/每]))?(?:/|每)\(?")
SIGNS = frozenset("/每人")
"""What a rate behind a unit begins with."""
_AND = re.compile(r"[/·.*・]?每?")
_MANY = re.compile(r"[十百千万]+(?![瓦伏克米卡])")
_LONGEST = 6

_THINGS = ("立方米", "平方米", "公里", "亩", "吨", "户", "床", "餐", "场", "车", "度")
"""What money is for each of that is no person."""
_EACH = (
    rf"(?:(?:{'|'.join(_THINGS)})(?!次)|[人生孩]"
    r"|[名位个](?:[学老儿困残孤低特农居患][^,。;:、\d每年月]{0,5}))"
)
_PERIOD = r"(?:月|学年|学期|年|天|日|次|小时)"
_EARNED = r"[^,。;:、\d]{0,6}(?:收入|增收|收益|赔)"
"""What is said of people and paid by no office: 人均可支配收入."""
_BEFORE = re.compile(
    rf"(?:每(?P<who1>{_EACH})(?:每)?(?P<time1>{_PERIOD})|每(?P<time2>{_PERIOD})每(?P<who2>{_EACH})"
    rf"|(?P<who3>人)均(?:每)?(?P<time3>{_PERIOD})|(?P<time5>[月年])(?P<who5>人)均|每个?(?P<time4>{_PERIOD})|每(?P<who4>{_EACH})"
    rf"|(?P<who6>[户亩])均(?!{_EARNED})|(?P<who7>人)均(?=补助|补贴|减免|奖补))[^,。;:、\d]{{0,10}}$"
)
_BEFORE_REACH = 24
_THING_BEFORE = re.compile(
    r"每一?(?!个(?:月|季|年|学|周|星期|工作日|自然))(?=[^\W\d])(?P<thing>[^,。;:、\d每]{1,15})$"
)
"""What else an amount is for each of: 每座奖补800元."""
_PER_MANY = (
    r"每(?P<many>[十百千]?万|[十百千])[名位个]?"
    r"(?P<who>户|床|张|平方公里|公里|亩|辆|人口?|常住|户籍|老|学生|居民|儿童|婴|职工|农民)"
)
_PER_MANY_BEFORE = re.compile(rf"{_PER_MANY}(?:[^,。;:、每(|\n]|\([^()|\n]{{1,6}}\)){{0,24}}$")
_PER_MANY_NAMED = re.compile(_PER_MANY)
_CONCENTRATION_BEFORE = re.compile(r"每(立方米|升|平方公里)[^,。;:、每\d|\n]{0,8}$")
_MANY_REACH = 32
_NO_PERSONS = frozenset({"户", "床", "张", "平方公里", "公里", "亩", "辆"})
_PER_MANY_KINDS = frozenset(
    {"count", "person", "household", "event", "count-times", "person-times", "length", "area"}
)
_COUNTED = frozenset({"count", "count-times", "event"})
_PER_CONCENTRATION = ("立方米", "升", "平方米", "平方公里")


class Rate(NamedTuple):
    """What follows a unit to make it a rate."""

    per: str
    """人·月 of 元/人·月."""
    end: int


def behind(text: str, at: int, end: int, *, money: bool) -> Rate | None:
    """The rate that follows a unit: ``/(人·月)``, ``每人每月``; the latter of money alone."""
    sign = _SIGN.match(text, at, end)
    if sign is None or (sign["typo"] and not money):
        return None
    spoken = "/" not in sign[0]
    first = _part(text, sign.end(), end)
    if first is None or (spoken and not money and not _spoken_so(text, sign.end(), first)):
        return None
    who, time = ([], [first.per]) if first.is_time else ([first.per], [])
    if sign["typo"]:
        who.insert(0, "人")
    at = first.end
    joint = _AND.match(text, at, end)
    second = _part(text, joint.end(), end) if joint else None
    if second is not None and second.is_time != first.is_time and ((joint and joint[0]) or money):
        (time if second.is_time else who).append(second.per)
        at = second.end
    at += text[at : at + 1] == ")" and "(" in sign[0]
    return Rate("·".join(dict.fromkeys((*who, *time))), at)


class _Part(NamedTuple):
    per: str
    end: int
    is_time: bool


def _part(text: str, at: int, end: int) -> _Part | None:
    if time := _TIME.match(text, at, end):
        word = "年" if time["year"] else "天" if time[0] == "天" else time[0]
        return _Part(_TIMES.get(word, word), time.end(), True)
    if who := _WHO.match(text, at, end):
        unit = measure_words.match(text, at, min(end, at + _LONGEST))
        if unit is None or len(unit.word) <= len(who[0]):
            person = who[0].lstrip("名位个").startswith(_PERSONS)
            return _Part("人" if person else who[0][-1], who.end(), False)
    many = _MANY.match(text, at, end)
    start = many.end() if many else at
    unit = measure_words.match(text, start, min(end, start + _LONGEST))
    if unit is None or unit.kind not in ("quantity", "criterion"):
        return None
    return _Part((many[0] if many else "") + unit.canonical, start + len(unit.word), False)


def _spoken_so(text: str, at: int, part: _Part) -> bool:
    """每万名, 每立方米 behind a unit other than money; 每年 there begins other words."""
    return text[at] in "百千万" or part.per in _PER_CONCENTRATION


def before(text: str, start: int) -> str | None:
    """The rate that stands before an amount of money: 每人每月1120元 → 人·月."""
    if not any(c in text[max(0, start - _BEFORE_REACH) : start] for c in "每均"):
        return None
    found = _BEFORE.search(text, max(0, start - _BEFORE_REACH), start)
    if found is None:
        thing = _THING_BEFORE.search(text, max(0, start - _BEFORE_REACH), start)
        unit = measure_words.match(text, thing.start("thing"), start) if thing else None
        return unit.canonical if unit is not None and unit.dimension in _COUNTED else None
    groups = {k: v for k, v in found.groupdict().items() if v}
    who = next((v for k, v in groups.items() if k.startswith("who")), None)
    time = next((v for k, v in groups.items() if k.startswith("time")), None)
    who = who if who is None or who in _THINGS else "人"
    time = "天" if time == "日" else _TIMES.get(time or "", time)
    return "·".join(part for part in (who, time) if part)


def many_before(text: str, start: int, dimension: str) -> str | None:
    """What a count or a mass is per, where it is said before: 每千人3批次, 每立方米38微克.

    每万名学生配备2.4人 → 万人.
    """
    floor = max(0, start - _MANY_REACH)
    if dimension == "mass":
        volume = _CONCENTRATION_BEFORE.search(text, floor, start)
        return volume[1] if volume else None
    if dimension not in _PER_MANY_KINDS or text.find("每", floor, start) < 0:
        return None
    found = _PER_MANY_BEFORE.search(text, floor, start)
    return _how_many(found) if found else None


def many_named(label: str, dimension: str) -> str | None:
    """What a count is per, by the name of what is counted: 每千人口床位数 → 千人."""
    found = _PER_MANY_NAMED.match(label) if dimension in _PER_MANY_KINDS else None
    return _how_many(found) if found else None


def _how_many(found: re.Match[str]) -> str:
    who = found["who"]
    return str(found["many"]) + (who if who in _NO_PERSONS else "人")
