"""Other places than the portal's that a bulletin names as the one it is of."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from etl.quality.content.own_place import OwnPlace, listed_names, own_place, provinces
from etl.quality.content.place_names import Named, places_named
from etl.quality.origin import Origin

# 济南市, 湘西州, 和田地区, 山东省; 济南市场 and 北京市民 name no city.
_BEHIND = r"(?:市(?!场|民(?!生))|(?:[一-鿿]{1,6}自治)?州|地区|盟|省|(?:回族|壮族|维吾尔)?自治区)"
_MENTIONS = 2
"""How often a text must name another city: once is a neighbour, or where a train goes."""
_HEADING_LINES = 8
_OF_AUTHORITY = re.compile(
    r"(?:人民)?政府|人民代表大会|人大|[县市区]委|(?:第[一二三四五六七八九十]+|[一二三四五六七八九十]+)届|20\d\d年"
)
"""What follows the name of whose text it is: 慈溪市人民政府办公室, and not 慈溪市进展较快."""
_LETTERHEAD = re.compile(r"人民政府(?:办公[室厅]|督查室|文件)*")
_BEFORE_AUTHORITY = re.compile(
    r"(?:^|[>》】\]—|•-]\s*|(?<!单位)(?<!部门)(?<!责任人)[:：]\s*|[年月日底初来度][,，]?|在|来源|关于)$"
)
"""What a line that names it has before: nothing, 来源:, a date; 责任单位:崂山区政府 is none."""


@dataclass(frozen=True)
class Place:
    """Which place the words are about, as columns of the ``document`` gate."""

    city: str
    """The portal's; empty where nobody said."""
    named_in_title: str
    """Another place in the title; empty where there is none."""
    title_is_of_the_city: bool | None
    """None where the portal's city is unknown."""
    named_in_heading: str
    """Another place in the first lines of a text whose title names none."""
    heading_is_of_the_city: bool | None
    named_in_text: str
    """Another city that the text names again and again, and more often than its own."""
    text_is_of_the_city: bool | None


def place(title: str, text: str, origin: Origin) -> Place:
    """Hold the places that a bulletin names against that of its portal.

    >>> place("慈溪市2024年民生实事进展", "", Origin(city="青岛")).named_in_title
    '慈溪市'
    """
    if not origin.city:
        return Place("", "", None, "", None, "", None)
    own = own_place(origin.city, origin.place_code, origin.other_names)
    rows = [*_listed_and_dated(title), *places_named(title)]
    ours = _is_named(title, rows, own)
    titled = rows[0].name if rows and not ours else next(_foreign(title, own), "")
    heading = "" if titled or ours else _named_in_heading(text, own)
    most = _named_in_text(text, own)
    return Place(origin.city, titled, not titled, heading, not heading, most, not most)


def _listed_and_dated(title: str) -> Iterator[Named]:
    """济南2024年 at the start of a title, without what Jinan is."""
    if found := _dated().match(title):
        yield Named(found[0], (), 0, found.end())


def _is_named(words: str, rows: list[Named], own: OwnPlace) -> bool:
    """Whether the portal's place is named, and not only as that in which another one lies."""
    if any(own.is_called(row.name) for row in rows):
        return True
    return any(
        not any(row.start <= found.start() < row.end for row in rows)
        for found in own.called.finditer(words)
    )


def _named_in_heading(text: str, own: OwnPlace) -> str:
    """Whose government the first lines say that the text is of, where it is another one."""
    lines = [line.strip() for line in text.splitlines() if line.strip()][:_HEADING_LINES]
    rows = [
        (row, line)
        for line in lines
        # 市人民政府: is who the text is for, and what has several cells is a row of a table.
        if not line.endswith((":", "：")) and line.count("|") < 2
        for row in places_named(line)
        if _OF_AUTHORITY.match(line, row.end) and _BEFORE_AUTHORITY.search(line[: row.start])
    ]
    if any(own.is_called(row.name) for row, _ in rows):
        return ""
    return next((row.name for row, line in rows if not _is_mentioned(row, line, own)), "")


def _is_mentioned(row: Named, line: str, own: OwnPlace) -> bool:
    """Whether a place is only what the portal's lies in: 2023年,山东省政府下达我市任务."""
    found = _listed().fullmatch(row.name)
    around = found is not None and found[1] in own.around
    return around and not _LETTERHEAD.fullmatch(line, row.end)


def _named_in_text(text: str, own: OwnPlace) -> str:
    often = Counter(_foreign(text, own))
    most = max(often, key=often.__getitem__, default="")
    enough = max(_MENTIONS, len(own.called.findall(text)) + 1)
    return most if often[most] >= enough else ""


def _foreign(words: str, own: OwnPlace) -> Iterator[str]:
    """Listed places that words name wherever it be; none where it is not known which lie around."""
    if own.around:
        for found in _listed().finditer(words):
            if found[1] != own.name and found[1] not in own.around:
                yield found[0]


@cache
def _listed() -> re.Pattern[str]:
    names = {name for pair in provinces().items() for name in (pair[0], *pair[1])}
    # Most characters begin no name, which is seen at once.
    first = "".join(sorted({name[0] for name in names}))
    return re.compile(rf"(?=[{first}])({listed_names()}){_BEHIND}")


@cache
def _dated() -> re.Pattern[str]:
    return re.compile(rf"(?:{listed_names()})(?=20\d\d年)")
