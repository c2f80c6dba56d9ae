"""Whatever a site puts around a bulletin, it says the same."""

from datetime import date
from functools import cache

import pytest

from etl.bulletin.model import Bulletin
from etl.bulletin.read import read
from etl.document.extract import extract
from tests.bulletin import pages

TEMPLATES = pages.templates()
PUBLISHED = date(2031, 10, 12)
Told = list[tuple[object, ...]]


def told(bulletin: Bulletin) -> Told:
    """All that a bulletin says, without the places where it says so."""
    return [
        (
            *(f.pledge, f.part, f.measure, f.indicator, f.breakdown, f.stage),
            *(f.value, f.unit, f.qualifier, f.target, f.period_end, f.certainty),
        )
        for f in bulletin.facts
    ]


@cache
def alone(kind: str) -> Told:
    """What the bulletin says with nothing around it."""
    markup = pages.WRITERS["p"](pages.BULLETINS[kind])
    plain = f"<html><title>{pages.TITLE}</title><body><div id='zoom'>{markup}</div></body></html>"
    return told(read(extract(plain.encode()), published=PUBLISHED))


@pytest.mark.parametrize("kind", pages.BULLETINS)
@pytest.mark.parametrize("name", TEMPLATES)
def test_a_bulletin_says_the_same_in_every_template(name: str, kind: str) -> None:
    body = pages.BULLETINS[kind]
    bulletin = read(extract(pages.page(TEMPLATES[name], body)), published=PUBLISHED)
    assert told(bulletin) == alone(kind)
    assert bulletin.title == pages.TITLE
    assert not [numeral.text for numeral in bulletin.numerals if numeral.lost]
