"""What people decided about concepts: entries of ``concepts/decisions.yaml``, replayed.

::

    decisions:
      - label: 城区停车难治理        # every indicator with this label
        concept: parking_spaces
        by: li
        at: 2025-02-03T09:30:00+08:00
        why: the pledge counts spaces
      - label: 接待
        portal: qingdao            # only in this city, and with this unit
        unit: 人次
        concept: null              # none of the catalogue
        by: li
        …

The last entry about an indicator holds.
"""

from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, RootModel, StringConstraints

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class Decision(BaseModel):
    """Indicators with a label count a concept, or none."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    label: Words
    concept: Words | None
    unit: Words | None = None
    portal: Words | None = None
    by: Words
    """Who decided."""
    at: AwareDatetime
    """When."""
    why: Words


class Decisions(RootModel[tuple[Decision, ...]]):
    """Decisions in the order in which they were made."""

    model_config = ConfigDict(frozen=True)

    root: tuple[Decision, ...] = ()

    def about(self, label: str, unit: str, portal: str) -> Decision | None:
        """The decision that holds for an indicator."""
        for entry in reversed(self.root):
            if (
                entry.label == label
                and entry.unit in (None, unit)
                and entry.portal in (None, portal)
            ):
                return entry
        return None
