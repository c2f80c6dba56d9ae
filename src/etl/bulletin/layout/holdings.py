"""What the cell of a table holds: a bare figure, a share, a sentence, units responsible…

Only the cell's own words are looked at. What a column of such cells is, is weighed in
:mod:`etl.bulletin.layout.columns`.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from etl.bulletin.grammar import quantities
from etl.bulletin.grammar.constructions import clause_rows, votes
from etl.bulletin.grammar.lexer import lex
from etl.bulletin.words import units
from etl.bulletin.words.units import Unit

Kind = Literal[
    "empty",
    "number",
    "percent",
    "count",
    "promise",
    "report",
    "state",
    "agency",
    "person",
    "place",
    "total",
    "date",
    "unit",
    "words",
]

_EMPTY = re.compile(r"[-—–/\\\s.·*×无]*")
_STATE = re.compile(
    r"(?:已|均已|基本|全部|全面|提前|超额|按期|如期|正在|持续|有序|未|尚未)*"
    r"(?:完成|推进|实施|进行|开工|完工|竣工|建成|达标|办结|启动|建设|销号)(?:任务|年度任务|中)?[。!]?|[是否√]|正常|滞后"
)
_DATE = re.compile(
    r"(?:\d{4}年?)?(?:[\d./-]{1,5}月?(?:\d{1,2}日)?|[一二三四]季度|上半年|下半年|全年)?(?:底|末|初|中旬|上旬|下旬|份)?(?:之?前|完成)*"
    r"|(?:\d{4}[年./-])?\d{1,2}[月./-](?:\d{1,2}日?)?[^\d]{0,4}"
)
_AGENCY = re.compile(
    r"[^\d,。;:]{1,18}(?:局|委|办|厅|公司|中心|联|会|政府|队|站|院|银行|集团|处|科|部|馆|校|所|部门|单位"
    r"|指挥部|办公室)(?:\([^()]*\))?等?|各?[^\d,。;:]{0,4}(?:[市县区(]|[)])+(?:政府)?"
)
_SUBNUMBER = re.compile(r"\(?\d{1,3}[-—–]\d{1,2}\)?")
_DIVIDES = re.compile(r"[\s、,;/]+")
_PERSON = re.compile(
    r"(?:[\u4e00-\u9fff]{2,4}|[\u4e00-\u9fff] [\u4e00-\u9fff])(?:[\s、,;/]+[\u4e00-\u9fff]{2,4})*"
)
_PLACE = re.compile(
    r"[\u4e00-\u9fff]{1,8}(?:市|县|区|州|盟|旗|镇|乡|街道|街办|地区|新区|园区|管委会|林区|开发区|市本级|办事处)"
    r"(?:[、/][\u4e00-\u9fff]{1,8})*(?:\(\w+\))?"
)
_TOTAL = re.compile(
    r"(?:合\s*计|总\s*计|小\s*计|共\s*计|总\s*数|全[市县区省州盟镇]|[市省]合计|累\s*计|市级合计)(?:\([^()]*\))?"
)
_OPENS_REPORT = re.compile(r"(?:已|目前|现已|截[至止]|正在|基本|提前|累计|全部|均|实测|其中)")
_PROMISES = re.compile(
    r"(?:新建|改建|扩建|建设|建成|改造|完成|新增|增设|打造|开展|实施|推进|提升|提高|加强|加快|力争|确保|为|组织|开设|设置|布设|更新|更换|加装|优化|扶持|培训|疏浚|整治|举办|发放)"
)
_SENTENCE = 14
_NAME = 4
_LONGEST_UNIT = 8
_BRACKETED = re.compile(r"\([^()]*\)?$")


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


@lru_cache(4096)
def held(words: str) -> Held:
    """What some words hold: ``420户`` a count, ``83%`` a percent, ``市教育局`` an agency."""
    words = words.strip()
    if _EMPTY.fullmatch(words):
        return Held("empty")
    if _SUBNUMBER.fullmatch(words):
        return Held("number")
    found, framed = quantities.scan(words)
    figures = len(found)
    if found and (figure := _alone(words, found)) is not None:
        counted: Kind = "percent" if figure.unit in ("%", "‰") else "count"
        return Held(
            counted if figure.unit else "number",
            figure.value,
            figure.unit,
            figure.scale > 1,
            figures,
        )
    kind = _kind(words, figures)
    if kind is None:
        said = votes(clause_rows(), "", lex(words, found, framed).codes, "").totals
        kind = "report" if said.get("report", 0) > said.get("promise", 0) else "promise"
    return Held(kind, figures=figures)


def _alone(words: str, found: list[quantities.Quantity]) -> quantities.Quantity | None:
    """The figure that fills a cell, a note in brackets behind it apart."""
    first = found[0]
    rest = _BRACKETED.sub("", words[first.end :]).strip(" 。;,")
    if words[: first.start].strip(" 约:") or rest or (first.start and first.kind == "date"):
        return None
    return first


def _kind(words: str, figures: int) -> Kind | None:
    """The kind of a cell that no figure fills; None of a sentence."""
    compact = re.sub(r"\s", "", words)
    if _TOTAL.fullmatch(compact):
        return "total"
    if units_of(compact) is not None:
        return "unit"
    if _DATE.fullmatch(compact):
        return "date"
    if _STATE.fullmatch(compact):
        return "state"
    if not figures and _names_agencies(words) and not _PLACE.fullmatch(compact):
        return "agency"
    if _PLACE.fullmatch(compact) and len(compact) <= 14:
        return "place"
    if _OPENS_REPORT.match(compact):
        return "report"
    if figures or len(compact) >= _SENTENCE or _PROMISES.match(compact):
        return None
    if _PERSON.fullmatch(words) and len(compact) <= 4:
        return "person"
    return "words"


def _names_agencies(words: str) -> bool:
    """Whether units responsible are named, alone or with those who head them."""
    pieces = [p for p in _DIVIDES.split(words.strip(" 。;")) if p]
    agencies = sum(_AGENCY.fullmatch(piece) is not None for piece in pieces)
    return agencies > 0 and all(len(p) <= _NAME or _AGENCY.fullmatch(p) for p in pieces)


@lru_cache(1024)
def units_of(name: str) -> Unit | None:
    """The unit that is all of some words, scaled: 万人, 公里, 元/月/人 (元/人·月)."""
    return units.from_name(f"({name})") if 0 < len(name) <= _LONGEST_UNIT else None
