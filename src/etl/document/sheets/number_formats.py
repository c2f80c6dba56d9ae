"""A number as a sheet shows it, which is what its reader was told: 1.1676 as 116.8%."""

import re
from decimal import ROUND_HALF_UP, Decimal

_QUOTED = re.compile(r'"([^"]*)"|\\(.)|[_*].|\[[^\]]*\]')
_DIGITS = re.compile(r"[#0?,]*[0#?](?:\.([0#?]*))?")
_PRECISION = 15
"""Significant digits that a sheet keeps; the rest is the binary fraction's."""


def shown(value: int | float, number_format: str) -> str:
    """``value`` in a number format: ``General``, ``0.0%``, ``#,##0``, ``0.00"万人"``.

    Thousands are not divided, for the comma means nothing to the reader of the text.
    """
    exact = _exact(value)
    negative = exact < 0
    sections = number_format.split(";")
    section = sections[1] if negative and len(sections) > 1 else sections[0]
    literals = [found[1] or found[2] or "" for found in _QUOTED.finditer(section)]
    # What is quoted is kept aside, so that its characters are not taken for digits.
    form = _QUOTED.sub("\0", section)
    percent = form.count("%")
    digits = _DIGITS.search(form)
    if digits is None or "E" in form.upper().replace("GENERAL", ""):
        return f"{exact.normalize():f}"
    number = _rounded(abs(exact) * 100**percent, digits[1] or "")
    sign = "-" if negative and len(sections) == 1 else ""
    text = form[: digits.start()] + number + form[digits.end() :]
    for literal in literals:
        text = text.replace("\0", literal, 1)
    return sign + text.strip()


def _exact(value: int | float) -> Decimal:
    return Decimal(value) if isinstance(value, int) else Decimal(f"{value:.{_PRECISION}g}")


def _rounded(number: Decimal, places: str) -> str:
    rounded = number.quantize(Decimal(1).scaleb(-len(places)), ROUND_HALF_UP)
    text = f"{rounded:f}"
    optional = len(places) - len(places.rstrip("#?"))
    for _ in range(optional):
        text = text.removesuffix("0")
    return text.removesuffix(".")
