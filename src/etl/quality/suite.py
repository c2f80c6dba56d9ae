"""The suites of ``expectations/``, read from their files.

A suite is one gate's expectations. Each judges every row of the gate's frame on its own,
so that a failure always names the bulletin or the figure it is about.
"""

from dataclasses import fields
from pathlib import Path
from string import Formatter
from typing import Any, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from etl.errors import SettingsError
from etl.quality.check_results import Gate, Severity
from etl.quality.gate_rows.document import DocumentRow
from etl.quality.gate_rows.facts import FactRow
from etl.quality.gate_rows.history_columns import HistoryRow
from etl.yaml_text import load_yaml

COLUMNS: dict[Gate, frozenset[str]] = {
    "document": frozenset(field.name for field in fields(DocumentRow)),
    "facts": frozenset(field.name for field in fields(FactRow)),
    "history": frozenset(field.name for field in fields(HistoryRow)),
}
"""The columns that a gate's expectations may speak of."""


class Condition(BaseModel):
    """Which rows an expectation looks at."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    column: str
    at_least: float


class InChinese(BaseModel):
    """What an expectation says to those who read Chinese."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    why: str = Field(min_length=1)
    says: str = Field(min_length=1)
    """With columns that the other ``says`` names, too."""


class Expectation(BaseModel):
    """One thing that every row must show."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    type: str = Field(pattern=r"^expect_[a-z_]+$")
    """An expectation of Great Expectations that judges rows: ``expect_column_values_…``."""
    kwargs: dict[str, Any]
    only_where: Condition | None = None
    """The rows it looks at; all where absent."""
    severity: Severity
    why: str = Field(min_length=1)
    says: str = Field(min_length=1)
    """What was seen, with columns in braces: ``{value} without a unit``."""
    zh: InChinese | None = None

    @model_validator(mode="after")
    def _says_the_same_in_chinese(self) -> Self:
        if self.zh and (more := _quoted(self.zh.says) - _quoted(self.says)):
            raise ValueError(f"zh says {', '.join(sorted(more))}, which says does not")
        return self

    @model_validator(mode="after")
    def _judges_single_rows(self) -> Self:
        if "mostly" in self.kwargs:
            raise ValueError("mostly has no meaning here, each row is judged on its own")
        return self


class Suite(BaseModel):
    """The expectations of one gate."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    gate: Gate
    expectations: tuple[Expectation, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _names_are_known_and_unique(self) -> Self:
        columns, seen = COLUMNS[self.gate], set[str]()
        for expectation in self.expectations:
            if expectation.name in seen:
                raise ValueError(f"{expectation.name} is defined twice")
            seen.add(expectation.name)
            quoted = _quoted(expectation.says)
            named = {v for k, v in expectation.kwargs.items() if k.startswith("column")}
            named |= {expectation.only_where.column} if expectation.only_where else set()
            if unknown := (quoted | named) - columns:
                raise ValueError(f"{expectation.name}: no column {', '.join(sorted(unknown))}")
        return self


def _quoted(words: str) -> set[str]:
    """The columns that stand in braces."""
    return {name for _, name, _, _ in Formatter().parse(words) if name}


def load_suites(folder: Path) -> tuple[Suite, ...]:
    """Read every ``*.yaml`` of ``folder``.

    Raises:
        SettingsError: there is none, or one does not say what it must; names file and entry.
    """
    suites = tuple(_load(path) for path in sorted(folder.glob("*.yaml")))
    if not suites:
        raise SettingsError(f"There is no suite of expectations in {folder}.")
    return suites


def _load(path: Path) -> Suite:
    try:
        content = load_yaml(path.read_text("utf-8"))
    except yaml.YAMLError as error:
        raise SettingsError(f"{path} is not YAML: {error}.") from error
    try:
        return Suite.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        where = _entry(content, first["loc"])
        message = first["msg"].removeprefix("Value error, ")
        raise SettingsError(f"{path}: {where}{message}.") from error


def _entry(content: Any, location: tuple[int | str, ...]) -> str:
    """Where an error is, with entries called by their names rather than counted."""
    match location:
        case ("expectations", int(index), *rest):
            entry = content["expectations"][index]
            name = entry.get("name", index + 1) if isinstance(entry, dict) else index + 1
            return ": ".join(["expectation " + str(name), *map(str, rest)]) + ": "
        case ():
            return ""
        case _:
            return ".".join(map(str, location)) + ": "
