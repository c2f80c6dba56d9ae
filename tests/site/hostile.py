"""A bulletin whose every word tries to be more than a word."""

from dataclasses import replace

from etl.bulletin.model import Bulletin, Numeral
from tests import bulletins
from tests.bulletins import parking

HOSTILE = (
    "<script>console.error(1)</script>\"'><img src=http://127.0.0.1:9/x onerror=console.error(2)>"
    "{{ 7*7 }}</style><style>@import url(http://127.0.0.1:9/y);</style>"
)


def hostile() -> Bulletin:
    good = bulletins.bulletin(parking(), unexplained=(HOSTILE,))
    facts = [replace(f, indicator=HOSTILE, breakdown=HOSTILE, unit=HOSTILE) for f in good.facts]
    facts[0] = replace(facts[0], certainty="doubtful", because=(HOSTILE,))
    return replace(
        good,
        title=HOSTILE,
        facts=tuple(facts),
        pledges=tuple(replace(p, text=HOSTILE, agencies=(HOSTILE,)) for p in good.pledges),
        numerals=tuple(Numeral(HOSTILE, n.start, n.end, HOSTILE, HOSTILE) for n in good.numerals),
    )
