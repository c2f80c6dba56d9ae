"""For each row of the tables of words a phrase that is read otherwise without it.

constructions.tsv, no_facts.tsv, columns.tsv and units.tsv have their examples themselves, a word of
clashes.tsv is its own behind a number; ``ledger.tsv`` has those of words.tsv, under the word and
its class.
``phrases.tsv`` has some for all the alternatives of a pattern, each put where it says {}; one with
bars is a table of a page, one that begins with < the markup of one, one that begins with = a text
that has its title itself.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from etl.bulletin.words import word_tables
from etl.document.extract import Document, extract
from tests.bulletin.cases import raw

LEDGER = Path(__file__).with_name("ledger.tsv")
PHRASES = Path(__file__).with_name("phrases.tsv")
TITLE = "2031年民生实事进展情况"


@dataclass(frozen=True)
class Entry:
    """A word of words.tsv and a line that needs it."""

    form: str
    classes: str
    only: str
    unless: str
    example: str


@cache
def _lines() -> dict[tuple[str, str], str]:
    lines = LEDGER.read_text("utf-8").splitlines()[1:]
    return {(form, classes): line for form, classes, line in (row.split("\t") for row in lines)}


def words() -> list[Entry]:
    """Every word of the table; the example is empty where the ledger has none."""
    return [
        Entry(row["form"], row["class"], row["only"], row["unless"], _example(row))
        for row in word_tables.table("words.tsv")
    ]


def _example(row: dict[str, str]) -> str:
    return _lines().get((row["form"], row["class"]), "")


def unclaimed() -> set[tuple[str, str]]:
    """Examples of words that the table no longer has."""
    return set(_lines()) - {(entry.form, entry.classes) for entry in words()}


def plain(line: str) -> str:
    """An example without the brackets around the figure that it is about; ⏎ breaks the line."""
    return line.replace("⟦", "").replace("⟧", "").replace("⏎", "\n")


def of_construction(row: dict[str, str]) -> Iterator[Document]:
    """The example of a construction, or of what makes a figure none, and its counter-example."""
    yield from map(_titled, filter(None, (row["example"], row["counter"])))


def of_word(form: str, classes: str) -> Iterator[Document]:
    """The line of a word of words.tsv, if it has one."""
    if line := _lines().get((form, classes)):
        yield _titled(line)


def of_measure(example: str) -> Iterator[Document]:
    """A figure with a measure word, promised and reported: 新建12家书房."""
    yield _titled(f"1.新建{example}。")
    yield _titled(f"1.新建书房5家,完成{example}。")


_TABLES = (
    "县区|目标{0}(个)|{0}(个)|丙⏎东山|80|60|7⏎南坪|40|24|6⏎西河|16|10|5⏎北川|90|33|4",
    "项目|{0}(个)⏎书房|80⏎公园|40⏎厕所|16⏎车位|90",
    "项目|目标|{0}|完成⏎书房(家)|80|60|52⏎公园(处)|40|24|21⏎厕所(座)|16|10|9⏎车位(个)|90|33|30",
    "项目|目标(个)|完成(个)|{0}⏎书房|80|60|12.5%⏎公园|40|24|3.2%⏎厕所|16|10|8%⏎车位|90|33|2%",
    "序号|{0}|丙⏎1|新建书房80家|新建书房60家⏎2|改造公园40处|改造公园24处⏎3|改造厕所16座|改造厕所10座",
    "序号|丙|{0}⏎1|新建书房80家|新建书房60家⏎2|改造公园40处|改造公园24处⏎3|改造厕所16座|改造厕所10座",
    "{0}|项目|目标|完成⏎3|书房(家)|80|60⏎5|公园(处)|40|24⏎9|厕所(座)|16|10⏎14|车位(个)|90|33",
    "{0}|项目|目标|完成⏎东山|书房(家)|80|60⏎东山|公园(处)|40|24⏎西河|厕所(座)|16|10⏎西河|车位(个)|90|33",
    "项目|目标|完成|{0}⏎书房|80家|60家|建设书房12家⏎公园|40处|24处|建设公园8处⏎厕所|16座|10座|建设厕所3座",
    "序号|内容|{0}|丙⏎1|书房|80|60⏎2|公园|40|24⏎3|厕所|16|10⏎4|车位|90|33",
    "项目|{0}|丙⏎书房(家)|80|60⏎公园(处)|40|24⏎厕所(座)|16|10⏎车位(个)|90|33",
    "项目|年度目标(个)|{0}|完成{0}|丁⏎书房|80|60|50|7⏎公园|40|24|21|6⏎厕所|16|10|7|5⏎车位|90|33|20|4",
)
"""Tables with a column whose name has the word: beside a promise of that name, alone, where the
figures prove nothing, over sentences, over places."""


def of_column(name: str) -> Iterator[Document]:
    """Tables that have a column of a name."""
    for table in _TABLES:
        rows = table.format(name).replace("|", " | ")
        yield extract(raw({"page": rows, "title": TITLE}))


def examples() -> Iterator[Document]:
    """Every example that is written, none that is made up."""
    for row in (*word_tables.table("constructions.tsv"), *word_tables.table("no_facts.tsv")):
        yield from of_construction(row)
    for line in _lines().values():
        yield _titled(line)


@cache
def _phrases() -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for row in PHRASES.read_text("utf-8").splitlines()[1:]:
        where, phrase = row.split("\t")
        found[where].append(phrase)
    return found


def patterns() -> frozenset[str]:
    """The patterns and lists that have phrases."""
    return frozenset(_phrases())


def of_alternative(where: str, word: str) -> Iterator[Document | bytes]:
    """The phrases of a pattern, or of a list of words, with one of its alternatives."""
    for phrase in _phrases().get(where, ()):
        line = phrase.replace("{}", word)
        if line.startswith("="):
            text = plain(line[1:])
            yield Document(text.split("\n")[0], text)
        elif line.startswith("<"):
            yield line.encode() if line.startswith("<html") else raw({"html": line, "title": TITLE})
        elif "|" in line:
            yield extract(raw({"page": line.replace("|", " | "), "title": TITLE}))
        else:
            yield _titled(line)


def _titled(line: str) -> Document:
    return Document(TITLE, f"{TITLE}\n{plain(line)}")
