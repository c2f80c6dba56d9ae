"""What people decided about what is held back, and what it makes of a bulletin.

A figure is held back by itself where its reading is doubtful or where it fails a critical
expectation. A verdict on it replays whenever the same content is read the same again: what
was *released* is loaded as long as nothing else is held against it, what was *amended* is
loaded as somebody corrected it, what was *rejected* stays out.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Self

from etl.bulletin.model import Bulletin, Fact
from etl.errors import SettingsError
from etl.quality.check_results import CheckResult, Verdict
from etl.quality.what_is_held_back import DOUBT, figures_held


@dataclass(frozen=True, slots=True)
class FigureRead:
    """What a figure was read as; by this a decision knows it again."""

    pledge: int
    indicator: str
    """What the words call it."""
    measure: str
    value: Decimal
    unit: str
    evidence: str
    """The words."""


@dataclass(frozen=True, slots=True)
class Amendment:
    """What is loaded instead of what was read; None where that stays."""

    value: Decimal | None = None
    unit: str | None = None
    indicator: str | None = None

    @classmethod
    def of(cls, value: Decimal | str | None, unit: str | None, indicator: str | None) -> Self:
        """What somebody says, in a form or on a command line; what is empty stays as read.

        Raises:
            SettingsError: the value is no number.
        """
        try:
            number = None if value is None else Decimal(value)
        except InvalidOperation:
            number = Decimal("NaN")
        if number is not None and not number.is_finite():
            raise SettingsError(f"{str(value)!r} is no number in base units, like 23352 or 12.5.")
        return cls(number, unit or None, indicator or None)


AS_READ = Amendment()


@dataclass(frozen=True, slots=True)
class Decision:
    """What somebody decided about a content that is held back, or about one figure of it."""

    verdict: Verdict
    failures: frozenset[str]
    """What had been held against it."""
    reason: str
    decided_by: str
    decided_at: datetime
    figure: FigureRead | None = None
    """None for the content as a whole."""
    amendment: Amendment = AS_READ


@dataclass(frozen=True, slots=True)
class Settled:
    """A bulletin after all verdicts on its figures."""

    bulletin: Bulletin
    """With the figures as they were amended."""
    held: Mapping[int, frozenset[str]]
    """The figures that are left out, by place, and why."""
    decided: Mapping[int, Decision]
    """The figures that are loaded because somebody said so."""


def applying(made: Sequence[Decision], failed: frozenset[str]) -> Decision | None:
    """The latest decision on a content that was made about all that failed.

    None where something is new. What was rejected last stays out, whatever it fails by now.

    Args:
        made: latest first; those on figures are passed over.
        failed: names of the expectations.
    """
    whole = [one for one in made if one.figure is None]
    if whole and whole[0].verdict == "rejected":
        return whole[0]
    return next((one for one in whole if failed <= one.failures), None)


def settle(
    bulletin: Bulletin,
    results: Iterable[CheckResult],
    made: Sequence[Decision] = (),
    before: Mapping[FigureRead, frozenset[str]] | None = None,
) -> Settled:
    """Tell what of a checked bulletin is loaded, what as amended, and what is left out.

    Args:
        bulletin: as read.
        results: of its checks; places are those of ``bulletin.facts``.
        made: the decisions on its content, latest first.
        before: what its last reading held back, where it is not held against its past anew:
            the expectations that a figure failed then count on, what was in doubt does not.
    """
    verdicts: dict[FigureRead, list[Decision]] = {}
    for one in made:
        if one.figure is not None:
            verdicts.setdefault(one.figure, []).append(one)
    against = figures_held(bulletin.facts, results)
    for place, fact in enumerate(bulletin.facts if before else ()):
        reasons = (before or {}).get(figure_read(fact), frozenset[str]())
        if failed := {why for why in reasons if not why.startswith(DOUBT)}:
            against[place] = against.get(place, frozenset()) | failed
    held: dict[int, frozenset[str]] = {}
    decided: dict[int, Decision] = {}
    facts = list(bulletin.facts)
    for place, fact in enumerate(bulletin.facts):
        why = against.get(place, frozenset())
        said = verdicts.get(figure_read(fact), ()) if verdicts else ()
        # A correction and a rejection outlive the doubt: somebody has looked.
        verdict = next((d for d in said if d.verdict != "released" or why <= d.failures), None)
        if verdict is None:
            if why:
                held[place] = why
        elif verdict.verdict == "rejected":
            held[place] = why or verdict.failures
        elif why or verdict.verdict == "amended":
            decided[place] = verdict
            facts[place] = _amended(fact, verdict)
    if decided:
        bulletin = replace(bulletin, facts=tuple(facts))
    return Settled(bulletin, held, decided)


def figure_read(fact: Fact) -> FigureRead:
    """What a fact was read as."""
    return FigureRead(fact.pledge, fact.indicator, fact.measure, fact.value, fact.unit, fact.text)


def _amended(fact: Fact, decision: Decision) -> Fact:
    instead = decision.amendment
    return replace(
        fact,
        value=fact.value if instead.value is None else instead.value,
        unit=instead.unit or fact.unit,
        indicator=instead.indicator or fact.indicator,
    )
