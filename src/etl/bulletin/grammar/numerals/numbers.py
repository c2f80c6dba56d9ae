"""Numerals, taken whole: ``3 600``, ``1. 65万``, ``13万2千``, ``一万五千亿``, ``十几万``, ``两三``.

A numeral is the longest run of figures, separators and words of number that one value
accounts for. What goes on behind it and is none of it (``3万5万``) is left to the caller, who
sees that two numerals touch.
"""

import re
from decimal import Decimal
from typing import NamedTuple

from etl.bulletin.model import Qualifier

CHINESE = "零〇○一二三四五六七八九十百千万亿两壹贰叁肆伍陆柒捌玖拾佰仟"
_ONES = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"两": 2}
_ONES |= {c: i for i, c in enumerate("壹贰叁肆伍陆柒捌玖", start=1)} | {"〇": 0, "○": 0}
_SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
_SCALES |= {"拾": 10, "佰": 100, "仟": 1000}
_ZEROS = "零〇○"

_DIGIT = "[一二三四五六七八九两壹贰叁肆伍陆柒捌玖]"
_SCALE = r"(?:[十拾万亿]|[百千佰仟](?![米瓦克伏升卡焦]|分[点之比]))"
_FIGURE = r"\d{1,3}(?:[,']\d{3})++(?!\d)(?:\.\d++)?|\d++(?:\.\d++)?"
# A digit comes first, so that only digits are looked at.
_THOUSANDS = re.compile(r"\d(?<![\d.,]\d)\d{0,2}(?:,\d{3})++(?!\d)")
_GROUPED = r"\d{1,3}(?:(?:[ '’]|,[ ]{1,2})\d{3})++(?:\.\d++)?+(?![\d.])"
_GROUPS = re.compile(_GROUPED)
_LOOSE_POINT = r"\d++(?:[ ]?\.[ ]?|·)\d++(?![\d.·])"


def _grammar(opening: str) -> re.Pattern[str]:
    return re.compile(
        rf"""
          (?P<part>[百千万])分之
            (?P<of>百|(?:{_FIGURE})|[{CHINESE}]{{1,12}}+(?:点[{CHINESE}]{{1,6}}+)?)
        | (?P<fraction>(?:\d++|[{CHINESE}]{{1,6}}+)分之(?:\d++|[{CHINESE}]{{1,6}}+)
            |(?<![\d/])\d{{1,2}}/\d{{1,2}}(?![\d/%年月]))
        | (?P<run>(?:{opening}|{_FIGURE}|{_DIGIT}|[十拾])
            (?:{_SCALE}|{_DIGIT}|[{_ZEROS}]|(?<=[十百千万亿拾佰仟零])(?:{_FIGURE})){{0,24}}+
            (?:(?<=[{CHINESE}])点[{CHINESE}]{{1,6}}+)?)
        """,
        re.VERBOSE,
    )


_LOOSE = _grammar(f"(?P<joined>{_GROUPED}|{_LOOSE_POINT})")
_STRICT = _grammar("(?P<joined>(?!))")
# Nine numerals in ten: figures, at most a scale word, and nothing behind that could go on.
_PLAIN = re.compile(
    rf"(\d++(?:\.\d++)?+)(万|亿)?+(?![\d.·'’/{CHINESE}余多几来+]|,[\d ]|分之| [\d.])"
)
_TOKEN = re.compile(rf"{_FIGURE}|.")
_LOOSE_TOKEN = re.compile(rf"{_GROUPED}|{_LOOSE_POINT}|{_FIGURE}|.")
_TAIL = re.compile(
    rf"(?P<vague>余|多|几|来(?![自到访源电信校])|\+(?=[一-鿿]))(?P<scale>{_SCALE}*+)(?P<more>[余多]?)"
)
_VAGUE: dict[str, Qualifier] = {"余": ">=", "多": ">=", "几": ">=", "+": ">=", "来": "~"}
_DIVIDERS = re.compile(r"[,'’ ]")
_START = re.compile(rf"[\d{CHINESE}]")
_PLAIN_SCALE = {"万": Decimal(10**4), "亿": Decimal(10**8)}
_PERCENT = {"百": Decimal(1), "千": Decimal(1), "万": Decimal("0.01")}


class Number(NamedTuple):
    """A numeral and its value."""

    start: int
    end: int
    value: Decimal
    """Scale words applied."""
    scale: Decimal = Decimal(1)
    """10000 where 万 stands last."""
    vague: Qualifier | None = None
    """Of 余, 多, 几, 来."""
    upper: Decimal | None = None
    """Of 两三 the 3, scale words applied."""
    unit: str = ""
    """``%`` or ``‰`` where the numeral brings its unit: 百分之八十."""
    words: bool = False
    """In Chinese words alone."""
    joined: bool = False
    """Figures with a blank, an apostrophe or a loose point between."""
    known: bool = True
    """False where no value accounts for it: 一一, 二〇二四, 三分之二."""


class _Term(NamedTuple):
    """A part of a numeral: of 13万2千 the 13万 (130000, 万) and the 2千."""

    low: Decimal
    high: Decimal
    scale: int


def without_commas(text: str) -> str:
    """The text with apostrophes for the commas within numbers, which end no clause: 2'200人."""
    return _THOUSANDS.sub(lambda found: found[0].replace(",", "'"), text)


def find(text: str, at: int, end: int) -> Number | None:
    """The first numeral in a stretch of text."""
    while (start := _START.search(text, at, end)) is not None:
        at = start.start()
        if number := match(text, at, end):
            return number
        at += 1
    return None


def match(text: str, at: int, end: int, *, loose: bool = True) -> Number | None:
    """The numeral that begins at a position.

    Args:
        text: normalised.
        at: where the numeral is to begin.
        end: where the text that may be looked at ends.
        loose: whether figures with blanks between may be one numeral.
    """
    if plain := _PLAIN.match(text, at, end):
        figure, word = plain.groups()
        if word is None:
            return Number(at, plain.end(), Decimal(figure))
        return Number(at, plain.end(), Decimal(figure) * _PLAIN_SCALE[word], _PLAIN_SCALE[word])
    found = (_LOOSE if loose else _STRICT).match(text, at, end)
    if found is None:
        return None
    words = not text[at].isdigit()
    if found["fraction"]:
        return Number(at, found.end(), Decimal(0), words=words, known=False)
    if part := found["part"]:
        value = Decimal(100) if found["of"] == "百" else numeral(found["of"])
        unit = "‰" if part == "千" else "%"
        return Number(at, found.end(), value * _PERCENT[part], unit=unit)
    joined = found["joined"] is not None
    if "点" in found["run"]:
        return _spoken_point(text, at, found.end())
    terms, stop = _terms(text, at, found.end(), _LOOSE_TOKEN if joined else _TOKEN)
    if not terms:
        return Number(at, found.end(), Decimal(0), words=words, known=False)
    low = sum((t.low for t in terms), Decimal(0))
    high = sum((t.high for t in terms), Decimal(0))
    scale, vague = Decimal(_scale_behind(text, at, stop)), None
    tail = _TAIL.match(text, stop, end) if stop == found.end() else None
    if tail and (tail["vague"] != "几" or text[stop - 1] in "十拾百千万亿0"):
        more = _product(tail["scale"])
        low, high, scale = low * more, high * more, scale * more
        vague, stop = _VAGUE[tail["vague"]], tail.end()
    upper = high if high != low else None
    return Number(at, stop, low, scale, vague, upper, words=words, joined=joined)


def _product(words: str) -> Decimal:
    factor = 1
    for character in words:
        factor *= _SCALES[character]
    return Decimal(factor)


def _scale_behind(text: str, at: int, end: int) -> int:
    """The scale words that a numeral ends in, multiplied: 2.3万亿 → 10 ** 12. 二十 has none."""
    scale = 1
    while end > at and text[end - 1] in "百千万亿":
        end -= 1
        scale *= _SCALES[text[end]]
    return scale


def _terms(text: str, at: int, end: int, pattern: re.Pattern[str]) -> tuple[list[_Term], int]:
    """The terms of the longest part of a run that has a value, and where that part ends."""
    terms: list[_Term] = []
    zero, began = False, at
    while at < end and (token := pattern.match(text, at, end)):
        word, last = token[0], terms[-1] if terms else None
        if word in _SCALES:
            if not _scaled(terms, _SCALES[word]):
                if last is not None and last.scale == 1:
                    # 3万5万: the 5 belongs to what follows.
                    terms.pop()
                    at = began
                break
        elif word in _ZEROS:
            if last is not None and last.scale == 1:
                return [], end
        elif last is not None and last.scale == 1:
            if text[at - 1].isdigit():
                break
            # 两三, 七八: from the one to the other. 一一, 二四 are no numbers.
            if word not in _ONES or not _follows(last, _ONES[word]):
                return [], end
            terms[-1] = last._replace(high=Decimal(_ONES[word]))
        else:
            amount = _amount(word)
            if last is not None and not zero and not text[at - 1].isdigit():
                amount = _fitted(token, end, amount, last.scale)
            if last is not None and amount >= last.scale:
                break
            terms.append(_Term(amount, amount, 1))
            began = at
        zero, at = word in _ZEROS, token.end()
    return terms, at


def _follows(last: _Term, digit: int) -> bool:
    low, high = last.low, last.high
    return low == high and low > 1 and (digit == low + 1 or (int(low), digit) == (3, 5))


def _amount(word: str) -> Decimal:
    if word in _ONES:
        return Decimal(_ONES[word])
    return Decimal(_DIVIDERS.sub("", word.replace("·", ".")))


def _fitted(token: re.Match[str], end: int, amount: Decimal, scale: int) -> Decimal:
    """What a last figure behind a scale word counts: 3万4000 → 4000, 三万五 → 5000.

    A figure that is too short for the scale and has no 零 before it (13万2个) counts nothing:
    it is given a value that fits nowhere.
    """
    if token.end() < end:
        return amount
    if token[0] in _ONES:
        return amount * scale / 10 if scale > 10 else amount
    return amount if len(token[0]) == len(str(scale)) - 1 else Decimal(scale)


def _scaled(terms: list[_Term], scale: int) -> bool:
    """Multiply the last terms by a scale word; False where it does not fit behind them."""
    first = len(terms)
    while first and terms[first - 1].scale < scale:
        first -= 1
    below = terms[first:]
    if first and terms[first - 1].scale == scale:
        return False
    if not below:
        if scale != 10:
            return False
        below = [_Term(Decimal(1), Decimal(1), 1)]
    low = sum((t.low for t in below), Decimal(0))
    high = sum((t.high for t in below), Decimal(0))
    terms[first:] = [_Term(low * scale, high * scale, scale)]
    return True


def _spoken_point(text: str, at: int, end: int) -> Number:
    """八十五点六, 二点五万."""
    whole, _, rest = text[at:end].partition("点")
    digits = rest.rstrip("万亿")
    scale = _product(rest[len(digits) :])
    in_words = all(c in CHINESE for c in whole) and all(c in _ONES for c in digits)
    if not in_words or not digits:
        # 3百点五: nobody says so.
        return Number(at, end, Decimal(0), words=True, known=False)
    value = Decimal(f"{numeral(whole)}.{''.join(str(_ONES[c]) for c in digits)}")
    return Number(at, end, value * scale, scale, words=True)


def is_grouped(written: str) -> bool:
    """Whether figures are divided into groups of three: 3 600, 1’200."""
    return _GROUPS.match(written) is not None


def numeral(written: str) -> Decimal:
    """The value of a numeral alone: 三百二十, 二点五, 一二 (12), 80.

    >>> numeral("三百二十")
    Decimal('320')
    """
    if written[0].isdigit() and written[0].isascii():
        return Decimal(written.replace(",", ""))
    if "点" in written:
        return _spoken_point(written, 0, len(written)).value
    if all(c in _ONES for c in written):
        return Decimal("".join(str(_ONES[c]) for c in written))
    terms, _ = _terms(written, 0, len(written), _TOKEN)
    return Decimal(sum(term.low for term in terms))
