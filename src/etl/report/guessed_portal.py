"""What ``etl portal guess`` found, with its reasons, in lines of a terminal."""

import re
from collections.abc import Iterator

from etl import escaping
from etl.onboarding.guess_portal import Guess
from etl.report.table_layout import wrapped

_WIDTH = 80
_FIELD = 15
_MOST = 6
_YEAR = re.compile(r"(?:19|20)\d\d|二[〇○零]")


def guess_lines(guess: Guess, name: str = "", city: str = "") -> Iterator[str]:
    """The fields as they are written, the bulletins that they take and what is in doubt.

    Args:
        guess: what the listing looks like.
        name: the portal's key as somebody said it, instead of the one guessed.
        city: likewise.
    """
    portal = guess.listing.portal
    for field, given, value in (
        ("name", name, guess.place.name),
        ("city", city, guess.place.city),
    ):
        if given:
            yield from _field(field, given, "as it was given", "")
        else:
            yield from _of(field, value, guess)
    yield from _of("place_code", guess.place.code or "not found", guess)
    yield from _of("listing", str(portal.listing), guess)
    yield from _of("hosts", ", ".join(portal.hosts) or "the listing's own", guess)
    yield from _of("adapter", portal.adapter, guess)
    if portal.adapter == "css" and (selectors := portal.selectors):
        yield from _of("row", selectors.row, guess, guess.reasons["selectors"])
        yield from _of("date", selectors.date or "none", guess)
        way = selectors.next or selectors.pages or "none"
        yield from _of("pages", way, guess, guess.reasons["pager"])
    yield from _of("title_pattern", guess.pattern.pattern, guess)
    yield ""
    yield from _bulletins(guess)
    yield from _doubtful(guess)


def _of(field: str, value: str, guess: Guess, because: str = "") -> Iterator[str]:
    yield from _field(
        field, value, because or guess.reasons.get(field, ""), guess.unsure.get(field, "")
    )


def _field(field: str, value: str, because: str, unsure: str) -> Iterator[str]:
    yield from _hung(f"{field:{_FIELD}}", value)
    if because:
        yield from _hung(" " * _FIELD, f"because: {because}")
    if unsure:
        yield from _hung(" " * _FIELD, f"CHECK: {unsure}")


def _hung(first: str, text: str) -> Iterator[str]:
    """Words behind a column of their own."""
    for line in wrapped(escaping.line(text), _WIDTH - _FIELD):
        yield f"{first}{line}".rstrip()
        first = " " * _FIELD


def _bulletins(guess: Guess) -> Iterator[str]:
    unnamed = sum(period is None for _, period in guess.periods)
    yield f"{len(guess.periods)} of {len(guess.rows)} rows are taken for bulletins:"
    for title, period in guess.periods[:_MOST]:
        yield from _hung(f"  {period or 'in its text'!s:13}", title)
    if len(guess.periods) > _MOST:
        yield f"  and {len(guess.periods) - _MOST} more"
    if unnamed:
        yield f"{unnamed} of their titles name no period: their text must."
    if yearless := sum(_YEAR.search(title) is None for title, _ in guess.periods):
        yield f"{yearless} of their titles name no year: that of the day beside them counts."


def _doubtful(guess: Guess) -> Iterator[str]:
    left = [one for one in guess.readings if one.kind == "doubtful"]
    if left:
        yield "In doubt, and left out:"
    for one in left[:_MOST]:
        yield from _hung("  ?            ", f"{one.title} ({one.because})")
