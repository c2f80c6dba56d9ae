"""Is another place's bulletin told from a portal's own, whatever the portal's level?

    .venv/bin/python benchmarks/places.py [--list]

Each bulletin of tests/corpus whose title names a place is put to a portal of that place, with and
without what the place is (慈溪市, 慈溪), and to ten portals of other places of the corpus. They are
of all levels and, being invented, in no list. Where the title names none, the first lines are put
to ten others. See README.md.
"""

import argparse
import random
import sys
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from etl.bulletin.model import Bulletin
from etl.errors import NotABulletin
from etl.quality.content.other_cities import Place, place
from etl.quality.content.place_names import name_and_level, places_named
from etl.quality.origin import Origin
from tests.corpus.scoring import samples

OTHERS = 10


def bulletins() -> list[Bulletin]:
    """The corpus as it is read."""
    found = []
    for sample in samples():
        try:
            found.append(sample.read())
        except NotABulletin:
            continue
    return found


def _judged(bulletin: Bulletin, city: str) -> Place:
    return place(bulletin.title, bulletin.text, Origin(city=city))


def _held(found: Place) -> bool:
    return not (found.title_is_of_the_city and found.heading_is_of_the_city)


def main(arguments: Sequence[str] | None = None) -> None:
    """Print what passes where it should be held, and the other way round."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--list", action="store_true", help="every place that was found")
    listed = parser.parse_args(arguments).list
    chosen = random.Random(1)  # noqa: S311
    titled: list[tuple[Bulletin, str]] = []
    untitled: list[Bulletin] = []
    for bulletin in bulletins():
        named = next(places_named(bulletin.title), None)
        if named:
            titled.append((bulletin, named.name))
        else:
            untitled.append(bulletin)
    places = sorted({name for _, name in titled})
    own = own_held = other = other_passed = 0
    for bulletin, name in titled:
        stem = name_and_level(name)[0]
        if listed:
            print(f"{name}\t{bulletin.title}")
        for city in dict.fromkeys((name, stem)):
            own, own_held = own + 1, own_held + _held(_judged(bulletin, city))
        elsewhere = [one for one in places if name_and_level(one)[0] != stem]
        for city in chosen.sample(elsewhere, OTHERS):
            other, other_passed = other + 1, other_passed + (not _held(_judged(bulletin, city)))
    by_heading = 0
    for bulletin in untitled:
        cities = chosen.sample(places, OTHERS)
        headings = {_judged(bulletin, city).named_in_heading for city in cities} - {""}
        by_heading += bool(headings)
        if listed:
            print(f"{', '.join(headings) or '–'}\t(no place) {bulletin.title}")
    print(f"titles that name a place: {len(titled)} ({len(places)} places)")
    print(f"put to a portal of that place: {own}, held {own_held}")
    print(f"put to portals of other places: {other}, passed {other_passed}")
    print(f"titles that name none: {len(untitled)}; of {by_heading} the first lines name one")


if __name__ == "__main__":
    main()
