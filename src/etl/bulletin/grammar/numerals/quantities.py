"""Numbers to quantities: every numeral of a text with its unit, or with why it has none.

``36.61万人`` is 366100 人, ``1931万余元`` is at least 19310000 元, ``3公里半`` is 3.5 公里. A
numeral that touches another one which no rule joins (``3 6000个``) is damaged and no quantity.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from decimal import Decimal

from etl.bulletin.grammar.numerals import numbers, other_numerals, qualifiers, touching
from etl.bulletin.grammar.numerals.numbers import CHINESE, Number, numeral
from etl.bulletin.grammar.numerals.touching import Quantity
from etl.bulletin.model import Numeral
from etl.bulletin.words import measure_words, rate_units
from etl.bulletin.words.measure_words import Unit

__all__ = ["Quantity", "numeral", "scan"]

_RANGE = re.compile(rf"[-—–―~～至到]{{1,2}}(?=\d|[{CHINESE}])")
_DIGIT = re.compile(r"\d")
_SIGNS = frozenset("-−–—")
_RANGE_SIGNS = frozenset("-—–―~～至到")
# After 万 the measure word of people may be left out: 20万农村人口.
_PEOPLE = re.compile(
    r"[^,。;、\d]{0,6}?(?:人口|人员|群众|居民|职工|农民|学生|老人|老年人|儿童|妇女|工人|毕业生|患者)"
)
_HALF = re.compile(r"半(?![年月天日小夜程数价径成山坡自])")
_HALF_WITHIN = re.compile(r"个半(?=月|小时|学期|钟头|工作日)")
# 新增学位8640位, 8640位学位: seats and places are no people.
_SEATS = r"(?:学位|座位|席位|泊位|车位|床位|托位|工位|摊位|展位)"
_SEATS_BEFORE = re.compile(rf"{_SEATS}(?:数|总数)?[^,。;:、\d|\n]{{0,6}}$")
_SEATS_BEHIND = re.compile(rf"[^,。;:、\d|\n]{{0,4}}{_SEATS}")
_RATINGS = frozenset({"power", "length"})
_RATIOS = frozenset({"ratio", "times"})
_HALVED = frozenset({"length", "area", "mass", "volume", "duration", "times"})

_MARK = re.compile(r"[①-⑳]|\[\d{1,2}\]")
# 15瓦节能灯4000盏, 3.5米宽村道26公里: what each is, and then how many.
_RATED = re.compile(r"[一-鿿]{2,8}\d[\d.]*万?[个台套盏座根组条辆只块户]")
_MEASURED_SIDE = re.compile(r"[宽高深厚](?:以[上下])?的?(?=[一-鿿])(?![度,])")
# Before a lone Chinese digit (新建两座) only a verb of doing makes it a count: 三高, 四好.
_DOING = re.compile(
    r"(?:新建|改建|扩建|建成|建设|建|改造|完成|开工|竣工|新增|增设|打造|设立|设置|举办|开展"
    r"|开通|启用|投用|新开|配备|购置|修建|实施|整治|其中|完工)(?:了|成)?$"
)
_DOING_TO = re.compile(
    r"(?:新建|改建|扩建|建成|建设|修建|改造|新增|增设|打造|设立|开通|购置|配备|整治|植|建|打)了?[一-鿿]{1,8}$"
)
_CLAUSE_END = re.compile(r"[ ]*(?:[,。;、\n(|]|$)")
_PHYSICAL = frozenset({"length", "area", "mass", "money", "volume"})
_DEALT_REACH = 40
_COUNTED = frozenset({"count", "household"})
_IN_IDIOMS = frozenset("里方升度担元")
_NOT_COUNTING = re.compile(r"(?:[第之同]|[几数上](?=[十拾]))$")
_ALONE_IN_CELL = re.compile(r"[^\S\n]*(?:\||$)")
_ITEM_HEAD = re.compile(r"(?:^|[\n。;|])[ ]*$")
_LATIN_BEHIND = re.compile(r"(?<=[\d万]) [A-Za-z]")
_FOLLOWS_NUMBER = re.compile(r"\s*[一-鿿]")
_TOO_MANY_FOR_A_SERIES = 1000
"""视频监控7621路 counts channels, as 监控300路 does; 12路 is a bus."""
_CHANNELS = re.compile(
    r"(?:监控|视频|探头|摄像|图像采集|前端)(?:[^,。;:|\n]{0,6}"
    r"|(?:(?!公交|班线|专线|路车).){0,60}(?:安装|接入|建成|完成|新增|布设|联网|增设)(?:了|约)?)$"
)
_CLOSE = 64
_HELD = re.compile(r"[办举训]|开展|组织")
_HALF_OF_ONE = Decimal("0.5")


def scan(text: str, plain: Collection[int] = ()) -> tuple[list[Quantity], list[Numeral]]:
    """Find every quantity of a normalised text, and every other numeral.

    ``plain``: where numbers begin that only look like dates (1915.6).

    Returns the quantities in order, and the numerals that are none in order: those whose form
    says so (dates, names, titles…), Chinese ones that count nothing, damaged ones.
    """
    quantities: list[Quantity] = []
    others: list[Numeral] = []

    def scan_open(start: int, end: int) -> None:
        found, none = touching.settle(text, list(_open(text, start, end)))
        quantities.extend(found)
        others.extend(none)

    at = 0
    for start, end, framed in other_numerals.find(text, plain):
        scan_open(at, start)
        if framed is not None:
            others.append(framed)
        at = end
    scan_open(at, len(text))
    return quantities, others


def _open(text: str, start: int, end: int) -> Iterator[Quantity | Numeral]:
    """The numerals of a stretch that no frame covers."""
    at = start
    while (number := numbers.find(text, at, end)) is not None:
        if number.joined:
            number = _settled(text, number, end)
        read = _measured(text, number, at, end)
        at = number.end
        if isinstance(read, Numeral):
            yield read
        elif read is not None:
            at = read.end
            if (upper := number.upper) is not None:
                yield from _between(text, number, read, upper)
            elif text[at : at + 1] in _RANGE_SIGNS and (high := _upper(text, at, end)) is not None:
                at = high.end
                yield _low_end(read, high)
                yield high._replace(qualifier=high.qualifier or "<=")
            elif read.unit or not number.words or number.scale > 1 or _dealt_out(text, number):
                yield read


def _settled(text: str, number: Number, end: int) -> Number:
    """A numeral with blanks inside, if what stands around it says that it is one.

    3 600个 is; 120 126 105% are three columns of a row, and 1. 65岁 opens an item.
    """
    written = text[number.start : number.end]
    unit = measure_words.match(text, number.end, end)
    if numbers.is_grouped(written):
        before = text[max(0, number.start - 2) : number.start].strip(" ")
        alone = before == "|" and _ALONE_IN_CELL.match(text, number.end)
        whole = alone is not None if unit is None else unit.dimension != "ratio"
        whole = whole or number.scale > 1 or " " not in written
    else:
        head = _ITEM_HEAD.search(text, max(0, number.start - 4), number.start)
        measured = unit is not None or number.scale > 1
        whole = measured and not ("." in written and head)
    if whole:
        return number
    return numbers.match(text, number.start, end, loose=False) or number


def _upper(text: str, at: int, end: int) -> Quantity | None:
    """The upper end of a range that goes on at a position: 2-3万个."""
    join = _RANGE.match(text, at, end)
    number = numbers.match(text, join.end(), end, loose=False) if join else None
    read = _measured(text, number, join.end(), end) if number and join else None
    return read if isinstance(read, Quantity) and number and number.upper is None else None


def _low_end(low: Quantity, high: Quantity) -> Quantity:
    """The lower end of ``2-3万个``: unit and scale stand behind the upper end only."""
    if low.unit:
        return low._replace(qualifier=">=")
    value = low.value * (high.scale if low.scale == 1 else 1)
    factor = measure_words.vocabulary()[high.word].factor if high.word else 1
    return high._replace(
        start=low.start, end=low.end, number=low.number, value=value * factor, qualifier=">="
    )


def _between(text: str, number: Number, read: Quantity, upper: Decimal) -> Iterable[Quantity]:
    """Both ends of 两三个, 十七八家."""
    ones = CHINESE.replace("十", "").replace("百", "").replace("千", "")
    split = next(
        i for i in range(number.start + 1, number.end) if text[i] in ones and text[i - 1] in ones
    )
    factor = measure_words.vocabulary()[read.word].factor if read.word else 1
    low = read._replace(end=split, number=(number.start, split), qualifier=">=")
    high = read._replace(
        start=split,
        number=(split, number.end),
        value=upper * factor,
        qualifier="<=",
    )
    return low, high


def _measured(text: str, number: Number, floor: int, end: int) -> Quantity | Numeral | None:
    """The quantity of a number; None where a Chinese one has nothing to count behind it."""
    if number.unit:
        percent = measure_words.vocabulary()[number.unit]
        return _build(text, number, floor, percent, number.end)
    half = text[number.end : number.end + 1] == "个" and _HALF_WITHIN.match(text, number.end, end)
    at = half.end() if half else number.end
    if text[at : at + 1] == " ":
        at += _LATIN_BEHIND.match(text, at, end) is not None
    unit = measure_words.match(text, at, end)
    if unit is None and (mark := _MARK.match(text, at, end)):
        unit = measure_words.match(text, mark.end(), end)
        at = mark.end() if unit else at
    if half and unit is None:
        unit = measure_words.vocabulary()["个月"]
        at -= 1
    if number.words and unit is None and _goes_on(text, number, end):
        return _build(text, number, floor, None, number.end)
    if not number.known or number.words:
        halved = bool(half) or (unit is not None and _halved(text, unit, at, end))
        none = _words_that_count_nothing(text, number, unit, halved=halved)
        if none is None and unit is None and _DIGIT.search(text, number.start, number.end):
            written = text[number.start : number.end]
            mixed = "words and figures mixed"
            return Numeral(written, number.start, number.end, "damaged", mixed)
        if none is not None or unit is None:
            return none
    after = at + (len(unit.word) if unit else 0)
    if unit is None and number.scale > 1 and _PEOPLE.match(text, after, end):
        unit = measure_words.vocabulary()["人"]
    if half:
        number = number._replace(value=number.value + _HALF_OF_ONE)
    elif unit is not None and number.scale == 1 and _halved(text, unit, at, end):
        number = number._replace(value=number.value + _HALF_OF_ONE)
        after += 1
    return _build(text, number, floor, unit, after)


def _goes_on(text: str, number: Number, end: int) -> bool:
    """Whether a numeral in words shares the unit of the next one: 二至三万个, 三十万、五十万元."""
    several = number.scale > 1 or number.end - number.start > 1
    listed = several and text[number.end : number.end + 1] == "、"
    if listed and number.scale == 1:
        listed = text[number.end + 1 : number.end + 2] in CHINESE
    return listed or _RANGE.match(text, number.end, end) is not None


def _dealt_out(text: str, number: Number) -> bool:
    """Whether a numeral in words without a unit is one of those that 分别 deals out."""
    listed = text[number.end : number.end + 1] == "、"
    return listed and "分别" in text[max(0, number.start - _DEALT_REACH) : number.start]


def _halved(text: str, unit: Unit, at: int, end: int) -> bool:
    """Whether a half more follows a measure word that begins at a position: 3公里半."""
    if text[at + len(unit.word) : at + len(unit.word) + 1] != "半":
        return False
    return unit.dimension in _HALVED and _HALF.match(text, at + len(unit.word), end) is not None


def _words_that_count_nothing(
    text: str, number: Number, unit: Unit | None, *, halved: bool
) -> Numeral | None:
    """Why a numeral in words is no count, where it is none: 一批, 三高, 唯一一个, 三分之二."""
    written = text[number.start : number.end]

    def none(kind: str, rule: str) -> Numeral:
        return Numeral(written, number.start, number.end, kind, rule)

    if not number.known:
        if "分之" in written or "/" in written:
            return none("fraction", "a part of a whole")
        if text[number.end : number.end + 1] == "年":
            return none("date", "a year in words")
        return none("words", "no value accounts for it") if unit else None
    if unit is None:
        return None
    before = text[max(0, number.start - 12) : number.start]
    if _NOT_COUNTING.search(before) or (written[0] in "十拾" and before[-1:] in tuple("几数上")):
        return none("words", "a numeral in words that counts nothing")
    if len(written) > 1 and unit.kind == "quantity":
        return None
    serial = unit.word == "层" or (unit.word == "期" and not _HELD.search(before))
    if serial or (written == "二" and unit.word == "次"):
        # 二次供热 is secondary, 续建二期 a part, 施工至三层 how far; counts are 两次 and 举办三期.
        return none("ordinal", "a number in a series")
    if unit.kind != "quantity":
        return None if len(written) > 1 else none(unit.kind, "a numeral in words")
    if unit.word == "成" or (written != "一" and (halved or _DOING.search(before))):
        return None
    counted = unit.dimension in _COUNTED and written != "一" and _DOING_TO.search(before)
    if counted and _CLAUSE_END.match(text, number.end + len(unit.word)):
        return None
    if halved and unit.dimension in _HALVED - {"duration", "times"}:
        return None
    physical = unit.dimension in _PHYSICAL and unit.word not in _IN_IDIOMS
    if physical and written not in "一十":
        return None
    return none("words", "a numeral in words that counts nothing")


def _build(text: str, number: Number, floor: int, unit: Unit | None, end: int) -> Quantity:
    """A quantity with its qualifiers; ``end`` is where its measure word ends."""
    start, qualifier = qualifiers.before(text, floor, number.start)
    value = number.value
    if start > floor and text[start - 1] in _SIGNS and qualifiers.is_minus(text, start - 1):
        start, value = start - 1, -value
    qualifier = qualifier or number.vague
    span = (number.start, number.end)
    if unit is None:
        return Quantity(start, end, span, value, "", "", "quantity", "", qualifier, number.scale)
    if qualifier is None and unit.dimension in _RATIOS:
        qualifier = qualifiers.before_whole(text, floor, start)
    name, dimension, kind, rate = unit.canonical, unit.dimension, unit.kind, False
    if unit.word == "路" and (
        abs(value) >= _TOO_MANY_FOR_A_SERIES
        or _CHANNELS.search(text, max(0, number.start - _CLOSE), number.start)
    ):
        kind, dimension = "quantity", "count"
    elif unit.word == "位" and _counts_seats(text, number.start, end):
        name, dimension = unit.word, "count"
    money = dimension == "money"
    if (
        text[end : end + 1] in rate_units.SIGNS
        and kind == "quantity"
        and (per := rate_units.behind(text, end, len(text), money=money))
    ):
        rate, end = "每" in text[end : per.end], per.end
        name, dimension = f"{name}/{per.per}", "money_rate" if money else "rate"
    elif money and (before := rate_units.before(text, number.start)):
        rate, name, dimension = True, f"{name}/{before}", "money_rate"
    elif kind == "quantity" and (many := rate_units.many_before(text, start, dimension)):
        name, dimension = f"{name}/{many}", "rate"
    suffix = qualifiers.behind(text, end) if text[end : end + 1] in qualifiers.STARTS else None
    if suffix is not None:
        end, qualifier = suffix.end, qualifier or suffix.qualifier
    limit = suffix is not None and suffix.word[0] == "以"
    if limit and dimension == "power" and _FOLLOWS_NUMBER.match(text, end):
        kind = "criterion"
    if kind == "quantity" and dimension in _RATINGS and _is_rating(text, dimension, end):
        kind = "criterion"
    if unit.factor != 1:
        value *= unit.factor
    word, scale = unit.word, number.scale
    return Quantity(
        start, end, span, value, name, dimension, kind, word, qualifier, scale, limit, rate
    )


def _counts_seats(text: str, start: int, end: int) -> bool:
    before = _SEATS_BEFORE.search(text, max(0, start - 12), start)
    return before is not None or _SEATS_BEHIND.match(text, end) is not None


def _is_rating(text: str, dimension: str, end: int) -> bool:
    """Whether a figure says what each of the things behind it is: 400千伏安变压器12台."""
    if dimension == "length":
        return _MEASURED_SIDE.match(text, end) is not None
    return _RATED.match(text, end) is not None
