"""The promises of a pledge, to be looked up from where a figure stands."""

from bisect import bisect

from etl.bulletin.grammar.discourse.draft_facts import Draft, Drafts

_REACH = 16
"""Targets of its unit, before and behind, that a figure may measure: a text may be long."""


def is_promise(d: Draft) -> bool:
    """Whether a figure is a promised value."""
    return d.part == "target" and d.measure == "target"


class Promises:
    """The targets of a pledge."""

    def __init__(self, drafts: Drafts) -> None:
        self.places = {d.key: at for at, d in enumerate(drafts)}
        self.targets = list(filter(is_promise, drafts))
        self._numbers = {t.key: n for n, t in enumerate(self.targets)}
        self._by_unit: dict[str, list[tuple[int, int]]] = {}
        for n, t in enumerate(self.targets):
            self._by_unit.setdefault(_counted(t.unit), []).append((self.places[t.key], n))

    def near(self, d: Draft) -> list[int]:
        """Which targets a figure may measure: of its unit, not too far; its own in any case."""
        promised = self._by_unit.get(_counted(d.unit), [])
        middle = bisect(promised, (self.places[d.key], 0))
        found = [n for _, n in promised[max(0, middle - _REACH) : middle + _REACH]]
        own = self._numbers.get(d.promise) if d.promise is not None else None
        return found if own is None or own in found else [*found, own]

    def before(self, d: Draft) -> list[int]:
        """The last target before a figure in prose, whatever its unit."""
        at = bisect(self.targets, self.places[d.key], key=lambda t: self.places[t.key])
        return [at - 1] if at and not d.row else []


def _counted(unit: str) -> str:
    """The measure word that a count of occasions is made of: 场次 → 场, 人次 → 人."""
    return unit.removesuffix("次") or unit
