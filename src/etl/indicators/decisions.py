"""What operators decided about identity: entries of a portal's YAML, replayed in order.

::

    decisions:
      - merge: 公共停车泊位        # its figures are 新增停车泊位's
        into: 新增停车泊位
        by: li
        at: 2025-02-03T09:30:00+08:00
        why: the pledge only left out 公共
      - split: 社区老年食堂        # never the same as 社区食堂; undoes a merge of the two
        from: 社区食堂
      - rename: 停车泊位           # goes by another label
        to: 新增停车泊位

An entry speaks of labels, with every stage and sub-group; ``unit`` or ``plan_year`` limit
it to figures with that unit or of that year. A later entry speaks of what the earlier
ones left: once 甲 is merged into 乙, entries about 甲 are in conflict with that.
"""

from collections.abc import Iterator, Sequence
from typing import Annotated, Self

from pydantic import (
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    RootModel,
    StringConstraints,
    model_validator,
)

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    unit: Words | None = None
    plan_year: int | None = None
    by: Words
    """Who decided."""
    at: AwareDatetime
    """When."""
    why: Words

    def concerns(self, unit: str, plan_year: int) -> bool:
        """Whether the entry is about figures with this unit of this year."""
        return self.unit in (None, unit) and self.plan_year in (None, plan_year)

    def overlaps(self, other: "_Entry") -> bool:
        """Whether a figure may concern both."""
        mine, theirs = (self.unit, self.plan_year), (other.unit, other.plan_year)
        return all(None in pair or pair[0] == pair[1] for pair in zip(mine, theirs, strict=True))


class Merge(_Entry):
    """Figures labelled ``merge`` are those of ``into``."""

    merge: Words
    into: Words

    @property
    def pair(self) -> tuple[str, str]:
        """The label spoken of, and the other one."""
        return self.merge, self.into


class Split(_Entry):
    """``split`` and ``of`` are never the same; a merge of the two is undone."""

    split: Words
    of: Words = Field(alias="from")

    @property
    def pair(self) -> tuple[str, str]:
        """The label spoken of, and the other one."""
        return self.split, self.of


class Rename(_Entry):
    """Figures labelled ``rename`` go by the label ``to``."""

    rename: Words
    to: Words

    @property
    def pair(self) -> tuple[str, str]:
        """The label spoken of, and the other one."""
        return self.rename, self.to


Decision = Merge | Split | Rename


class Decisions(RootModel[tuple[Decision, ...]]):
    """The decisions of a portal, in the order in which they were made."""

    model_config = ConfigDict(frozen=True)

    root: tuple[Decision, ...] = ()

    @model_validator(mode="after")
    def _agree(self) -> Self:
        for number, entry in enumerate(self.root, start=1):
            problem = _problem(entry, self.root[: number - 1])
            if problem:
                raise ValueError(f"decision {number} ({_title(entry)}): {problem}")
        return self

    def label(self, label: str, unit: str, plan_year: int) -> str:
        """The label that figures go by whose own one is ``label``."""
        for entry in _standing(self.root):
            if entry.pair[0] == label and entry.concerns(unit, plan_year):
                label = entry.pair[1]
        return label

    def apart(self, one: str, other: str, unit: str, plan_year: int) -> bool:
        """Whether two labels were decided not to be the same."""
        decided = False
        for entry in self.root:
            if set(entry.pair) == {one, other} and entry.concerns(unit, plan_year):
                decided = isinstance(entry, Split)
        return decided

    def about(self, one: str, other: str, unit: str, plan_year: int) -> bool:
        """Whether anything was decided about two labels."""
        return any(
            set(entry.pair) == {one, other} and entry.concerns(unit, plan_year)
            for entry in self.root
        )

    def labels(self) -> Iterator[tuple[int, str]]:
        """Every label that an entry speaks of, with the entry's number, from 1.

        Not the names that a renaming gives: they are new.
        """
        for number, entry in enumerate(self.root, start=1):
            yield number, entry.pair[0]
            if not isinstance(entry, Rename):
                yield number, entry.pair[1]


def _standing(entries: Sequence[Decision]) -> tuple[Merge | Rename, ...]:
    """The entries that move figures, without the merges that a later split undid."""
    standing: list[Merge | Rename] = []
    for entry in entries:
        if isinstance(entry, Split):
            standing = [
                earlier
                for earlier in standing
                if not (
                    isinstance(earlier, Merge)
                    and set(earlier.pair) == set(entry.pair)
                    and earlier.overlaps(entry)
                )
            ]
        else:
            standing.append(entry)
    return tuple(standing)


def _problem(entry: Decision, earlier: Sequence[Decision]) -> str:
    """Why an entry cannot follow the earlier ones; empty where it can."""
    label, other = entry.pair
    if label == other:
        return (
            "it speaks of one label twice; to part figures with equal labels, rename those of "
            "one plan_year"
        )
    if earlier and entry.at < earlier[-1].at:
        return "it was made before the decision above it; put the entries in order of time"
    moved_to = {
        before.pair[0]: before
        for before in _standing([*earlier, entry] if isinstance(entry, Split) else earlier)
        if before.overlaps(entry)
    }
    back = other in moved_to and moved_to[other].pair[1] == label
    if label in moved_to and not _returned(label, moved_to):
        now = moved_to[label].pair[1]
        return f"{label} went to {now} by an earlier decision; speak of that label"
    if isinstance(entry, Split):
        if other in moved_to and _end(other, moved_to) == label:
            return f"{other} went to {label} by an earlier decision, and not by merging the two"
    elif other in moved_to and not back and not _returned(other, moved_to):
        return f"{other} went to {moved_to[other].pair[1]} by an earlier decision; name that label"
    return ""


def _returned(label: str, moved_to: dict[str, Merge | Rename]) -> bool:
    """Whether figures that left a label came back to it."""
    return _end(label, moved_to) == label


def _end(label: str, moved_to: dict[str, Merge | Rename]) -> str:
    """Where figures of a label are now; each move is followed once."""
    rest = dict(moved_to)
    while label in rest:
        label = rest.pop(label).pair[1]
    return label


def _title(entry: Decision) -> str:
    return f"{type(entry).__name__.lower()} {entry.pair[0]}"
