"""Words to quantities: every numeral of a text, with its unit or with why it has none.

``36.61万人`` is 366100 人, ``1931万余元`` is at least 19310000 元, ``百分之八十`` is 80 %. The
numerals of dates, names, titles, ordinals and telephone numbers are recognised by their
form before any quantity is looked for.
"""

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from etl.bulletin import units
from etl.bulletin.lexicon import one_of
from etl.bulletin.model import Numeral, Qualifier

_CN = "零〇一二三四五六七八九十百千万亿两"
_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}

_YEAR = r"(?:19|20)\d{2}"
_TO = r"[-—–―~～至到]{1,2}"

_FRAMES = re.compile(
    rf"""
      (?P<title>《[^《》\n]{{1,80}}》)
    | (?P<address>https?://[^\s一-鿿]+|[\w.]+@[\w.]+)
    | (?P<quotation>“[^“”\n]{{1,40}}”|"[^"\n]{{1,40}}"|「[^「」\n]{{1,40}}」)
    | (?P<document_number>\[{_YEAR}\]\s*(?:第?\d+号)?)
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
    | (?P<damaged>(?<!\d)\d{{3,}}[日月](?![均常]) | \d{{3,}}-\d+岁)
    | (?P<clock>(?<!\d)\d{{1,2}}:\d{{2}}(?::\d{{2}})?(?!\d)
        | (?<!\d)\d{{1,2}}[时点](?:\d{{1,2}}分|整|半)?(?!长))
    | (?P<phone>(?<!\d)(?:0\d{{2,3}}-\d{{7,8}}|[48]00-?\d{{3,4}}-?\d{{3,4}}|1[3-9]\d{{9}})(?!\d)
        | (?<!\d)(?:1\d{{4}}|9\d{{4}})(?=[^\d万亿.余多人名户个元件]*(?:热线|平台|电话|专线)))
    | (?P<ordinal>第(?:\d+|[{_CN}]+)
        | (?:排名|排在|名列|位[居列]|[居列]全[省市国县区])[^,。;\d]{{0,8}}\d+位?)
    | (?P<name>
        [A-Za-z][A-Za-z\d]*[-+.]?\d[\d.]*[A-Za-z]*
      | \d+(?:\.\d+)?(?!(?:km|kW|KW|MW|kV|KV|m[²³2]|TEU|GB|TB|PB|Mbps|Gbps)(?![A-Za-z]))[A-Za-z]+\d*
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
    "~": "大约 约 近似",
}
_BEFORE: dict[str, Qualifier] = {
    word: qualifier for qualifier, words in _QUALIFIERS.items() for word in words.split()
}
_SUPERLATIVES = "高达 多达 最低 最高"
"""Said before a figure, without making it a bound."""
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
    rf"|(?P<who3>人)均(?:每)?(?P<time3>{_TIME})|每(?P<time4>{_TIME})|每(?P<who4>{_EACH}))[^,。;:、\d]{{0,6}}$"
)
_RATE_AFTER = re.compile(
    rf"(?:每(?P<who1>{_EACH})[·/]?每?(?P<time1>{_TIME})|每(?P<time2>{_TIME})[·/]?每?(?P<who2>{_EACH})"
    rf"|(?:每|/)(?P<time4>{_TIME})(?!均))"
)

_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\d)|\d+(?:\.\d+)?"
_SCALE = r"万亿|[十百千]?[万亿]|[百千](?!米|瓦|克|伏|升|分)"
_QUANTITY = re.compile(
    rf"""
    (?P<before>{one_of(*_QUALIFIERS.values(), _SUPERLATIVES)})?(?:了)?
    (?P<sign>(?<=[^\d\w])-|(?<=[长幅率为到降])-)?
    (?:
      (?P<number>{_NUMBER})(?P<inner>余|多|几)?(?P<scale>{_SCALE})?(?P<mid>余|多)?
    | 百分之(?P<percent>百|[{_CN}]+(?:点[{_CN}]+)?|\d+(?:\.\d+)?)
    | (?P<chinese>[{_CN}]*[一二三四五六七八九两][{_CN}]*(?:点[{_CN}]+)?)(?P<cmid>余|多)?
    )
    """,
    re.VERBOSE,
)
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
    r"(?:新建|改建|扩建|建成|建设|建|改造|完成|开工|竣工|新增|增设|打造|设立|设置|举办|开展|开通|启用|投用|新开|配备|购置|修建|实施|整治|其中|完工)(?:了|成)?$"
)
_CONCRETE = frozenset({"count", "event", "household", "person", "length", "area", "ratio"})


@dataclass(frozen=True, slots=True)
class Quantity:
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
    at = 0
    for frame in _FRAMES.finditer(text):
        _scan_open(text, at, frame.start(), quantities)
        if kind := _frame_kind(frame):
            others.append(Numeral(frame[0], frame.start(), frame.end(), kind, f"form of a {kind}"))
        at = frame.end()
    _scan_open(text, at, len(text), quantities)
    return quantities, others


def _frame_kind(frame: re.Match[str]) -> str | None:
    if not any(c.isdigit() for c in frame[0]) and frame.lastgroup != "ordinal":
        return None
    return "name" if frame.lastgroup in ("title", "quotation") else frame.lastgroup


def _scan_open(text: str, start: int, end: int, quantities: list[Quantity]) -> None:
    at = start
    while (found := _QUANTITY.search(text, at, end)) is not None:
        quantity = _chinese(text, found) if found["chinese"] else _measured(text, found, end)
        if quantity is None:
            at = found.end()
            continue
        at = quantity.end
        if join := _RANGE.match(text, at, end):
            upper = _QUANTITY.match(text, join.end(), end)
            if upper is not None and (high := _measured(text, upper, end)) is not None:
                low = _low_end(quantity, high)
                quantities.extend((low, replace(high, qualifier=high.qualifier or "<=")))
                at = high.end
                continue
        quantities.append(quantity)


def _low_end(low: Quantity, high: Quantity) -> Quantity:
    """The lower end of ``2-3万个``: unit and scale stand behind the upper end only."""
    value, unit = low.value, low.unit
    if not unit:
        value *= high.value / high.value.normalize() if high.value else 1
        unit = high.unit
    return Quantity(
        low.start,
        low.end,
        low.number,
        value,
        unit,
        high.dimension,
        high.kind,
        high.word,
        ">=",
        rate=high.rate,
    )


def _measured(text: str, found: re.Match[str], end: int) -> Quantity | None:
    if found["chinese"]:
        return _chinese(text, found)
    if found["percent"]:
        written = found["percent"]
        value = Decimal(100) if written == "百" else numeral(written)
        percent = units.vocabulary()["%"]
        span = found.span("percent")
        return _build(text, found, found.end(), value, percent, span, vague=False)
    value = Decimal(found["number"].replace(",", "")) * _scale(found["scale"])
    if found["sign"]:
        value = -value
    matched = units.pattern().match(text, found.end(), end)
    unit: units.Unit | None = units.vocabulary()[matched[0]] if matched else None
    if matched is None and found["scale"] and _PEOPLE.match(text, found.end(), end):
        unit = units.vocabulary()["人"]
    vague = bool(found["inner"] or found["mid"])
    after = matched.end() if matched else found.end()
    return _build(text, found, after, value, unit, found.span("number"), vague=vague)


def _scale(word: str | None) -> Decimal:
    factor = 1
    for character in word or "":
        factor *= _SCALES[character]
    return Decimal(factor)


def _chinese(text: str, found: re.Match[str]) -> Quantity | None:
    """A Chinese numeral, where a measure word and its surroundings make it a count."""
    written = found["chinese"]
    matched = units.pattern().match(text, found.end())
    if matched is None:
        return None
    unit = units.vocabulary()[matched[0]]
    if unit.kind != "quantity" or unit.dimension not in _CONCRETE:
        return None
    before = text[max(0, found.start("chinese") - 4) : found.start("chinese")]
    if written in "二三四五六七八九两" and matched[0] != "成":
        if not _DOING.search(before):
            return None
    elif len(written) == 1 and matched[0] != "成":
        return None
    if before[-1:] in tuple("第之同") or not (value := numeral(written)):
        return None
    return _build(
        text, found, matched.end(), value, unit, found.span("chinese"), vague=bool(found["cmid"])
    )


def _build(
    text: str,
    found: re.Match[str],
    end: int,
    value: Decimal,
    unit: units.Unit | None,
    number: tuple[int, int],
    *,
    vague: bool,
) -> Quantity:
    start = found.start()
    qualifier: Qualifier | None = _BEFORE.get(found["before"] or "")
    if vague and qualifier is None:
        qualifier = ">="
    name, dimension, kind, rate = "", "", "quantity", False
    if unit is not None:
        name, dimension, kind = unit.canonical, unit.dimension, unit.kind
        value *= unit.factor
        if dimension == "money":
            name, end, rate = _per(text, number[0], end, name)
            dimension = "money_rate" if rate else dimension
    suffix = _SUFFIX.match(text, end)
    word = (suffix["word"] or "").removeprefix("及") if suffix and unit is not None else ""
    if suffix is not None and word:
        end = suffix.end()
        qualifier = qualifier or _AFTER[word]
    return Quantity(
        start=start,
        end=end,
        number=number,
        value=value,
        unit=name,
        dimension=dimension,
        kind=kind,
        word=unit.word if unit else "",
        qualifier=qualifier,
        suffixed=word[:1] == "以",
        rate=rate,
    )


def _per(text: str, start: int, end: int, unit: str) -> tuple[str, int, bool]:
    """Complete 元 by the rate around it: 每人每月1120元, 600元每人每月 → 元/人·月."""
    after = _RATE_AFTER.match(text, end)
    found = after or _RATE_BEFORE.search(text, max(0, start - 14), start)
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
