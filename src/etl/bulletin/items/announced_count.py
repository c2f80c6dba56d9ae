"""How many pledges a text announces: 10件民生实事."""

import re

from etl.bulletin.grammar.numerals.numbers import numeral

_ANNOUNCED = re.compile(
    r"(?<![\d第一二三四五六七八九十])(?!一[件项][^\d,。;\n]{0,8}[、,]一)(\d{1,2}|[一二三四五六七八九十]{1,3})大?[件项]"
    r"(?=[^\d,。;\n]{0,8}(?:实事|民[生心]|承诺))"
    r"|(?:实事|民[生心](?:工程|项目))(?:项目|共|为|有|:)*(\d{1,2}|[一二三四五六七八九十]{1,3})"
    r"大?(?:[件项]|类(?![,、]?共?(?:\d|[一二三四五六七八九十])))"
    r"|(\d{1,2}|[一二三四五六七八九十]{1,3})大?[类件项](?=[、,]?共?(?:\d{1,3}|[一二三四五六七八九十]{1,4})[个项]子项)"
)


def announced(text: str) -> set[int]:
    """How many pledges a text says that it has: 10件民生实事, 八类24个子项目.

    一件实事、一名领导、一个专班 is how they are managed.
    """
    return {int(numeral(f[1] or f[2] or f[3])) for f in _ANNOUNCED.finditer(text)}
