"""Units in names: those that a column's or an item's name gives, in brackets or behind a colon."""

import re

from etl.bulletin.words import rate_units
from etl.bulletin.words.measure_words import Unit, match, vocabulary

_SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
_NAMED = re.compile(
    r"[(:]\s*(?:单位[::]?\s*)?(?P<words>[^()\d]{1,12}|[^()\d]{1,4}\([^()\d]{1,6}\))\)?$"
)
_ASIDE = re.compile(r"[,;]")
_SCALED = re.compile(r"[十百千万亿]*+")


def from_name(name: str) -> Unit | None:
    """The unit that a table's header or an item's name gives in brackets: ``停车泊位(个)``.

    ``(万元)`` is 元 with factor 10000, ``(元/月/人)`` is 元/人·月, ``(个,当年)`` is 个.
    """
    found = _NAMED.search(name)
    if found is None:
        return None
    words = found["words"].strip()
    # (辆,累计): what follows the unit tells how it was counted.
    first = _ASIDE.split(words, maxsplit=1)[0]
    return _whole(words) or _scaled(words) or _whole(first) or _scaled(first)


def _scaled(words: str) -> Unit | None:
    scale = _SCALED.match(words)
    unit = _whole(words[scale.end() :]) if scale else None
    if unit is None or scale is None:
        return None
    factor = 1
    for character in scale[0]:
        factor *= _SCALES[character]
    return unit._replace(factor=unit.factor * factor)


def _whole(words: str) -> Unit | None:
    """The unit that the words are, rates included."""
    if unit := vocabulary().get(words):
        return unit
    unit = match(words, 0, len(words))
    if unit is None or unit.kind != "quantity":
        return None
    money = unit.dimension == "money"
    rate = rate_units.behind(words, len(unit.word), len(words), money=money)
    if rate is None or rate.end != len(words):
        return None
    return unit._replace(
        word=words,
        canonical=f"{unit.canonical}/{rate.per}",
        dimension="money_rate" if money else "rate",
    )
