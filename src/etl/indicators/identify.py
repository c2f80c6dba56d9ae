"""Name the indicator of every figure of a bulletin.

A figure that measures a promise takes the promise's wording, with its own stage and
breakdown: 开工12处 and 完工7处 of one promise are two indicators. A figure that only
qualifies another one (a share of the plan, a growth rate) belongs to the same indicator as
that one, unit included, so that 新增停车泊位 shows 116.7% beside 23352个; the measure keeps
the two apart. Every other figure goes by its own wording, which is first looked for among
the wordings that the same pledge is known by.

A wording that is new in its plan year is then looked for in the other years, see
:mod:`~etl.indicators.across_years`. What is found, or not found, holds for the rest of the year:
a history does not change its mind in June. So what is decided of a year depends on the
bulletins that came before the year's first; an equal wording is found whichever year came
first, and of two like ones the label of the year that came first stands. Operators'
decisions come last, and therefore always hold.

A wording belongs to one pledge of a year: another pledge that uses it has its number added
(培训学员（第7项）). Two different figures never share an indicator, a period and a measure:
the later one, and rather a doubtful one, has a running number added (培训学员（2）).
"""

from collections import Counter, defaultdict
from collections.abc import Container, Hashable, Iterable, Sequence
from dataclasses import replace

from rapidfuzz.distance import Indel, Levenshtein

from etl.bulletin.model import Bulletin, Fact
from etl.indicators.across_years import match
from etl.indicators.decisions import Decisions
from etl.indicators.known_wordings import Known, Name
from etl.indicators.label_without_suffix import base
from etl.indicators.model import Indicator, KnownIndicator

_RELATIVE_MEASURES = frozenset({"pct_of_target", "yoy", "change"})
_RELATIVE_UNITS = frozenset({"%", "‰", "百分点", "倍"})
_ALIKE = 0.85
"""Least likeness of two wordings of one indicator: 新建社区食堂, 新建社区老年食堂 have 0.86."""

_Apart = tuple[int, str | None, str | None, str]
"""Pledge, stage, breakdown and unit: what one wording's indicators differ in."""
_Promises = dict[tuple[int, int], Indicator]
"""By pledge and the promise's running number in it."""


def identify(
    bulletin: Bulletin,
    known: Known | Iterable[KnownIndicator] = (),
    decisions: Decisions | None = None,
) -> tuple[Indicator, ...]:
    """The indicator of each fact, parallel to ``bulletin.facts``.

    ``known`` are the portal's wordings so far, of all years, ``decisions`` what operators
    said about them. The same arguments always give the same answer.
    """
    known = known if isinstance(known, Known) else Known(known)
    names = _Names(bulletin, known, decisions or Decisions())
    promised: list[Indicator] = []
    promises: _Promises = {}
    for fact in bulletin.facts:
        if fact.measure == "target":
            number = sum(pledge == fact.pledge for pledge, _ in promises) + 1
            own = names.recall(_own_words(fact), fact.pledge)
            # Two promises in the same words remain two, even of the same value.
            promised.append(names.settle(own, fact, content=number))
            promises[fact.pledge, number] = promised[-1]

    remaining = iter(promised)
    wordings = {(fact.pledge, fact.indicator) for fact in bulletin.facts}
    identities = {
        index: next(remaining)
        for index, fact in enumerate(bulletin.facts)
        if fact.measure == "target"
    }
    for index in _sure_first(bulletin.facts):
        fact = bulletin.facts[index]
        if fact.measure == "target":
            continue
        promise = promises.get((fact.pledge, fact.target)) if fact.target else None
        if promise:
            own = Indicator(
                promise.label,
                stage=fact.stage or promise.stage,
                breakdown=fact.breakdown or promise.breakdown,
                unit=promise.unit if _is_relative(fact) else fact.unit,
            )
        else:
            unit = _unit_qualified(bulletin.facts, index)
            own = Indicator(fact.indicator, fact.stage, fact.breakdown, unit)
            own = names.recall(own, fact.pledge, unlike=wordings)
        content = fact.value, fact.unit, fact.qualifier
        identities[index] = names.settle(own, fact, content=content)
    return tuple(identities[index] for index in range(len(bulletin.facts)))


def wordings(
    bulletin: Bulletin, indicators: Sequence[Indicator], held: Container[int] = ()
) -> list[KnownIndicator]:
    """What a bulletin adds to the wordings that are known.

    Args:
        bulletin: whose figures were identified.
        indicators: as identified.
        held: places of the facts that are left out.
    """
    said = enumerate(zip(indicators, bulletin.facts, strict=True))
    return [
        KnownIndicator(indicator, wording, bulletin.plan_year, pledge)
        for indicator, wording, pledge in dict.fromkeys(
            (indicator, fact.indicator, fact.pledge)
            for place, (indicator, fact) in said
            if place not in held
        )
    ]


def _sure_first(facts: Sequence[Fact]) -> list[int]:
    """Places in order, but what is doubtful last: it is not to take a sure figure's name."""
    return sorted(range(len(facts)), key=lambda index: facts[index].certainty == "doubtful")


def _own_words(fact: Fact) -> Indicator:
    return Indicator(fact.indicator, fact.stage, fact.breakdown, fact.unit)


def _words(fact: Fact) -> tuple[str, str | None, str | None]:
    return fact.indicator, fact.stage, fact.breakdown


def _is_relative(fact: Fact) -> bool:
    return fact.measure in _RELATIVE_MEASURES and fact.unit in _RELATIVE_UNITS


def _unit_qualified(facts: Sequence[Fact], index: int) -> str:
    """The unit of the figure that a relative one without a promise speaks of."""
    fact = facts[index]
    if not _is_relative(fact):
        return fact.unit
    words = _words(fact)
    for other in reversed(facts[:index]):
        if other.pledge == fact.pledge and _words(other) == words and not _is_relative(other):
            return other.unit
    return fact.unit


def _new_wordings(bulletin: Bulletin, known: Iterable[KnownIndicator]) -> dict[Name, set[str]]:
    """What the bulletin counts in words of its own that the year does not know yet.

    With a promise go the words of the figures that measure it as a whole.
    """
    settled = {(wording.wording, wording.indicator.unit) for wording in known}
    measured: dict[tuple[int, int], Name] = {}
    numbers: Counter[int] = Counter()
    new: dict[Name, set[str]] = defaultdict(set)
    for index, fact in enumerate(bulletin.facts):
        name = fact.indicator, _unit_qualified(bulletin.facts, index)
        if fact.measure == "target":
            numbers[fact.pledge] += 1
            measured[fact.pledge, numbers[fact.pledge]] = name
        if fact.measure == "target" or fact.target is None:
            new[name] |= set()
    for fact in bulletin.facts:
        promised = measured.get((fact.pledge, fact.target or 0))
        if promised and fact.unit == promised[1] and fact.breakdown is None:
            new[promised].add(fact.indicator)
    return {name: also for name, also in new.items() if name not in settled}


class _Names:
    """The names in use: those known of the plan year, and those given in this bulletin."""

    def __init__(self, bulletin: Bulletin, known: Known, decisions: Decisions) -> None:
        self._year = bulletin.plan_year
        self._decisions = decisions
        own = known.of(self._year)
        self._beside: dict[_Apart, list[KnownIndicator]] = defaultdict(list)
        self._labels: dict[tuple[int, str, str], set[str]] = defaultdict(set)
        self._owners: dict[Indicator, set[int]] = defaultdict(set)
        for wording in own:
            self._beside[_apart(wording.indicator, wording.pledge)].append(wording)
            self._owners[wording.indicator].add(wording.pledge)
            named = wording.pledge, wording.wording, wording.indicator.unit
            self._labels[named].add(base(wording.indicator.label))
        new = _new_wordings(bulletin, own)
        self._found = match(new, self._year, known, decisions)
        self._figures: dict[Hashable, Hashable] = {}

    def recall(
        self, own: Indicator, pledge: int, unlike: set[tuple[int, str]] | None = None
    ) -> Indicator:
        """The indicator known under this wording, or, given ``unlike``, one much like it.

        ``unlike`` are the wordings of the bulletin by pledge: what stands beside the
        wording in the same pledge is another indicator, however alike.
        """
        candidates = self._beside.get(_apart(own, pledge), [])
        exact = {k.indicator for k in candidates if k.wording == own.label}
        if not exact and unlike is not None:
            exact = {
                k.indicator
                for k in candidates
                if (pledge, k.wording) not in unlike and _alike(k.wording, own.label)
            }
        recalled = exact.pop() if len(exact) == 1 else self._named_before(own, pledge)
        return self._decided(recalled)

    def _named_before(self, own: Indicator, pledge: int) -> Indicator:
        """By the label that the wording has at another stage, or had in another year."""
        labels = self._labels.get((pledge, own.label, own.unit), set())
        if len(labels) == 1:
            return replace(own, label=next(iter(labels)))
        return replace(own, label=self._found.get((own.label, own.unit), own.label))

    def _decided(self, own: Indicator) -> Indicator:
        """By the label that operators gave to its own; else what tells it apart stays."""
        for label in (own.label, base(own.label)):
            decided = self._decisions.label(label, own.unit, self._year)
            if decided != label:
                return replace(own, label=decided)
        return own

    def settle(self, own: Indicator, fact: Fact, content: Hashable) -> Indicator:
        """``own``, qualified where another pledge or another figure already has it."""
        owners = self._owners[own]
        if owners and fact.pledge not in owners:
            own = self._decided(replace(own, label=f"{own.label}（第{fact.pledge}项）"))
        self._owners[own].add(fact.pledge)
        indicator, ordinal = own, 1
        while self._figures.setdefault((indicator, fact.period_end, fact.measure), content) != (
            content
        ):
            ordinal += 1
            indicator = self._decided(replace(own, label=f"{own.label}（{ordinal}）"))
        return indicator


def _apart(indicator: Indicator, pledge: int) -> _Apart:
    return pledge, indicator.stage, indicator.breakdown, indicator.unit


def _alike(one: str, other: str) -> bool:
    """Whether one wording is the other with a word put in.

    A substitution is never an ornament: 公办 and 民办 differ in one character.
    """
    edits = {edit.tag for edit in Levenshtein.editops(one, other)}
    return (
        len(edits) == 1
        and "replace" not in edits
        and Indel.normalized_similarity(one, other) >= _ALIKE
    )
