"""How good ``etl portal guess`` is: python benchmarks/guess.py [--errors] [--research FILE]

* titles: precision and recall of bulletins among the titles of the research, with all words
  of ``title_words.tsv``, and leaving one city out: the words that only its titles have are
  taken away before they are read.
* patterns: each city's pattern is made of its titles as they are read, with the news and notices
  of all cities around them as a listing has; counted is what it takes of its own bulletins, of the
  same titles written for other years and periods, and of everybody's news and notices.
* listings: the share of listings of which the YAML works without an edit: it reads the rows and
  the days that it should, goes on to the right pages, and takes the bulletins and nothing else.
  The fixtures are those of ``tests/portal/listings``; the local portal is asked over HTTP in each
  of its layouts; ``benchmarks/guess_layouts.py`` composes pages with navigation, news beside the
  list and a footer, each row laid out in another way.
"""

import argparse
import csv
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import yaml
from guess_layouts import TITLES, URL, layouts

from etl import resources
from etl.errors import EtlError
from etl.localportal.faults import FAULTS
from etl.localportal.server import serve
from etl.onboarding.bulletin_titles import TitleWords, bare, read_titles, title_words, words_of
from etl.onboarding.guess_portal import guess_listing, guess_portal
from etl.onboarding.guess_title_pattern import guess_pattern
from etl.onboarding.guessed_yaml import guessed_yaml
from etl.portal.http.client import Client
from etl.portal.listing.adapters import READERS
from etl.portal.listing.read_listing import walk
from etl.portal.model import Portal

TOP = Path(__file__).parents[1]
RESEARCH = TOP.parent / "shared" / "research" / "titles.tsv"
LISTINGS = TOP / "tests" / "portal" / "listings"
TODAY = date(2026, 11, 28)
SEASONS = ("一季度", "上半年", "前三季度", "1-5月", "1—11月", "10月份", "全年")
PERIOD = re.compile(
    r"(?:第?[一二三四]季度|前三季度|上半年|半年度|\d{1,2}[-—－~]\d{1,2}月|\d{1,2}月份?(?!底))"
)
IS_BULLETIN = re.compile(r"(?:进展|推进|完成)情况")
BROKEN = ("empty-listing", "listing-down", "further-page-down", "stub-page", "repeated-page")


@dataclass(frozen=True)
class Title:
    """A title of the research."""

    city: str
    text: str
    is_bulletin: bool


@dataclass
class Count:
    """What was taken, and what should have been."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    def __str__(self) -> str:
        taken, wanted = self.right + self.wrong, self.right + self.missed
        precision = f"{self.right}/{taken}" if taken else "-"
        return f"precision {precision}, recall {self.right}/{wanted}"


def titles(path: Path) -> list[Title]:
    """The titles that are stored."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    return [
        Title(row["city"], bare(row["title"]), row["kind"].startswith("bulletin"))
        for row in rows
        if not row["title"].startswith("(title not stored)")
    ]


def without(city: str, known: Sequence[Title]) -> TitleWords:
    """The words, but for those that only this city's titles have."""
    said = title_words()
    roles = (
        *(("topic", word) for word in said.topic),
        *(("progress", word) for word in said.progress),
        *(("form", word) for word in said.form),
        *(("other", word) for word in said.other),
    )

    def only_there(word: str) -> bool:
        cities = {title.city for title in known if word in title.text}
        return cities == {city}

    return words_of([(role, word) for role, word in roles if not only_there(word)])


def of_titles(known: Sequence[Title], *, leave_out: bool, errors: bool) -> tuple[Count, int]:
    """How bulletins are told, and how many titles are put before a person."""
    count, doubtful = Count(), 0
    by_city: defaultdict[str, list[Title]] = defaultdict(list)
    for title in known:
        by_city[title.city].append(title)
    for city, own in by_city.items():
        words = without(city, known) if leave_out else title_words()
        for title, reading in zip(own, read_titles([t.text for t in own], words), strict=True):
            taken = reading.kind == "bulletin"
            doubtful += reading.kind == "doubtful"
            count.right += taken and title.is_bulletin
            count.wrong += taken and not title.is_bulletin
            count.missed += not taken and title.is_bulletin
            if errors and taken is not title.is_bulletin:
                print(f"  {city}: {title.text}: {reading.kind} ({reading.because})")
    return count, doubtful


def of_patterns(known: Sequence[Title], *, errors: bool) -> tuple[Count, Count]:
    """How each city's pattern takes its own titles, and the same ones of other periods."""
    own_count, other_count = Count(), Count()
    news = [title.text for title in known if not title.is_bulletin]
    for city in dict.fromkeys(title.city for title in known):
        words = without(city, known)
        own = [title.text for title in known if title.city == city and title.is_bulletin]
        guess = guess_pattern(read_titles([*own, *news], words), words)
        for count, texts in ((own_count, own), (other_count, [*siblings(own)])):
            taken = [bool(guess and re.search(guess.pattern, text)) for text in texts]
            count.right += sum(taken)
            count.missed += len(texts) - sum(taken)
            if errors:
                lost = [text for text, is_taken in zip(texts, taken, strict=True) if not is_taken]
                for text in lost:
                    print(f"  {city}: {text}: not taken")
        own_count.wrong += sum(bool(guess and re.search(guess.pattern, one)) for one in news)
    return own_count, other_count


def siblings(own: Sequence[str]) -> Iterator[str]:
    """The same titles written for other years and periods."""
    for text in own:
        for number, season in enumerate(SEASONS):
            other = re.sub(r"20\d\d(?=年|〕)", str(2018 + number), text)
            yield PERIOD.sub(season, other, count=1)


def works(text: str, url: str, expected: Portal, wanted: Sequence[str]) -> str:
    """What is wrong with the YAML guessed from a saved page; empty where nothing is."""
    try:
        found = guess_listing(text, url)
        _, portal = guessed_yaml(guess_portal(text, found, (), TODAY))
    except EtlError as error:
        return str(error)
    page = READERS[portal.adapter](text, url, portal)
    right = READERS[expected.adapter](text, url, expected)

    def rows(page: object) -> list[tuple[str, date | None]]:
        return [(row.title, row.published) for row in page.rows]  # type: ignore[attr-defined]

    if rows(page) != rows(right):
        return f"{portal.adapter} {portal.selectors} reads {rows(page)}"
    if [ask.url for ask in page.following] != [ask.url for ask in right.following]:
        return f"goes on to {[ask.url for ask in page.following]}"
    taken = [row.title for row in page.rows if portal.is_bulletin(row.title)]
    return "" if sorted(taken) == sorted(wanted) else f"{portal.title_pattern} takes {taken}"


def of_fixtures() -> Iterator[tuple[str, str]]:
    """The family of each recorded listing, and what is wrong."""
    for path in sorted(LISTINGS.glob("*.yaml")):
        said = yaml.safe_load(path.read_text("utf-8"))
        [saved] = [other for other in path.parent.glob(f"{path.stem}.*") if other != path]
        fields = {key: said[key] for key in ("adapter", "listing", "selectors") if key in said}
        right = Portal.model_validate(
            {"name": "town", "city": "某市", "title_pattern": "情况", **fields}
        )
        wanted = [
            row["title"]
            for row in said["rows"]
            if IS_BULLETIN.search(row["title"]) and row.get("external") != "other host"
        ]
        text = saved.read_text("utf-8")
        yield f"fixtures, {right.adapter}", works(text, said["listing"], right, wanted)


def of_layouts() -> Iterator[tuple[str, str]]:
    """The same of the composed pages."""
    for name, text, selectors in layouts():
        right = Portal.model_validate(
            {
                "name": "town",
                "city": "某市",
                "listing": URL,
                "adapter": "css",
                "selectors": selectors,
                "title_pattern": "情况",
                "hosts": ["town.example"],
            }
        )
        wanted = [title for title in TITLES if IS_BULLETIN.search(title)]
        said = works(text, URL, right, wanted)
        yield "composed layouts, css", f"{name}: {said}" if said else ""


def of_local_portal() -> Iterator[tuple[str, str]]:
    """The local portal in each of its layouts, asked over HTTP page by page."""
    names = [n for n, fault in FAULTS.items() if fault.strikes == "listing" and n not in BROKEN]
    with serve(resources.folder("samples"), date(2025, 1, 31)) as site:
        for name in names:
            site.faults = (name,)
            right = site.layout.adapter
            with Client(_at(site.listing), contact="data@example.org", pause_seconds=0) as client:
                text = client.get(site.listing).raw.decode()
                _, portal = guessed_yaml(
                    guess_portal(text, guess_listing(text, site.listing), (), TODAY)
                )
                rows = walk(portal, client).rows
            taken = [row for row in rows if portal.is_bulletin(row.title) and not row.external]
            wrong = f"{name}: {portal.adapter} takes {len(taken)} of 12"
            yield f"local portal, {right}", "" if len(taken) == 12 else wrong


def _at(listing: str) -> Portal:
    return Portal.model_validate(
        {
            "name": "local",
            "city": "某市",
            "listing": listing,
            "adapter": "trs",
            "title_pattern": "情况",
            "local": True,
        }
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--errors", action="store_true", help="what was wrong, one by one")
    parser.add_argument("--research", type=Path, default=RESEARCH, help="the titles")
    asked = parser.parse_args()
    errors, known = asked.errors, titles(asked.research)
    print(f"{len(known)} titles of {len({title.city for title in known})} cities")
    for label, leave_out in (("all words", False), ("leaving one city out", True)):
        count, doubtful = of_titles(known, leave_out=leave_out, errors=errors)
        print(f"titles, {label}: {count}; in doubt {doubtful}")
    own, other = of_patterns(known, errors=errors)
    print(f"patterns, leaving one city out: {own}")
    print(f"patterns, other years and periods: recall {other.right}/{other.right + other.missed}")
    found: defaultdict[str, list[str]] = defaultdict(list)
    for source in (of_fixtures(), of_local_portal(), of_layouts()):
        for kind, wrong in source:
            found[kind].append(wrong)
    for kind, wrongs in found.items():
        print(f"{kind}: {sum(not wrong for wrong in wrongs)}/{len(wrongs)} work")
        for wrong in filter(None, wrongs if errors else ()):
            print(f"  {wrong}")


if __name__ == "__main__":
    main()
