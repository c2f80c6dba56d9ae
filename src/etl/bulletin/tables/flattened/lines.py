"""The lines of a text, and what they are divided by."""

import re
from collections.abc import Sequence

from etl.bulletin.tables.flattened.alignment.column_model import Gap, Piece
from etl.bulletin.tables.flattened.pieces import piece
from etl.document.grid import trimmed

Span = tuple[int, int]

NOTE = re.compile(r"(?:说明|备注|注)[:：]")
"""What opens a remark that may stand between rows, over all their columns."""
FURNITURE = re.compile(
    r"[\[【(]?(?:打印|关闭|上一篇|下一篇|分享|扫一扫|来源|信息来源|编辑|责任编辑|相关|附件下载|手机|主办单位|版权"
    r"|注[:1-9]|备注:|说明:|填报|审核|联系电话|返回|浏览|点击|字号|信息公开形式|本[报网站])"
)
# Possessive: blanks that could be taken in two ways must not be tried in all of them.
PAGE = re.compile(
    r"[-—–\s]*+第?\s*+\d{1,3}\s*+页?[-—–\s]*+(?:(?:[,/]\s*+共?|共)\s*+\d{1,3}\s*+页?)?"
    r"|[(\[]?(?:续上?[表页]|接上[页表]|转下[页表]|下[页表]续|上接|下转)[\d一二三四五六七八九十第页表:.]{0,6}[)\]]?"
)


_DATED = re.compile(
    r"(?<=[\u4e00-\u9fff]) (?=\d{1,4} [年月日](?!人))"
    r"|(?:(?<=[\u4e00-\u9fff] \d)|(?<=[\u4e00-\u9fff] \d\d)|(?<=\d{4})) (?=[年月日](?!人))"
)
"""The blanks of a day in a name: 截至 9 月底进展情况."""
_SPACED = re.compile(r"[\u4e00-\u9fff] {2,}[\u4e00-\u9fff](?=\s|$)")


class Lines:
    """The lines of a text that say anything."""

    def __init__(self, text: str) -> None:
        self.text = text
        spans = (trimmed(text, m.start(), m.end()) for m in re.finditer(r"[^\n]+", text))
        self.spans: list[Span] = [span for span in spans if span[1] > span[0]]
        self.named: dict[int, int | None] = {}
        """For lines that were asked whether they name columns, how many known names they have."""
        self.cells: dict[int, list[Span]] = {}
        """For lines that were divided by their widest blanks, the cells that are not empty."""

    def said(self, at: int) -> str:
        start, end = self.spans[at]
        return self.text[start:end]

    def whole(self, at: int) -> Span:
        """A line with the tabs around it, empty cells at its ends; a tab indents a sentence."""
        start, end = self.spans[at]
        above = self.text[slice(*self.spans[at - 1])] if at else ""
        rows = "\t" in above or self.text[start - 2 : start] == "\t\n"
        if not rows and "\t" not in self.text[start : end + 1] and "。" in self.text[start:end]:
            return start, end
        while start and self.text[start - 1] == "\t":
            start -= 1
        while end < len(self.text) and self.text[end] == "\t":
            end += 1
        return start, end

    def __len__(self) -> int:
        return len(self.spans)


def split(text: str, span: Span, divider: re.Pattern[str]) -> list[Span]:
    """The cells of a line; those that are empty as empty spans.

    A word of two characters may be spaced: 全  市, 合    计; so may a day: 截至 9 月底.
    """
    cells: list[Span] = []
    at = span[0]
    for mark in divider.finditer(text, *span):
        if mark[0] == " " and _DATED.match(text, mark.start()):
            continue
        if (
            _SPACED.match(text, mark.start() - 1, span[1])
            and not text[at : mark.start() - 1].strip()
        ):
            continue
        cells.append(trimmed(text, at, mark.start()))
        at = mark.end()
    cells.append(trimmed(text, at, span[1]))
    return cells


def row_pieces(text: str, cells: Sequence[Span], opening: Gap) -> list[Piece]:
    """The cells of a line as pieces; empty ones at its end may have moved there."""
    kept = list(cells)
    while kept and kept[-1][0] == kept[-1][1]:
        kept.pop()
    moved = len(cells) - len(kept)
    pieces: list[Piece] = []
    for at, (start, end) in enumerate(kept):
        gap: Gap = "cell" if at else opening
        pieces.append(piece(text, start, end, gap, trailing=moved > 0))
    return pieces
