"""How often figures of such words, so sure a clause and such neighbours were read right.

The marks of a figure are weighed by ``words/fitted_figures.tsv``, which benchmarks/fit_weights.py
makes of the bulletins of tests/corpus: each figure there was read right, or not.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import islice
from typing import NamedTuple

from etl.bulletin.grammar.discourse.draft_facts import Draft, Drafts
from etl.bulletin.grammar.numerals.quantity import exact_digits
from etl.bulletin.words.fitted_weights import log_odds

LEAST = 1.55
"""Log-odds of a figure that was read right from which on it is clear (0.82)."""
_DIGITS = re.compile(r"\d+")
_BLANK = re.compile(r"\s")
_NEAR = 3
"""Characters before a figure that are looked at, one fewer of those behind it."""
_ODDS = (-1.0, 0.0, 0.25, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 7.0, 10.0)
_MARGINS = (0.0, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0)
_SHARES = (0.01, 0.1, 0.3, 0.6, 0.95, 1.0, 1.0001, 1.1, 1.5, 3.0, 10.0)
"""Steps of the log-odds, of the votes that what a figure says leads by, and of what is done of a
plan, between which all count as one."""
_MOST_DIGITS = 3
_MANY = 2
"""Results of a promise, and figures alike, above which more say no more."""


class Company(NamedTuple):
    """The figures of an item, as what stands beside one of them."""

    promises: Sequence[Draft]
    answers: Mapping[int, Sequence[Draft]]
    """What reports on a promise, by its key."""
    alike: Mapping[tuple[Decimal, str], Mapping[int, Draft]]
    """Of figures of one value and unit the first one of each stretch, by its place in the item."""
    beside: Mapping[int, Mapping[str, int]]
    """How many figures of each role a stretch of the item has."""
    balance: str

    @classmethod
    def of(cls, drafts: Drafts) -> "Company":
        """Of the figures of an item."""
        promises = [d for d in drafts if d.part == "target" and d.measure == "target"]
        answers: dict[int, list[Draft]] = defaultdict(list)
        alike: dict[tuple[Decimal, str], dict[int, Draft]] = defaultdict(dict)
        beside: dict[int, Counter[str]] = defaultdict(Counter)
        for d in drafts:
            alike[d.value, d.unit].setdefault(d.segment, d)
            beside[d.segment][_role(d)] += 1
            if d.target is not None:
                answers[promises[d.target - 1].key].append(d)
        promised = 2 * sum(d.part == "target" for d in drafts)
        balance = "more promises" if promised > len(drafts) else "more reports"
        if promised in (0, 2 * len(drafts)):
            balance = "promises alone" if promised else "reports alone"
        return cls(promises, answers, alike, beside, balance)


class Known(NamedTuple):
    """What a figure is weighed by."""

    text: str
    draft: Draft
    company: Company
    odds: float
    """How sure it is that its clause promises or reports as taken."""
    proofs: Sequence[str]
    doubts: Sequence[str]


def likely_right(known: Known) -> float:
    """Log-odds of a figure that was read right."""
    return log_odds(marks(known), "fitted_figures.tsv")


def marks(known: Known) -> frozenset[str]:
    """What there is to weigh of a figure: ``actual before 新增``, ``target answered by actual``."""
    role = _role(known.draft)
    said = (*_of_its_reading(known), *_of_its_words(known), *_of_its_company(known))
    return frozenset(("any", role, *(f"{role} {one}" for one in said)))


def _of_its_reading(known: Known) -> Iterator[str]:
    d = known.draft
    linked = f"linked {d.target is not None}"
    yield linked
    yield f"in a cell {bool(d.row)}"
    yield f"own name {d.own}"
    yield f"part {d.part_of is not None}"
    yield f"instead {d.instead}"
    yield f"margin {_step(d.margin, _MARGINS)}"
    for name in d.because:
        yield f"by {name}"
    for proof in known.proofs:
        yield f"proved by {proof}"
    for doubt in known.doubts:
        yield f"in doubt: {doubt}"
    if not d.row:
        step = _step(known.odds, _ODDS)
        digits = min(_MOST_DIGITS, exact_digits(known.text[slice(*d.quantity.number)]))
        yield f"odds {step}"
        yield f"odds {step // 2} digits {digits} {linked}"


def _of_its_words(known: Known) -> Iterator[str]:
    start, end = known.draft.quantity.start, known.draft.quantity.end
    before = _words(known.text, max(0, start - 2 * _NEAR), start)
    behind = _words(known.text, end, end + _NEAR)
    yield f"unit {known.draft.unit}"
    for length in range(1, _NEAR + 1):
        yield f"before {before[-length:]}"
    for length in range(1, _NEAR):
        yield f"behind {behind[:length]}"


def _of_its_company(known: Known) -> Iterator[str]:
    d, company = known.draft, known.company
    yield company.balance
    for role, count in company.beside[d.segment].items():
        if count > (role == _role(d)):
            yield f"beside {role}"
    # 开工10个,回迁10个 of one stretch are two things.
    alike = company.alike[d.value, d.unit].values()
    for other in islice((other for other in alike if other.segment != d.segment), _MANY):
        yield f"equals {_role(other)} {'before' if other.key < d.key else 'behind'}"
    planned = company.promises[d.target - 1] if d.target is not None else None
    if planned is not None and planned.value and planned.unit == d.unit:
        yield f"of the plan {_step(float(d.value / planned.value), _SHARES)}"
    if answers := company.answers.get(d.key):
        yield f"answers {min(_MANY, len(answers))}"
        for other in answers[:_MANY]:
            yield f"answered by {_role(other)}"


def _words(text: str, start: int, end: int) -> str:
    """A stretch, each number a 0 and each blank a line below."""
    return _DIGITS.sub("0", _BLANK.sub("_", text[start:end]))


def _role(d: Draft) -> str:
    return d.measure if d.part == "progress" or d.measure == "target" else f"{d.part} {d.measure}"


def _step(value: float, steps: Sequence[float]) -> int:
    """How many of some steps a value has taken."""
    return sum(value >= step for step in steps)
