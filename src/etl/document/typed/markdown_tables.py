"""Tables in Markdown, as converters of pages write them: a rule of dashes below the names, bars
between the cells, and ``<br>`` or a line's end for a line's end within one.

``| 序号 | 年度目标 |⏎| --- | --- |⏎| 1 | ①新建书屋5家<br>②演出40场 |``

A table within a cell of a page's frame is run into one line: ``| …。 | 序号 | 目标 | | --- | --- |
| 1 | 5家 | |``.
"""

import re
from collections.abc import Iterator, Sequence

from etl.document.raw_table import RawCell, RawTable

_RULE = re.compile(r"\|?(?:[ \t]*:?-{2,}:?[ \t]*\|)+(?:[ \t]*:?-{2,}:?)?")
_BAR = re.compile(r"(?<!\\)\|")
_BREAK = re.compile(r"<br ?/?>", re.IGNORECASE)
_MOST_COLUMNS = 100
_INLINE_RULE = re.compile(r"\|(?:[ \t]*:?-{3,}:?[ \t]*\|){2,}")
_BLANK_BAR = re.compile(r"[ \t]*\|")
_HARD = "  "
"""What a line ends with that goes on in the next one."""
_MOST_BROKEN = 12
"""Lines into which the names of a header are broken at most."""
_ABOVE = re.compile(r"[。:：;；]|表$|.{24}")
"""In what stands before the names of a header on its line: a sentence, a title."""
_EMPHASIS = re.compile(r"\*\*(?=\S)([^*\n]+)(?<=\S)\*\*")
_NO_HALF = re.compile(r"[|。：:；;]|[(（]?[一二三四五六七八九十\d]+[)）、.．]")
"""What no further line of a cell has: stops, or the number of a class of rows."""


def blocks(source: str) -> list[str | RawTable] | None:
    """The tables of a text, and the lines between them; None for a text without any.

    Where each cell is a line's, bars say as much: such tables stay lines, a row each.
    """
    lines = source.splitlines()
    said = [one for line in lines for one in _unnested(line)]
    if any(_RULE.fullmatch(line.strip()) for line in said):
        said = _whole_rows([_EMPHASIS.sub(r"\1", line) if "|" in line else line for line in said])
    if _BREAK.search(source) is None:
        return ["\n".join(said)] if said != lines else None
    found: list[str | RawTable] = []
    between: list[str] = []
    at = 0
    while at < len(said):
        ruled = at + 1 < len(said) and _RULE.fullmatch(said[at + 1].strip())
        if ruled and 0 < said[at].count("|") <= _MOST_COLUMNS:
            end = at + 2
            while end < len(said) and 0 < said[end].count("|") <= _MOST_COLUMNS:
                end += 1
            found += [_lines("\n".join(between)), _table([said[at], *said[at + 2 : end]])]
            between, at = [], end
        else:
            between.append(said[at])
            at += 1
    return [*found, _lines("\n".join(between))] if found else None


def _unnested(line: str) -> Iterator[str]:
    """A line, the tables within it row by row."""
    at = 0
    for rule in _INLINE_RULE.finditer(line) if not _RULE.fullmatch(line.strip()) else ():
        columns = rule[0].count("|") - 1
        # A bar ends the last name, and another one begins the rule: two cells --- have no such.
        above = line[at : rule.start()].rstrip()
        before = above.removesuffix("|").split("|")
        if not above.endswith("|") or not columns <= len(before) or columns > _MOST_COLUMNS:
            continue
        yield from _alone("|".join(before[:-columns]))
        yield _row(before[-columns:])
        yield _row(["---"] * columns)
        rows, at = _nested_rows(line, rule.end(), columns)
        yield from map(_row, rows)
    yield from _alone(line[at:]) if at else (line,)


def _nested_rows(line: str, at: int, columns: int) -> tuple[list[list[str]], int]:
    """The rows behind a rule within a line, and where they end.

    Between the bars of two rows there is nothing; behind the last one the page goes on. A row
    below cells over several rows is shorter.
    """
    rows: list[list[str]] = []
    while (opened := _BLANK_BAR.match(line, at)) is not None:
        cells = line[opened.end() :].split("|", columns + 1)
        length = min(columns, len(cells) - 1)
        last = len(cells) <= columns + 1
        if not last and cells[length].strip() and not cells[length].startswith(_HARD):
            # What should stand between two rows is a cell: this row has fewer.
            length = next((n for n in range(length - 1, 1, -1) if not cells[n].strip()), length)
        if not length:
            break
        rows.append(cells[:length])
        at = opened.end() + sum(map(len, cells[:length])) + length
    return rows, at


def _alone(words: str) -> Iterator[str]:
    """What stands between tables, without the bars of the frame around it."""
    if words := words.strip().strip("|").strip():
        # Paragraphs of a cell that is one line are kept apart by blanks.
        yield from words.split(_HARD)


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cell.strip() for cell in cells)} |"


def _whole_rows(said: Sequence[str]) -> list[str]:
    """The lines, the names above a rule on one, and a cell's further lines behind its first.

    ``年度  ⏎任务| 完成率⏎---|---`` is written with two blanks where a cell goes on.
    """
    found: list[str] = []
    ruled = False
    for at, line in enumerate(said):
        if _RULE.fullmatch(line.strip()):
            found = _named(found, len(_BAR.split(_bare(line))))
            ruled = True
        elif not line.strip():
            ruled = False
        elif (
            ruled
            and _NO_HALF.search(line) is None
            and said[at - 1].endswith(_HARD)
            and "|" in "".join(said[at + 1 : at + 2])
            and "|" in found[-1]
        ):
            found[-1] = found[-1].rstrip() + line.strip()
            continue
        found.append(line)
    return found


def _named(found: list[str], columns: int) -> list[str]:
    """Lines, the last of them made one of so many names, what stands before those set apart."""
    for first in range(len(found) - 1, max(-1, len(found) - 1 - _MOST_BROKEN), -1):
        if first < len(found) - 1 and not found[first].endswith(_HARD):
            break
        names = _BAR.split(_bare("".join(line.strip() for line in found[first:])))
        if len(names) == columns:
            if first == len(found) - 1:
                break
            return [*found[:first], " | ".join(name.strip() for name in names)]
        if len(names) == columns + 1 and _ABOVE.search(names[0].strip()):
            return [*found[:first], names[0], " | ".join(name.strip() for name in names[1:])]
    return found


def _bare(line: str) -> str:
    return line.strip().removeprefix("|").removesuffix("|")


def _table(rows: Sequence[str]) -> RawTable:
    return RawTable(
        tuple(
            RawCell(_lines(words.replace("\\|", "|").strip()), row, column)
            for row, line in enumerate(rows)
            for column, words in enumerate(_BAR.split(_bare(line)))
        )
    )


def _lines(words: str) -> str:
    return "\n".join(line.strip() for line in _BREAK.split(words)) if "<" in words else words
