"""A number with its measure word, its qualifier and what it is a rate of: 超过36万人, 3公里半."""

import re
from decimal import Decimal

from etl.bulletin.grammar.numerals import numerals_in_words, qualifiers, ranges
from etl.bulletin.grammar.numerals.numbers import Number, numeral
from etl.bulletin.grammar.numerals.quantity import Quantity
from etl.bulletin.model import Numeral
from etl.bulletin.words import measure_words, rate_units
from etl.bulletin.words.measure_words import Unit

_DIGIT = re.compile(r"\d")
_SIGNS = frozenset("-−–—")
# After 万 the measure word of people may be left out: 20万农村人口.
_PEOPLE = re.compile(
    r"[^,。;、\d]{0,6}?(?:人口|人员|群众|居民|职工|农民|学生|老人|老年人|儿童|妇女|工人|毕业生|患者)"
)
_HALF = re.compile(r"半(?![年月天日小夜程数价径成山坡自])")
_HALF_WITHIN = re.compile(r"个半(?=月|小时|学期|钟头|工作日)")
_HALF_OF_ONE = Decimal("0.5")
_TENTHS = re.compile(r"[一二三四五六七八九半](?:(?![\u4e00-\u9fff])|(?=以[上下]|左右|的))")
"""What follows 成 of hundredths: 八成五 is 85 %."""
_HALVED = frozenset({"length", "area", "mass", "volume", "duration", "times"})
# 新增学位8640位, 8640位学位: seats and places are no people.
_SEATS = r"(?:学位|座位|席位|泊位|车位|床位|托位|工位|摊位|展位)"
_SEATS_BEFORE = re.compile(rf"{_SEATS}(?:数|总数)?[^,。;:、\d|\n]{{0,6}}$")
_SEATS_BEHIND = re.compile(rf"[^,。;:、\d|\n]{{0,4}}{_SEATS}")
_RATINGS = frozenset({"power", "length"})
_RATIOS = frozenset({"ratio", "times"})
_MARK = re.compile(r"[①-⑳]|\[\d{1,2}\]")
# 15瓦节能灯4000盏, 3.5米宽村道26公里: what each is, and then how many.
_RATED = re.compile(r"[一-鿿]{2,8}\d[\d.]*万?[个台套盏座根组条辆只块户]")
_MEASURED_SIDE = re.compile(r"[宽高深厚](?:以[上下])?的?(?=[一-鿿])(?![度,])")
_LATIN_BEHIND = re.compile(r"(?<=[\d万]) [A-Za-z]")
_FOLLOWS_NUMBER = re.compile(r"\s*[一-鿿]")
_TOO_MANY_FOR_A_SERIES = 1000
"""视频监控7621路 counts channels, as 监控300路 does; 12路 is a bus."""
_CHANNELS = re.compile(
    r"(?:监控|视频|探头|摄像|图像采集|前端)(?:[^,。;:|\n]{0,6}"
    r"|(?:(?!公交|班线|专线|路车).){0,60}(?:安装|接入|建成|完成|新增|布设|联网|增设)(?:了|约)?)$"
)
_CLOSE = 64


def measured(text: str, number: Number, floor: int, end: int) -> Quantity | Numeral | None:
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
    if number.words and unit is None and ranges.goes_on(text, number, end):
        return _build(text, number, floor, None, number.end)
    if not number.known or number.words:
        halved = bool(half) or (unit is not None and _halved(text, unit, at, end))
        none = numerals_in_words.why_nothing(text, number, unit, halved=halved)
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
    elif unit is not None and unit.word == "成" and (more := _TENTHS.match(text, after, end)):
        tenths = _HALF_OF_ONE if more[0] == "半" else numeral(more[0]) / 10
        number = number._replace(value=number.value + tenths)
        after += 1
    return _build(text, number, floor, unit, after)


def _halved(text: str, unit: Unit, at: int, end: int) -> bool:
    """Whether a half more follows a measure word that begins at a position: 3公里半."""
    if text[at + len(unit.word) : at + len(unit.word) + 1] != "半":
        return False
    return unit.dimension in _HALVED and _HALF.match(text, at + len(unit.word), end) is not None


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
        name, dimension = (seats := of_seats(unit)).canonical, seats.dimension
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


def names_seats(words: str) -> bool:
    """Whether a name ends with what seats people: 新增公办幼儿园学位."""
    return _SEATS_BEFORE.search(words) is not None


def of_seats(unit: Unit) -> Unit:
    """The measure word 位 as one of seats, and not of people."""
    return unit._replace(canonical=unit.word, dimension="count")


def _counts_seats(text: str, start: int, end: int) -> bool:
    before = _SEATS_BEFORE.search(text, max(0, start - 12), start)
    return before is not None or _SEATS_BEHIND.match(text, end) is not None


def _is_rating(text: str, dimension: str, end: int) -> bool:
    """Whether a figure says what each of the things behind it is: 400千伏安变压器12台."""
    if dimension == "length":
        return _MEASURED_SIDE.match(text, end) is not None
    return _RATED.match(text, end) is not None
