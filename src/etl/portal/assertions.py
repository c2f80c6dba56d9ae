"""What a portal's maintainer knows of it, as its YAML says: ``assertions:``.

A reading that goes wrong in silence (half of the titles no longer match, a page lost its second
part) breaks one of them; the portal's own habits cannot tell, for they follow what is loaded.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

_YEAR = timedelta(days=365)

Asserted = Literal["least_bulletins_a_year", "least_figures_a_bulletin", "largest_gap_days"]


class Assertions(BaseModel):
    """What holds of a portal as long as all is well; what is left out is not judged."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    least_bulletins_a_year: int | None = Field(default=None, ge=1, le=366)
    """Periods described by bulletins of the last 365 days."""
    least_figures_a_bulletin: int | None = Field(default=None, ge=1)
    """Figures read in each bulletin of the last 365 days, those held back included."""
    largest_gap_days: int | None = Field(default=None, ge=1, le=3660)
    """Days between two bulletins, and from the latest to today."""


@dataclass(frozen=True, slots=True)
class Appeared:
    """A bulletin as far as it is judged."""

    period_end: date
    published: date
    """By the portal's calendar."""
    figures: int
    title: str = ""


@dataclass(frozen=True, slots=True)
class Breach:
    """An assertion that does not hold."""

    asserted: Asserted
    same: str
    """What makes it the same breach when it is found again."""
    what: str
    """What was seen, in one line."""
    advice: str
    """What to do about it."""


def judge(
    portal: str, asserted: Assertions, bulletins: Iterable[Appeared], today: date
) -> tuple[Breach, ...]:
    """The assertions that do not hold of a portal's bulletins.

    Nothing is judged before the first bulletin, and a year not before it is over.

    Args:
        portal: its name.
        asserted: what its YAML says of it.
        bulletins: all that appeared.
        today: by the portal's calendar.
    """
    known = sorted(bulletins, key=lambda one: (one.published, one.period_end))
    if not known:
        return ()
    return tuple(_breaches(portal, asserted, known, today))


def _breaches(
    portal: str, asserted: Assertions, known: list[Appeared], today: date
) -> Iterator[Breach]:
    since = today - _YEAR
    lately = [one for one in known if one.published > since]
    file = f"portals/{portal}.yaml"
    least, few = asserted.least_bulletins_a_year, asserted.least_figures_a_bulletin
    periods = {one.period_end for one in lately}
    if least is not None and known[0].published <= since and len(periods) < least:
        yield Breach(
            "least_bulletins_a_year",
            "",
            f"{len(periods)} bulletins in the last 365 days, at least {least} are expected",
            f"open the listing; `etl portal check {portal} --live` shows which titles are not "
            f"matched. Where the portal publishes less often now, correct assertions in {file}",
        )
    for one in lately:
        if few is not None and one.figures < few:
            yield Breach(
                "least_figures_a_bulletin",
                one.period_end.isoformat(),
                f"{one.title or f'the bulletin to {one.period_end}'} has {one.figures} figures, "
                f"at least {few} are expected",
                "compare the page with what `etl parse` reads in it. Where bulletins are "
                f"shorter now, correct assertions in {file}",
            )
    most = asserted.largest_gap_days
    if most is None:
        return
    for before, after in pairwise(known):
        days = (after.published - before.published).days
        if after.published > since and days > most:
            yield Breach(
                "largest_gap_days",
                before.published.isoformat(),
                f"no bulletin for {days} days after {before.published}, at most {most} are "
                "expected",
                "look in the listing whether some were missed: `etl backfill "
                f"{portal} --since {before.published:%Y-%m} --until {after.published:%Y-%m}`",
            )
    days = (today - known[-1].published).days
    if days > most:
        yield Breach(
            "largest_gap_days",
            known[-1].published.isoformat(),
            f"no bulletin for {days} days since {known[-1].published}, at most {most} are expected",
            "open the listing; if there is one, check title_pattern and listing in "
            f"{file} with `etl portal check {portal} --live`",
        )
