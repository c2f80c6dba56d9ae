"""An alert as a value: what the warehouse remembers of what operators were told."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

AlertKind = Literal["failure", "quarantine", "doubt", "correction", "silence"]
NEWS: frozenset[AlertKind] = frozenset({"doubt", "correction"})
"""What is told once: nothing that a later run finds, or not, ends it."""
Note = Literal["raised", "resolved"]


@dataclass(frozen=True, slots=True)
class Alert:
    """One thing that an operator should know."""

    portal: str
    kind: AlertKind
    fingerprint: str
    """SHA-256, hexadecimal: two alerts with the same one are the same thing found again."""
    title: str
    """What happened, in one line."""
    body: str
    """What was seen and what to do next, with links; lines."""


@dataclass(frozen=True, slots=True)
class Due:
    """An alert, or the end of one, that a channel has not been told of."""

    id: int
    """Its row in the warehouse."""
    alert: Alert
    note: Note
    first_at: datetime
    """When it was first found; aware, UTC."""
