"""What is known of a segment while its figures are gone through."""

from collections.abc import Sequence

from etl.bulletin.grammar.discourse.antecedents import Spoken
from etl.bulletin.grammar.discourse.draft_facts import Draft, Drafts
from etl.bulletin.grammar.discourse.list_bounds import list_ends
from etl.bulletin.grammar.lexing.words_around_figure import Around
from etl.bulletin.grammar.measures import role_by_words
from etl.bulletin.grammar.measures.role_by_words import Role
from etl.bulletin.grammar.numerals.quantity import Quantity
from etl.bulletin.items.model import Segment
from etl.bulletin.model import Measure, Numeral

_MEMORY = 64
"""Promises that a figure's words are compared with, so that no text takes quadratic time."""
VALUES: frozenset[Measure] = frozenset({"actual", "target"})


class Told:
    """A segment's figures, what was read of them so far, and what has been spoken of."""

    def __init__(
        self,
        text: str,
        segment: Segment,
        facts: Sequence[Quantity],
        arounds: Sequence[Around],
        *,
        promises: Sequence[Draft],
        year: int | None = None,
        first: int = 0,
        place: int = 0,
    ) -> None:
        self.year = year
        self.arounds = arounds
        self.promised = bool(promises)
        self.promised_labels = [d.label for d in promises[-_MEMORY:]]
        self.promises = {(d.value, d.unit) for d in promises[-_MEMORY:] if d.row == segment.row}
        self.text = text
        self.segment = segment
        self.facts = facts
        self.first_count = next((f.start for f in facts if f.unit != "%"), len(text))
        """Where the first figure stands that is no percentage."""
        self.list_ends = list_ends(text, facts)
        self.drafts = Drafts()
        self.none: list[Numeral] = []
        self.done: set[int] = set()
        """Keys of figures that are done with, at whatever stage that is."""
        self._first = first
        self._place = place
        self.spoken = Spoken(
            drafts=self.drafts,
            topic=segment.topic,
            promised=promises,
            settled=bool(segment.row and segment.topic),
        )

    def new(self, q: Quantity, role: Role) -> Draft:
        """A draft of the figure to be added next, with that role, its noun yet to be found."""
        measure = role.measure
        part = self.segment.part
        if measure == "target":
            part = "target"
        elif measure == "actual":
            part = "progress"
        if measure == "actual" and self.segment.measure is not None:
            measure = self.segment.measure
        if part == "target" == measure and self.segment.measure == "previous":
            # 原定目标 beside 调整后目标
            measure = "previous"
        return Draft(
            key=self._first + len(self.drafts),
            quantity=q,
            part=part,
            measure=measure,
            value=role_by_words.signed(q.value, role),
            unit=q.unit,
            label="",
            breakdown=self.segment.breakdown,
            segment=self._place,
            grows=role.grows,
            because=role.because,
            margin=role.margin,
            instead=role.instead,
            row=self.segment.row,
            period_end=self.segment.period_end,
            years_before=self.segment.years_before,
        )

    def add(self, draft: Draft) -> None:
        """Add a draft, to be spoken of by what follows."""
        self.drafts.put(draft)
        stands_alone = draft.measure == "target_restated" and draft.of is None
        speaks = draft.measure in VALUES or draft.measure in ("remaining", "previous")
        self.spoken.say(draft, alone=stands_alone or speaks)
