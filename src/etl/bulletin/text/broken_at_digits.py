"""Lines that a copy has broken at every run of digits, as Word pastes them in spans of their own.

``(截至⏎2020年⏎11月⏎30日)``, ``新建供水工程⏎12处,解决⏎1.35万人饮水``: in such a text digits
stand at the beginning of lines and nowhere else, many of them with a clause behind them.
"""

import re

from etl.bulletin.tables.columns.cell_kinds import kind_of

_NEWLINES = re.compile(r"\n+")
_LED = re.compile(r"\d[\d.,]*[^\d\s.,、)]")
_BARE = re.compile(r"\d[\d.,]*")
_INSIDE = re.compile(r"[\u4e00-\u9fff,;:、(]\d")
_OPEN = re.compile(r"[,、;:(]$|\([^()]{0,20}$")
_CLAUSE = re.compile(r"[,;、][^\d\s]")
_YEAR = re.compile(r"20\d\d年")
_DATE = re.compile(r"\d年$|\d月$")
_DATED = re.compile(r"\d{1,2}[月日]")
_MEASURED = re.compile(r"\d[万亿余多]*[^\d,。;:、()起按至为达由]{0,3}$|[。!?]$|\)$")
_WHOLE = frozenset(["count", "percent", "figure"])
_BEGUN = re.compile(
    r"[,、;:(\d]|率$|^(?:已|均|共|实际?|累计|全部)?(?:新[建增改]|改[建造]|扩建|建[成设]|完成|实施|演出|增[加设]"
    r"|开[工展设]|竣工|推进|提[高升]|培训|发放|举办|组织|整治|创建|加[装固]|解决|铺设|投[入用]|补助|救助|资助"
    r"|覆盖|惠及|种植|维修|安装|更[换新]|拨付|打[造通]|疏[浚通]|自$|达|约|为)"
)
"""What goes on with a figure: a clause before it, or a word of what is done."""
_FEWEST = 8
"""Lines that begin with a figure and its measure word."""
_FEWEST_CLAUSES = 4
"""Those of them that go on with another clause: 12处,解决."""
_MOST_INSIDE = 0.25
"""Lines with digits inside, for each that begins with some: titles, dates of a page."""


def rejoined(text: str) -> frozenset[int]:
    """Where line ends stand within a sentence, in a text that is broken at its digits."""
    ends = [m.span() for m in _NEWLINES.finditer(text)]
    starts = [0, *(end for _, end in ends)]
    lines = [
        text[a:b].strip() for a, b in zip(starts, (*(s for s, _ in ends), len(text)), strict=True)
    ]
    led = [at for at in range(1, len(lines)) if _LED.match(lines[at])]
    if len(led) < _FEWEST or sum(map(_is_clause, (lines[at] for at in led))) < _FEWEST_CLAUSES:
        return frozenset()
    if sum(_INSIDE.search(line) is not None for line in lines) > _MOST_INSIDE * len(led):
        return frozenset()
    torn: set[int] = set()
    figures: set[str] = set()
    for at in range(1, len(lines)):
        figure = _LED.match(lines[at])
        if _goes_on(lines[at - 1], lines[at]) and not (figure and figure[0] in figures):
            torn.add(ends[at - 1][0])
        else:
            # A figure said again is of the next cell: 新建12处,解决饮水问题⏎12处全部完工.
            figures.clear()
        figures.update([figure[0]] if figure else ())
    return frozenset(torn)


def _is_clause(line: str) -> bool:
    return _CLAUSE.search(line) is not None


def _is_open(line: str) -> bool:
    return _OPEN.search(line) is not None


def _goes_on(line: str, below: str) -> bool:
    """Whether a line that begins with digits belongs to the one above."""
    if _BARE.fullmatch(below):
        return _is_open(line)
    if not below[:1].isdigit() or not line:
        return False
    if _is_open(line) or (_DATE.search(line) and _DATED.match(below)):
        return True
    if _BARE.fullmatch(line) or _MEASURED.search(line):
        return False
    if kind_of(below) in _WHOLE and not _BEGUN.search(line):
        # 新增停车泊位 | 800个
        return False
    kind = kind_of(line)
    place = kind == "region" and not line.endswith("小区")
    return kind != "agency" and (not place or _YEAR.match(below) is not None)
