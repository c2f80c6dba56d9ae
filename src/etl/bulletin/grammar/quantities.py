"""Words to quantities: every numeral of a text, with its unit or with why it has none.

``36.61万人`` is 366100 人, ``1931万余元`` is at least 19310000 元, ``百分之八十`` is 80 %. The
numerals of dates, names, titles, ordinals and telephone numbers are recognised by their
form before any quantity is looked for.
"""

import re
from decimal import Decimal
from typing import NamedTuple

from etl.bulletin.model import Numeral, Qualifier
from etl.bulletin.words import units

_CN = "零〇一二三四五六七八九十百千万亿两"
_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}

_ONE = Decimal(1)
_YEAR = r"(?:19|20)\d{2}"
_TO = r"[-—–―~～至到]{1,2}"

_FRAME_START = re.compile(r"\d+|[A-Za-z]+|[《“\"「\[第排名位居列]")
_FRAMES = re.compile(
    rf"""
      (?P<title>《[^《》\n]{{1,80}}》)
    | (?P<address>https?://[^\s一-鿿]+|[A-Za-z\d._%+-]{{1,64}}@[A-Za-z\d.-]+)
    | (?P<quotation>“[^“”\n]{{1,40}}”|"[^"\n]{{1,40}}"|「[^「」\n]{{1,40}}」)
    | (?P<document_number>\[{_YEAR}\][ \t]*(?:第?\d+号)?)
    | (?P<date>
        {_YEAR}[-./]\d{{1,2}}[-./]\d{{1,2}}(?:日)?
      | {_YEAR}年?{_TO}(?:{_YEAR})年?(?:\d{{1,2}}月)?
      | {_YEAR}(?:学?年度?|届)(?:\d{{1,2}}(?:{_TO}\d{{1,2}})?月(?:份)?(?:\d{{1,2}}日)?)?
      | (?<!\d)\d{{1,2}}(?:{_TO}|、)\d{{1,2}}月(?:份)?
      | (?<!\d)\d{{1,2}}月(?:份)?\d{{1,2}}日?(?:{_TO}(?:\d{{1,2}}月)?\d{{1,2}}日)?(?![\d万亿.])
      | (?<!\d)\d{{1,2}}月(?:份)?
      | (?<!\d)\d{{1,2}}(?:{_TO}\d{{1,2}})?日(?![均常])
      | (?<!\d){_YEAR}(?=[市县区省全])
      )
    | (?P<code>\d{{13,}})
    | (?P<damaged>(?<!\d)\d{{3,}}[日月](?![均常]) | \d{{3,}}-\d+岁)
    | (?P<clock>(?<!\d)\d{{1,2}}:\d{{2}}(?::\d{{2}})?(?!\d)
        | (?<!\d)\d{{1,2}}[时点](?:\d{{1,2}}分|整|半)?(?!长))
    | (?P<phone>(?<!\d)(?:0\d{{2,3}}-\d{{7,8}}|[48]00-?\d{{3,4}}-?\d{{3,4}}|1[3-9]\d{{9}})(?!\d)
        | (?<!\d)(?:1\d{{4}}|9\d{{4}})(?=[^\d万亿.余多人名户个元件]*(?:热线|平台|电话|专线)))
    | (?P<ordinal>第(?:\d+|[{_CN}]+)
        | (?:排名|排在|名列|位[居列]|[居列]全[省市国县区])[^,。;\d]{{0,8}}\d+位?)
    | (?P<name>
        (?![A-Z]{{2,}}\d+[台套部件座处])[A-Za-z][A-Za-z\d]*[-+.]?\d[\d.]*[A-Za-z]*
      | \d+(?:\.\d+)?(?!(?:km|kW|KW|MW|kV|KV|m[²³2]|TEU|GB|TB|PB|Mbps|Gbps)(?![A-Za-z]))[A-Za-z]+\d*
      | \d+(?:\.\d+)?:\d+(?:\.\d+)?
      | \d+(?:\+[\dA-Za-z]+)+|\d+[×*]\d+(?:小时)?|\d+°
      )
    """,
    re.VERBOSE,
)

_QUALIFIERS: dict[Qualifier, str] = {
    ">=": "不少于 不低于 不小于 至少 大于等于 ≥",
    ">": "超过 超 逾 突破 大于 >",
    "<=": "不超过 不高于 不多于 不大于 至多 控制在 ≤",
    "<": "不足 不到 小于 近 接近 将近 <",
    "~": "大约 约 近似 约合 折合",
}
_BEFORE: dict[str, Qualifier | None] = {
    word: qualifier for qualifier, words in _QUALIFIERS.items() for word in words.split()
}
# Said before a figure, without making it a bound.
_BEFORE.update(dict.fromkeys(("高达", "多达", "最低", "最高")))
_AFTER: dict[str, Qualifier] = {
    "以上": ">=",
    "以内": "<=",
    "以下": "<=",
    "之内": "<=",
    "左右": "~",
    "上下": "~",
    "余": ">=",
    "多": ">=",
    "+": ">=",
}

_PER = {"月": "月", "年": "年", "天": "天", "日": "天", "次": "次", "学期": "学期", "学年": "学年"}
_EACH = r"[人户床生]"
_TIME = r"(?:月|学年|学期|年|天|日)"
_RATE_BEFORE = re.compile(
    rf"(?:每(?P<who1>{_EACH})(?:每)?(?P<time1>{_TIME})|每(?P<time2>{_TIME})每(?P<who2>{_EACH})"
    rf"|(?P<who3>人)均(?:每)?(?P<time3>{_TIME})|(?P<time5>[月年])(?P<who5>人)均|每(?P<time4>{_TIME})|每(?P<who4>{_EACH}))[^,。;:、\d]{{0,10}}$"
)
_RATE_AFTER = re.compile(
    rf"(?:每(?P<who1>{_EACH})[·/]?每?(?P<time1>{_TIME})|每(?P<time2>{_TIME})[·/]?每?(?P<who2>{_EACH})"
    rf"|(?:每|/)(?P<time4>{_TIME})(?!均))"
)

# 批次/千人, 张/百户
_PER_UNIT = re.compile(r"/[十百千万]?(?=[^\d\s])")
_LONGEST_UNIT = 6

_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\d)|\d+(?:\.\d+)?"
_SCALE = r"万亿|[十百千]?[万亿]|[百千](?!米|瓦|克|伏|升|分)"
_QUANTITY = re.compile(
    rf"""
      (?P<number>{_NUMBER})(?P<inner>余|多|几)?(?P<scale>{_SCALE})?(?P<mid>余|多)?
    | 百分之(?P<percent>百|[{_CN}]{{1,12}}(?:点[{_CN}]{{1,6}})?|\d+(?:\.\d+)?)
    | (?P<chinese>[{_CN}]{{0,12}}[一二三四五六七八九两][{_CN}]{{0,12}}(?:点[{_CN}]{{1,6}})?)
      (?P<cmid>余|多)?
    """,
    re.VERBOSE,
)
_SIGN = re.compile(r"(?:(?<=[^\d\w])|(?<=[长幅率为到降]))-$")
_LONGEST_QUALIFIER = 4
# What ends like a qualifier and is none: 已签约7346户, 附近3个小区.
_WITHIN_WORD = re.compile(r"(?:[签预节特履续违契公集条邀]约|[附临邻最靠]近|反超)$")
_RATE_WORDS = re.compile(r"每[人户床生]每?[月年天]$")
_SUFFIX = re.compile(
    r"(?:\((?:含|套|户|台|个|处|次|人|间|座)\))?(?P<word>及?以上|以内|及?以下|之内|左右|上下|余|多|\+)?"
)
# After 万 the measure word of people may be left out: 20万农村人口.
_PEOPLE = re.compile(
    r"[^,。;、\d]{0,6}?(?:人口|人员|群众|居民|职工|农民|学生|老人|老年人|儿童|妇女|工人|毕业生|患者)"
)
_RANGE = re.compile(rf"{_TO}(?=\d|[{_CN}])")

# Before a lone Chinese digit (新建两座) only a verb of doing makes it a count: 三高, 四好.
_DOING = re.compile(
    r"(?:新建|改建|扩建|建成|建设|建|改造|完成|开工|竣工|新增|增设|打造|设立|设置|举办|开展"
    r"|开通|启用|投用|新开|配备|购置|修建|实施|整治|其中|完工)(?:了|成)?$"
)
_CONCRETE = frozenset({"count", "event", "household", "person", "length", "area", "ratio"})


class Quantity(NamedTuple):
    """A number with its unit, as the text words it."""

    start: int
    end: int
    """Span of the words, qualifiers included: ``超过986.37万人次``."""
    number: tuple[int, int]
    """Span of the number alone."""
    value: Decimal
    """In canonical units."""
    unit: str
    """Canonical; empty where no measure word follows."""
    dimension: str
    kind: str
    """As in the unit vocabulary."""
    word: str
    """The measure word as printed."""
    qualifier: Qualifier | None
    scale: Decimal
    """10000 where 万 stands behind the number."""
    suffixed: bool = False
    """Followed by 以上, 以下 or the like: possibly a threshold inside a name."""
    rate: bool = False
    """The unit was completed by 每人每月, before or after."""


def scan(text: str) -> tuple[list[Quantity], list[Numeral]]:
    """Find every quantity of a normalised text, and every other numeral.

    Returns the quantities in order, and the numerals whose form alone says that they are
    none (dates, names, titles…), in order.
    """
    quantities: list[Quantity] = []
    others: list[Numeral] = []
    at = search = 0
    while (start := _FRAME_START.search(text, search)) is not None:
        frame = _FRAMES.match(text, start.start())
        if frame is None:
            search = start.end()
            continue
        _scan_open(text, at, frame.start(), quantities)
        if kind := _frame_kind(frame):
            others.append(Numeral(frame[0], frame.start(), frame.end(), kind, f"form of a {kind}"))
        at = search = frame.end()
    _scan_open(text, at, len(text), quantities)
    return quantities, others


def _frame_kind(frame: re.Match[str]) -> str | None:
    if not any(c.isdigit() for c in frame[0]) and frame.lastgroup != "ordinal":
        return None
    return "name" if frame.lastgroup in ("title", "quotation") else frame.lastgroup


def _scan_open(text: str, start: int, end: int, quantities: list[Quantity]) -> None:
    at = start
    while (found := _QUANTITY.search(text, at, end)) is not None:
        quantity = _measured(text, found, at, end)
        if quantity is None:
            at = found.end()
            continue
        at = quantity.end
        if join := _RANGE.match(text, at, end):
            upper = _QUANTITY.match(text, join.end(), end)
            high = _measured(text, upper, join.end(), end) if upper else None
            if high is not None:
                quantities.append(_low_end(quantity, high))
                quantity = high._replace(qualifier=high.qualifier or "<=")
                at = high.end
        quantities.append(quantity)


def _low_end(low: Quantity, high: Quantity) -> Quantity:
    """The lower end of ``2-3万个``: unit and scale stand behind the upper end only."""
    if low.unit:
        return low._replace(qualifier=">=")
    value = low.value * (high.scale if low.scale == 1 else 1)
    return high._replace(
        start=low.start, end=low.end, number=low.number, value=value, qualifier=">="
    )


def _measured(text: str, found: re.Match[str], floor: int, end: int) -> Quantity | None:
    """The quantity of a number; None for a Chinese numeral that counts nothing."""
    if found["chinese"]:
        return _chinese(text, found, floor, end)
    if written := found["percent"]:
        value = Decimal(100) if written == "百" else numeral(written)
        percent = units.vocabulary()["%"]
        return _build(text, found, floor, value, percent, found.end(), "percent", vague=False)
    scale = _scale(found["scale"])
    value = Decimal(found["number"].replace(",", "")) * scale
    unit = units.match(text, found.end(), end)
    after = found.end() + (len(unit.word) if unit else 0)
    if unit is None and found["scale"] and _PEOPLE.match(text, after, end):
        unit = units.vocabulary()["人"]
    vague = bool(found["inner"] or found["mid"])
    return _build(text, found, floor, value, unit, after, "number", vague=vague, scale=scale)


def _scale(word: str | None) -> Decimal:
    factor = 1
    for character in word or "":
        factor *= _SCALES[character]
    return Decimal(factor)


def _chinese(text: str, found: re.Match[str], floor: int, end: int) -> Quantity | None:
    """A Chinese numeral, where a measure word and its surroundings make it a count."""
    written = found["chinese"]
    unit = units.match(text, found.end(), end)
    if unit is None or unit.kind != "quantity" or unit.dimension not in _CONCRETE:
        return None
    before = text[max(0, found.start() - 4) : found.start()]
    alone = len(written) == 1 and unit.word != "成"
    if alone and (written not in "二三四五六七八九两" or not _DOING.search(before)):
        return None
    if before[-1:] in tuple("第之同") or not (value := numeral(written)):
        return None
    vague = bool(found["cmid"])
    after = found.end() + len(unit.word)
    return _build(text, found, floor, value, unit, after, "chinese", vague=vague)


def _build(
    text: str,
    found: re.Match[str],
    floor: int,
    value: Decimal,
    unit: units.Unit | None,
    end: int,
    group: str,
    *,
    vague: bool,
    scale: Decimal = _ONE,
) -> Quantity:
    """A quantity with its qualifiers; ``end`` is where its measure word ends."""
    number = found.span(group)
    start, qualifier = _qualified(text, floor, found.start())
    if text[start - 1 : start] == "-" and _SIGN.search(text, floor, start):
        start, value = start - 1, -value
    if vague and qualifier is None:
        qualifier = ">="
    if unit is None:
        return Quantity(start, end, number, value, "", "", "quantity", "", qualifier, scale)
    name, dimension, rate = unit.canonical, unit.dimension, False
    if dimension == "money":
        name, end, rate = _per(text, number[0], end, name)
        dimension = "money_rate" if rate else dimension
    if not rate and unit.kind == "quantity" and (each := _PER_UNIT.match(text, end)):
        base = units.match(text, each.end(), each.end() + _LONGEST_UNIT)
        if base is not None and base.kind == "quantity":
            end = each.end() + len(base.word)
            name = f"{name}{each[0]}{base.canonical}"
    suffix = _SUFFIX.match(text, end)
    word = (suffix["word"] or "").removeprefix("及") if suffix else ""
    if suffix is not None and word:
        end = suffix.end()
        qualifier = qualifier or _AFTER[word]
    return Quantity(
        start=start,
        end=end,
        number=number,
        value=value * unit.factor,
        unit=name,
        dimension=dimension,
        kind=unit.kind,
        word=unit.word,
        qualifier=qualifier,
        scale=scale,
        suffixed=word[:1] == "以",
        rate=rate,
    )


def _qualified(text: str, floor: int, start: int) -> tuple[int, Qualifier | None]:
    """Where the words of a figure begin, with the qualifier before it: 超过, 近, 不少于."""
    behind = start - 1 if start > floor and text[start - 1] == "了" else start
    for length in range(_LONGEST_QUALIFIER, 0, -1):
        word = text[max(floor, behind - length) : behind]
        if word in _BEFORE and not _WITHIN_WORD.search(text, max(floor, behind - 4), behind):
            return behind - len(word), _BEFORE[word]
    if (rate := _RATE_WORDS.search(text, max(floor, start - 8), start)) is not None:
        # 不低于每人每月1090元
        return start, _qualified(text, floor, rate.start())[1]
    return start, None


def _per(text: str, start: int, end: int, unit: str) -> tuple[str, int, bool]:
    """Complete 元 by the rate around it: 每人每月1120元, 600元每人每月 → 元/人·月."""
    after = _RATE_AFTER.match(text, end)
    found = after or _RATE_BEFORE.search(text, max(0, start - 18), start)
    if found is None:
        return unit, end, False
    groups = {k: v for k, v in found.groupdict().items() if v}
    who = next((v for k, v in groups.items() if k.startswith("who")), None)
    time = next((_PER.get(v, v) for k, v in groups.items() if k.startswith("time")), None)
    per = "·".join(part for part in (who and who.replace("生", "人"), time) if part)
    return f"{unit}/{per}", after.end() if after else end, True


def numeral(written: str) -> Decimal:
    """The value of a Chinese numeral: 三百二十, 二点五, 一二 (12), 80.

    >>> numeral("三百二十")
    Decimal('320')
    """
    if written[0].isdigit() and written[0].isascii():
        return Decimal(written)
    whole, _, fraction = written.partition("点")
    value = _whole(whole)
    if fraction:
        return Decimal(f"{value}.{''.join(str(_DIGITS[c]) for c in fraction if c in _DIGITS)}")
    return Decimal(value)


def _whole(written: str) -> int:
    if all(c in _DIGITS for c in written):
        return int("".join(str(_DIGITS[c]) for c in written) or "0")
    total = section = digit = 0
    for character in written:
        if character in _DIGITS:
            digit = _DIGITS[character]
        elif (scale := _SCALES[character]) >= 10**4:
            total = (total + section + digit) * scale if section + digit else (total or 1) * scale
            section = digit = 0
        else:
            section += (digit or 1) * scale
            digit = 0
    return total + section + digit
