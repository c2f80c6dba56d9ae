"""What the cell of a table holds: a bare figure and its value, a promise, a report, a name.

The kinds are those of :mod:`etl.bulletin.tables.columns.cell_kinds`, brought down to what tells one
column from another; sentences are told apart by the constructions of reporting.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from etl.bulletin.grammar.lexing.constructions import clause_rows, votes
from etl.bulletin.grammar.lexing.lexer import lex
from etl.bulletin.grammar.numerals import numeral_scan
from etl.bulletin.grammar.numerals.quantity import Quantity
from etl.bulletin.model import Numeral
from etl.bulletin.tables.columns import cell_kinds
from etl.bulletin.tables.columns.total_words import PLACES, SUMS
from etl.bulletin.words import measure_words, units_in_names
from etl.bulletin.words.measure_words import Unit

Kind = Literal[
    "empty", "number", "percent", "count", "promise", "report", "state", "agency", "person",
    "place", "total", "date", "unit", "words",
]  # fmt: skip

FIGURES: tuple[Kind, ...] = ("number", "count", "percent")
"""Kinds of cells that one figure fills."""
_KINDS: dict[cell_kinds.Kind, Kind] = {
    "empty": "empty", "dash": "empty", "ordinal": "number", "number": "number",
    "unit": "unit", "date": "date", "status": "state", "agency": "agency", "person": "person",
    "region": "place", "category": "words", "bracket": "words", "name": "words",
}  # fmt: skip
_TOTAL = re.compile(rf"(?:{SUMS}|累计|全{PLACES})(?:\([^()]*\))?")
_SUBNUMBER = re.compile(r"\(?\d{1,3}[-—–]\d{1,2}\)?")
_SENTENCE = 14
_LONGEST_UNIT = 8
_IN_BRACKETS = re.compile(r"\(([^()]*)\)")
_COUNTED = re.compile(r"([户人套处个座台家所条件项名辆间张])数$")
_DIVIDES = re.compile(r"[\s、,;/]+")
_NAME = 4
_TOLD = 0.5
"""Votes for a report from which a sentence is one: 完成投资3亿元 alone may be promised."""
_BRACKETED = re.compile(r"\([^()]*\)?$")
_PROMISES = re.compile(
    r"新建|改建|扩建|建设|建成|改造|完成|新增|增设|打造|开展|实施|推进|提升|提高|加强|加快|力争|确保"
    r"|为|组织|开设|设置|布设|更新|更换|加装|优化|扶持|培训|疏浚|整治|举办|发放"
)


@dataclass(frozen=True, slots=True)
class Held:
    """What a cell holds."""

    kind: Kind
    value: Decimal | None = None
    """Of the one figure that fills the cell: 420户, 86.3%, 1,208."""
    unit: str = ""
    scaled: bool = False
    """The figure prints 万 or 亿."""
    figures: int = 0


_DONE = re.compile(r"(?:已|实际|累计|共|全部|超额|完成|达到?|约|[ :])+\(?")


@lru_cache(4096)
def scanned(words: str, *, plain: bool = False) -> tuple[Sequence[Quantity], Sequence[Numeral]]:
    """The quantities in a cell, and its numerals that are none; asked for time and again.

    ``plain``: it is a number, whatever it looks like.
    """
    found, others = numeral_scan.scan(words, (0,) if plain else ())
    return tuple(found), tuple(others)


@lru_cache(4096)
def held(words: str, *, plain: bool = False) -> Held:
    """What some words hold: ``420户`` a count, ``83%`` a percent, ``市教育局`` an agency.

    ``plain``: they are a number that only looks like a date.
    """
    words = words.strip()
    compact = "".join(words.split())
    kind = cell_kinds.kind_of(compact)
    if kind in ("empty", "dash"):
        return Held("empty")
    if _SUBNUMBER.fullmatch(words):
        return Held("number")
    if _TOTAL.fullmatch(compact):
        return Held("total")
    found, framed = scanned(words, plain=plain)
    if (figure := _alone(words, found)) is not None:
        counted: Kind = "percent" if figure.unit in ("%", "‰") else "count"
        return Held(
            counted if figure.unit else "number", figure.value, figure.unit, figure.scale > 1, 1
        )
    if kind in _KINDS and not found:
        known = _KINDS[kind]
        promises = len(compact) > _NAME and _PROMISES.match(compact) is not None
        if known != "words" or not (len(compact) >= _SENTENCE or promises):
            return Held("agency" if _names_agencies(words) else known)
    elif not found and _names_agencies(words):
        return Held("agency")
    said = votes(clause_rows(), "", lex(words, found, framed).codes, "").totals
    told = said.get("report", 0.0) - said.get("promise", 0.0)
    reports = told > _TOLD or (kind == "report" and not found)
    return Held("report" if reports else "promise", figures=len(found))


def _alone(words: str, found: Sequence[Quantity]) -> Quantity | None:
    """The figure that fills a cell, a note in brackets behind it apart."""
    if not found:
        return None
    ahead, rest = words[: found[0].start], words[found[0].end :]
    if len(found) == 1 and not found[0].unit and _DONE.fullmatch(ahead):
        # 超额(43), 实际43: what was done, counted in the row's own unit.
        ahead, rest = "", rest.removeprefix(")") if "(" in ahead else rest
    rest = _BRACKETED.sub("", rest).strip(" 。;,")
    return None if ahead.strip(" 约:+-±↑↓") or rest else found[0]


def _names_agencies(words: str) -> bool:
    """Whether units responsible are named, alone or with those who head them."""
    pieces = [p for p in _DIVIDES.split(words.strip(" 。;")) if p]
    agencies = sum(cell_kinds.kind_of(piece) == "agency" for piece in pieces)
    return agencies > 0 and all(
        len(p) <= _NAME or cell_kinds.kind_of(p) in ("agency", "region") for p in pieces
    )


@lru_cache(1024)
def units_of(name: str) -> Unit | None:
    """The unit that is all of some words, scaled: 万人, 公里, 元/月/人 (元/人·月)."""
    return units_in_names.from_name(f"({name})") if 0 < len(name) <= _LONGEST_UNIT else None


def unit_in(over: Sequence[str]) -> Unit | None:
    """The unit that a column's names give: 投资(万元), 河道疏浚(公里)年度目标, 户数."""
    for name in reversed(over):
        for found in reversed(_IN_BRACKETS.findall(name)):
            if unit := units_of(re.sub(r"^(?:单位:?|[±+\-—/]+)", "", found)):
                return unit
        if name.endswith("%"):
            return measure_words.vocabulary()["%"]
    for name in reversed(over):
        if counted := _COUNTED.search(_IN_BRACKETS.sub("", name)):
            return measure_words.vocabulary()[counted[1]]
    return None
