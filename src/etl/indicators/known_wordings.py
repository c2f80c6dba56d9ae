"""The wordings that are known of a portal, by what is asked of them."""

import hashlib
from collections.abc import Iterable, Mapping, Set
from functools import cached_property
from typing import Self

from etl.indicators.label_without_suffix import base
from etl.indicators.model import KnownIndicator

Name = tuple[str, str]
"""A label and its unit."""
_Years = tuple[int, int]
"""First and last plan year."""


class Known:
    """Wordings of many plan years: a value, which :meth:`after` follows with another one.

    What follows shares everything with what was before but the years that something was added
    to, so that a bulletin costs the same whether ten are known or a hundred thousand.
    """

    def __init__(self, wordings: Iterable[KnownIndicator] = ()) -> None:
        self._years: Mapping[int, frozenset[KnownIndicator]] = {}
        self._called: Mapping[Name, Mapping[str, _Years]] = {}
        self._sum = 0
        self._add(wordings)

    def after(self, wordings: Iterable[KnownIndicator]) -> Self:
        """What is known when these are, too."""
        own = type(self)()
        own._years, own._called, own._sum = self._years, self._called, self._sum
        own._add(wordings)
        return own

    def of(self, plan_year: int) -> Set[KnownIndicator]:
        """The wordings of a year."""
        return self._years.get(plan_year, frozenset())

    @property
    def names(self) -> Iterable[Name]:
        """Wordings and labels, whatever their year."""
        return self._called

    def labels(self, name: Name, but: int) -> set[str]:
        """The labels that go by a name in any plan year ``but`` one."""
        of_name = self._called.get(name, {})
        return {label for label, years in of_name.items() if years != (but, but)}

    @cached_property
    def digest(self) -> str:
        """Equal where the same wordings are known, in whatever order they became so."""
        return f"{self._sum:064x}"

    def _add(self, wordings: Iterable[KnownIndicator]) -> None:
        new: dict[int, set[KnownIndicator]] = {}
        for one in wordings:
            if one not in self.of(one.plan_year):
                new.setdefault(one.plan_year, set()).add(one)
        if not new:
            return
        years = {year: frozenset(self.of(year) | own) for year, own in new.items()}
        self._years = {**self._years, **years}
        called = {**self._called}
        copied: dict[Name, dict[str, _Years]] = {}
        for year, own in new.items():
            for one in own:
                # A sum of hashes knows no order, and one that is known is added once.
                self._sum = (self._sum + _hash(one)) % 2**256
                label, unit = base(one.indicator.label), one.indicator.unit
                for name in ((one.wording, unit), (label, unit)):
                    if name not in copied:
                        called[name] = copied[name] = dict(called.get(name, {}))
                    first, last = copied[name].get(label, (year, year))
                    copied[name][label] = min(first, year), max(last, year)
        self._called = called


def _hash(one: KnownIndicator) -> int:
    said = "\t".join((*one.indicator.key, one.wording, str(one.plan_year), str(one.pledge)))
    return int.from_bytes(hashlib.sha256(said.encode()).digest(), "big")
