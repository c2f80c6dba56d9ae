"""The catalogue of concepts, read from ``concepts/*.yaml``.

A file is a topic::

    topic: {key: transport, zh: 交通出行, en: Transport}
    concepts:
      parking_spaces:              # its key, chosen for good
        zh: 停车泊位
        en: Parking spaces
        units: [count]             # of dimensions.yaml, or a unit itself
        words: [停车泊位, 停车位]    # see etl.concepts.terms
        not: [非机动车]             # words that rule it out
        place: true                # where other things are done, too: it must close the label
        last: true                 # only where no other concept fits

``dimensions.yaml`` has the units of each dimension, ``decisions.yaml`` what people decided.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, Field, RootModel, StringConstraints, ValidationError

from etl.concepts.decisions import Decisions
from etl.concepts.model import Concept, Topic
from etl.concepts.terms import Term
from etl.errors import SettingsError
from etl.yaml_text import parse_mapping, place_of

DECISIONS = "decisions.yaml"
_DIMENSIONS = "dimensions.yaml"
_DERIVED = ("count", "standard", "ratio")

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]


_M = TypeVar("_M", bound=BaseModel)


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Topic(_Strict):
    key: Key
    zh: Words
    en: Words


class _Concept(_Strict):
    zh: Words
    en: Words
    units: tuple[Words, ...] = Field(min_length=1)
    words: tuple[Words, ...] = Field(min_length=1)
    ruled_out: tuple[Words, ...] = Field((), alias="not")
    place: bool = False
    last: bool = False


class _File(_Strict):
    topic: _Topic
    concepts: dict[Key, _Concept] = Field(min_length=1)


class _Dimensions(RootModel[dict[Key, tuple[Words, ...]]]):
    pass


class _Decisions(_Strict):
    decisions: Decisions = Decisions(())


@dataclass(frozen=True, slots=True)
class Entry:
    """A concept with the words that mean it and those that rule it out."""

    concept: Concept
    words: tuple[Term, ...]
    ruled_out: tuple[Term, ...]
    place: bool
    last: bool


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Every concept, by its key, and what is needed to find it."""

    entries: Mapping[str, Entry]
    dimensions: Mapping[str, str]
    """Dimension of each unit that has one of its own."""
    decisions: Decisions

    def dimension(self, unit: str) -> str:
        """The dimension of a unit: 公里 is a length, 元/人·月 a standard, 座 a count."""
        if unit in self.dimensions:
            return self.dimensions[unit]
        if unit.startswith("元/"):
            return "standard"
        return "ratio" if "/" in unit else "count"

    def measured_in(self, unit: str) -> Iterator[Entry]:
        """The concepts that are counted in a unit."""
        fitting = {unit, self.dimension(unit)}
        return (e for e in self.entries.values() if not fitting.isdisjoint(e.concept.units))

    @property
    def concepts(self) -> tuple[Concept, ...]:
        """Every concept, topic by topic."""
        return tuple(entry.concept for entry in self.entries.values())


def load_catalogue(folder: Path) -> Catalogue:
    """The catalogue in a folder; read again only where a file has changed.

    Raises:
        SettingsError: a file is not as described above, two concepts share a key, or a
            decision speaks of a concept that is not there. Names file and line.
    """
    return _load(folder, tuple((path, path.stat().st_mtime_ns) for path in folder.glob("*.yaml")))


@lru_cache(maxsize=4)
def _load(folder: Path, _: tuple[tuple[Path, int], ...]) -> Catalogue:
    entries: dict[str, Entry] = {}
    dimensions = _dimensions(folder)
    for path in sorted(folder.glob("*.yaml")):
        if path.name in (_DIMENSIONS, DECISIONS):
            continue
        file = _read(path, _File)
        topic = Topic(file.topic.key, file.topic.zh, file.topic.en)
        for key, found in file.concepts.items():
            if key in entries:
                other = entries[key].concept.topic.key
                raise SettingsError(f"{path}: the concept {key} is in the topic {other} already.")
            entries[key] = Entry(
                Concept(key, topic, found.zh, found.en, found.units),
                tuple(map(Term.of, found.words)),
                tuple(map(Term.of, found.ruled_out)),
                found.place,
                found.last,
            )
    if not entries:
        raise SettingsError(f"There is no concept in {folder}.")
    return Catalogue(entries, dimensions, _decisions(folder / DECISIONS, entries))


def _dimensions(folder: Path) -> dict[str, str]:
    listed = _read(folder / _DIMENSIONS, _Dimensions).root
    for name in _DERIVED:
        if name in listed:
            raise SettingsError(f"{folder / _DIMENSIONS}: {name} is what other units are.")
    return {unit: name for name, units in listed.items() for unit in units}


def _decisions(path: Path, entries: Mapping[str, Entry]) -> Decisions:
    # A file of comments alone holds nothing yet.
    blank = not path.exists() or not re.search(r"^[^#\s]", path.read_text("utf-8"), re.MULTILINE)
    decisions = Decisions(()) if blank else _read(path, _Decisions).decisions
    for number, entry in enumerate(decisions.root, start=1):
        if entry.concept is not None and entry.concept not in entries:
            raise SettingsError(
                f"{path}: decision {number} speaks of the concept {entry.concept!r}, which no "
                "file has; `etl concepts list` shows those that there are."
            )
    return decisions


def _read(path: Path, model: type[_M]) -> _M:
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path} cannot be read: {error}.") from error
    try:
        return model.model_validate(parse_mapping(text, str(path)))
    except ValidationError as error:
        raise SettingsError(f"{path}{place_of(error, text)}.") from error
