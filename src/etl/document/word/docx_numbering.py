"""The numbers that Word shows before list paragraphs and keeps nowhere in the text."""

from collections import defaultdict

from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from lxml.etree import _Element

_DIGITS = "零一二三四五六七八九"
_CHINESE = frozenset({"chineseCounting", "chineseCountingThousand", "japaneseCounting"})


class Numbering:
    """Counts list paragraphs, in the order of the document."""

    def __init__(self, document: WordDocument) -> None:
        self._levels = _levels(document)
        self._of_style = _of_styles(document)
        self._counts: dict[str, dict[int, int]] = defaultdict(dict)

    def label(self, paragraph: _Element) -> str:
        """What Word shows before the paragraph: ``3.``, ``（二）``; empty outside lists."""
        list_id, depth = self._place(paragraph)
        levels = self._levels.get(list_id, {})
        if depth not in levels:
            return ""
        counts = self._counts[list_id]
        counts[depth] = counts.get(depth, levels[depth][0] - 1) + 1
        for deeper in [known for known in counts if known > depth]:
            del counts[deeper]
        shown = levels[depth][2]
        for level, (start, style, _) in levels.items():
            shown = shown.replace(f"%{level + 1}", _written(counts.get(level, start), style))
        return shown

    def _place(self, paragraph: _Element) -> tuple[str, int]:
        """The list that a paragraph is in and how deep; its style's where it does not say."""
        style = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        own = _said(paragraph)
        inherited = self._of_style.get(str(style.get(qn("w:val"))) if style is not None else "")
        list_id, depth = own or inherited or ("", 0)
        return list_id or (inherited[0] if inherited else ""), depth


def _said(element: _Element) -> tuple[str, int] | None:
    found = element.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
    if found is None:
        return None
    list_id, depth = _value(found, "w:numId"), _value(found, "w:ilvl")
    return list_id, int(depth or 0)


def _levels(document: WordDocument) -> dict[str, dict[int, tuple[int, str, str]]]:
    """By list and depth: where it starts, how its numbers are written, and around what."""
    parts = [rel.target_part for rel in document.part.rels.values() if not rel.is_external]
    root = next((p.element for p in parts if p.partname.endswith("/numbering.xml")), None)
    if root is None:
        return {}
    abstract = {
        str(one.get(qn("w:abstractNumId"))): {
            int(str(level.get(qn("w:ilvl")))): (
                int(_value(level, "w:start") or 1),
                _value(level, "w:numFmt"),
                "" if _value(level, "w:numFmt") == "bullet" else _value(level, "w:lvlText"),
            )
            for level in one.findall(qn("w:lvl"))
        }
        for one in root.findall(qn("w:abstractNum"))
    }
    return {
        str(one.get(qn("w:numId"))): abstract.get(_value(one, "w:abstractNumId"), {})
        for one in root.findall(qn("w:num"))
    }


def _of_styles(document: WordDocument) -> dict[str, tuple[str, int]]:
    said = ((style.style_id, _said(style.element)) for style in document.styles)
    return {name: place for name, place in said if place}


def _value(parent: _Element, name: str) -> str:
    found = parent.find(qn(name))
    return "" if found is None else str(found.get(qn("w:val")) or "")


def _written(number: int, style: str) -> str:
    if style == "none":
        return ""
    if style not in _CHINESE or not 0 < number < 100:
        return str(number)
    tens, ones = divmod(number, 10)
    return (
        (_DIGITS[tens] if tens > 1 else "")
        + ("十" if tens else "")
        + (_DIGITS[ones] if ones else "")
    )
