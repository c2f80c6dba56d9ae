"""The manifest of a sample portal: which pages there are, and what became of each when."""

from datetime import date, datetime, time
from functools import cached_property
from pathlib import Path
from typing import Self
from zoneinfo import ZoneInfo

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from etl.errors import SettingsError
from etl.yaml_text import load_yaml

MANIFEST = "portal.yaml"
_CORRECTED_AT = time(10, 0)


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Replacement(_Strict):
    """Words that a correction put in place of others."""

    old: str = Field(min_length=1)
    new: str


class Correction(_Strict):
    """A change of a page after its publication, at the same address, without notice."""

    day: date
    replacements: tuple[Replacement, ...] = Field(min_length=1)


class SamplePage(_Strict):
    """A page of the portal; its text is in ``file`` or, for a short one, in ``text``."""

    number: int
    """The document's number, the end of its address."""
    title: str
    published: datetime
    """By the portal's own clock, without an offset."""
    file: str | None = None
    text: str | None = None
    illustrative: bool = False
    """The figures are made up."""
    corrections: tuple[Correction, ...] = ()
    address: str | None = None
    """Relative to the column, where it is not the usual one."""
    listed: bool = True
    """Whether the column lists it; a page that is not listed may still be there."""
    parts: int = Field(default=1, ge=1)
    """Pages that its text is spread over."""

    @model_validator(mode="after")
    def _has_one_text(self) -> Self:
        if (self.file is None) == (self.text is None):
            raise ValueError("exactly one of file and text is needed")
        return self

    @property
    def path(self) -> str:
        """Its address relative to the column: ``202412/t20241230_9024011.shtml``."""
        return self.address or f"{self.published:%Y%m/t%Y%m%d}_{self.number}.shtml"

    def part_path(self, part: int) -> str:
        """The address of a further part, from 1: ``202412/t20241230_9024011_1.shtml``."""
        return f"{self.path.removesuffix('.shtml')}_{part}.shtml" if part else self.path

    @property
    def attachment_path(self) -> str:
        """The address of its text as a file: ``202412/P020241230009024011.docx``."""
        return f"{self.published:%Y%m/P0%Y%m%d}{self.number:012}.docx"

    @property
    def is_bulletin(self) -> bool:
        """Whether it reports progress, rather than being one of the column's other pages."""
        return self.title.endswith("进展情况")

    def changed_at(self, as_of: date) -> datetime:
        """When the page as it stood on that day had last been changed."""
        past = [c.day for c in self.corrections if c.day <= as_of]
        return datetime.combine(max(past), _CORRECTED_AT) if past else self.published


class Samples(_Strict):
    """A sample portal."""

    site: str
    """The portal's name, shown in the head of each page."""
    domain: str
    """What its pages give as their host, wherever they are served from."""
    column: str
    """Name of the column that lists the bulletins."""
    path: str = Field(pattern=r"^/.*/$")
    """Path of that column."""
    source: str
    """The office that publishes."""
    timezone: str = "Asia/Shanghai"
    rows: int = Field(default=8, gt=0)
    """Rows on one page of the listing."""
    visits: tuple[date, ...] = Field(min_length=1)
    """The days on which a demonstration looks at the portal, in order."""
    pages: tuple[SamplePage, ...] = Field(min_length=1)
    folder: Path
    """Where the manifest lies."""

    @model_validator(mode="after")
    def _corrections_fit(self) -> Self:
        for page in self.pages:
            self.text_of(page, date.max)
        return self

    @cached_property
    def zone(self) -> ZoneInfo:
        """The zone of the portal's clock."""
        return ZoneInfo(self.timezone)

    def published_by(self, as_of: date) -> list[SamplePage]:
        """The pages there were on that day, newest first."""
        there = (page for page in self.pages if page.published.date() <= as_of)
        return sorted(there, key=lambda page: page.published, reverse=True)

    def text_of(self, page: SamplePage, as_of: date) -> str:
        """The page's text as it stood on that day, a paragraph a line."""
        text = page.text or (self.folder / str(page.file)).read_text("utf-8")
        for correction in sorted(page.corrections, key=lambda c: c.day):
            if correction.day > as_of:
                break
            for words in correction.replacements:
                if text.count(words.old) != 1:
                    raise ValueError(f"{page.title}: {words.old!r} is not there exactly once")
                text = text.replace(words.old, words.new)
        return text


def load_samples(folder: Path) -> Samples:
    """Read ``folder/portal.yaml``.

    Raises:
        SettingsError: there is none, or it does not say what it must.
    """
    path = folder / MANIFEST
    try:
        fields = load_yaml(path.read_text("utf-8"))
        return Samples.model_validate({**fields, "folder": folder})
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "pages"
        raise SettingsError(f"{path}: {where}: {first['msg']}.") from error
    except OSError as error:
        raise SettingsError(f"{error.filename} cannot be read: {error.strerror}.") from error
    except (yaml.YAMLError, TypeError) as error:
        raise SettingsError(f"{path} is not a YAML mapping: {error}.") from error
