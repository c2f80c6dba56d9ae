"""Every numeral of a text accounted for, and how well the whole was read."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace

from etl.bulletin.grammar.discourse.draft_facts import Draft
from etl.bulletin.grammar.numerals.quantity import Quantity
from etl.bulletin.items.model import Layout
from etl.bulletin.model import Numeral, Pledge, Score, ShareCheck

_PAGE = frozenset({"furniture", "title", "next_step"})
"""Stretches whose figures are rightly none of a pledge's."""


def account(
    text: str,
    stated: Iterable[Draft],
    none: Sequence[Numeral],
    layout: Layout,
    found: Sequence[Quantity],
) -> tuple[Numeral, ...]:
    """Every numeral once, in order: a fact, or what else it is.

    A figure with a measure word that ends outside every item, column and sentence is
    ``abandoned``.

    Args:
        text: the normalised text.
        stated: the figures that state something.
        none: numerals that are no figures, with the reason.
        layout: the items and the stretches outside them.
        found: every figure of the text.
    """
    pages = sorted(stretch for stretch in layout.ignored if stretch[2] in _PAGE)
    by_span = {
        (n.start, n.end): replace(n, kind=page) if n.lost and (page := _page(pages, n.start)) else n
        for n in none
    }
    for d in stated:
        start, end = d.quantity.start, d.quantity.end
        by_span[start, end] = Numeral(text[start:end], start, end, "fact", d.measure)
    for q in found:
        if (q.start, q.end) not in by_span:
            by_span[q.start, q.end] = _outside(text, q, pages)
    for n in layout.numerals:
        if any(c.isdigit() for c in n.text):
            by_span[n.start, n.end] = n
    return tuple(sorted(by_span.values(), key=lambda n: n.start))


def _outside(text: str, q: Quantity, pages: Sequence[tuple[int, int, str]]) -> Numeral:
    words = text[q.start : q.end]
    if place := _page(pages, q.start):
        return Numeral(words, q.start, q.end, place, "outside the items")
    if q.unit and q.kind == "quantity":
        return Numeral(words, q.start, q.end, "abandoned", "outside every item and column")
    return Numeral(words, q.start, q.end, q.kind if q.unit else "number", "outside the items")


def _page(pages: Sequence[tuple[int, int, str]], at: int) -> str:
    """What of the page stands at a place; empty within the bulletin."""
    before = bisect_right(pages, at, key=lambda stretch: stretch[0])
    _, end, kind = pages[before - 1] if before else (0, 0, "")
    return kind if at < end else ""


def score(
    numerals: Sequence[Numeral], shares: Sequence[ShareCheck], pledges: Sequence[Pledge]
) -> Score:
    """How well a bulletin was read, judged from its own arithmetic and its numerals."""
    return Score(
        numerals=len(numerals),
        unexplained=sum(n.lost for n in numerals),
        shares=len(shares),
        shares_checked=sum(s.agrees is not None for s in shares),
        shares_agreeing=sum(s.agrees is True for s in shares),
        pledges=len(pledges),
        pledges_without_progress=sum(not p.progress for p in pledges),
    )
