"""Portals, listings and snapshots as plain values."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path, PurePath
from typing import Any, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    HttpUrl,
    ValidationError,
    field_validator,
    model_validator,
)

from etl.did_you_mean import did_you_mean
from etl.errors import SettingsError
from etl.indicators.decisions import Decisions
from etl.portal.addresses import FILE_SUFFIXES, authority
from etl.portal.assertions import Assertions
from etl.portal.region_codes import PROVINCES, Population, is_code
from etl.portal.visit_schedule import Schedule, Zone
from etl.yaml_text import parse_mapping, place_of

Family = Literal["css", "gkmlpt", "hanweb", "trs"]
"""CMS families, each a module of :mod:`etl.portal.listing.adapters`."""


class Selectors(BaseModel):
    """Where the adapter ``css`` finds a listing's rows; CSS selectors."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    row: str
    link: str = "a"
    """Within the row."""
    date: str = ""
    """Within the row; empty where it prints none."""
    next: str = ""
    """The link to the next page; empty where there is none."""
    pages: str = Field(default="", pattern=r"^$|\{number\}")
    """The address of page 2, 3… relative to the first one: ``?pageIndex={number}``."""


class Portal(BaseModel):
    """One city's portal, as its file in ``portals/`` describes it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(pattern=r"^[a-z][a-z0-9-]*$")
    """The file's stem, the portal's key everywhere: ``qingdao``."""
    city: str
    """The city as its people write it: 青岛."""
    other_names: tuple[str, ...] = ()
    """What else its bulletins call it, whole: 奉化市, before it became 奉化区."""
    place_code: str | None = Field(default=None, pattern=r"^\d{6}$")
    """The place's code in GB/T 2260, in quotes: "370200". Province and level follow from it."""
    population: Population | None = None
    """How many live there; None where nobody has looked it up."""
    listing: HttpUrl
    """First page of the column that lists the bulletins."""
    adapter: Family
    selectors: Selectors | None = None
    """For the adapter ``css``."""
    title_pattern: str
    """Regular expression that a bulletin's title matches."""
    timezone: Zone = "Asia/Shanghai"
    """Zone of the dates and times that it prints."""
    hosts: tuple[str, ...] = ()
    """Hosts that may be asked, besides the listing's own."""
    local: bool = False
    """Whether its addresses may be private: on this machine or in the operator's network."""
    legacy_tls: bool = False
    """Accept TLS without secure renegotiation and older ciphers; certificates are verified."""
    revisit_months: int = Field(default=13, ge=1, le=1200)
    """For how long after its last change a loaded bulletin is looked at again by each run."""
    sample: bool = False
    """Served by the bundled local portal for the length of a run."""
    verified: bool = False
    """Whether somebody has run it against the portal itself and looked at what came of it."""
    schedule: Schedule = Schedule()
    """When it is looked at."""
    maintainer: str = ""
    """Who looks after this file: shown with its alerts and in Prefect."""
    assertions: Assertions = Assertions()
    """What holds as long as all is well."""
    decisions: Decisions = Decisions()
    """What operators decided about the identity of indicators."""

    @field_validator("title_pattern")
    @classmethod
    def _compiles(cls, pattern: str) -> str:
        try:
            re.compile(pattern)
        except re.error as error:
            raise ValueError(f"it is no regular expression: {error}") from error
        return pattern

    @field_validator("place_code")
    @classmethod
    def _in_a_province(cls, code: str | None) -> str | None:
        if code is not None and code[:2] not in PROVINCES:
            raise ValueError(f"no province of GB/T 2260 begins with {code[:2]}")
        if code is not None and not is_code(code):
            raise ValueError(
                f"{code} is no place's code: a county's third and fourth digits are not 00"
            )
        return code

    @model_validator(mode="after")
    def _has_selectors(self) -> Self:
        if self.adapter == "css" and self.selectors is None:
            raise ValueError("the adapter css needs selectors")
        return self

    @property
    def zone(self) -> ZoneInfo:
        """The zone of every clock the portal prints."""
        return ZoneInfo(self.timezone)

    def is_bulletin(self, title: str) -> bool:
        """Whether a row of the listing is a progress bulletin.

        Full-width digits and brackets in a title are a matter of the typist's keyboard, the
        end of a file's name (进展情况表.xlsx) of what its row leads to.
        """
        bare = unicodedata.normalize("NFKC", title)
        suffix = PurePath(bare).suffix
        if suffix.lower() in FILE_SUFFIXES:
            bare = bare.removesuffix(suffix)
        return re.search(self.title_pattern, bare) is not None

    @property
    def caution(self) -> str:
        """What to bear in mind before a run; empty where it has been run live."""
        if self.verified:
            return ""
        return (
            f"portals/{self.name}.yaml has not been verified against the portal itself: look at "
            f"etl portal check {self.name} --live, and set verified when it is right."
        )

    @property
    def scheduled(self) -> bool:
        """Whether it is looked at by itself; a sample portal is there during its runs alone."""
        enabled = self.schedule.enabled
        return not self.sample and (self.verified if enabled is None else enabled)

    @property
    def allowed_hosts(self) -> frozenset[str]:
        """Every host that may be asked, as ``host`` or ``host:port``."""
        return _authorities(str(self.listing), self.hosts)


@lru_cache(maxsize=64)
def _authorities(listing: str, hosts: tuple[str, ...]) -> frozenset[str]:
    """Hosts in the one form in which addresses name them."""
    named = (listing, *(f"http://{host}" for host in hosts))
    return frozenset(filter(None, map(authority, named)))


Folders = Path | Sequence[Path]
"""Where portals' YAML is looked for: one folder, or several of which the first that has it wins."""


def load_portal(name: str, folders: Folders) -> Portal:
    """Read ``NAME.yaml`` of the first folder that has it.

    Raises:
        SettingsError: there is no such file, or a field of it is wrong; names file and line.
    """
    path = portal_file(name, folders)
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path} cannot be read: {error}.") from error
    return read_portal(name, text, str(path))


def portal_file(name: str, folders: Folders) -> Path:
    """Where a portal's YAML is.

    Raises:
        SettingsError: nowhere.
    """
    searched = _all(folders)
    for folder in searched:
        path = folder / f"{name}.yaml"
        if path.is_file():
            return path
    known = portal_names(searched)
    hint = did_you_mean(name, known) or f" (known: {', '.join(known) or 'none'})."
    raise SettingsError(f"There is no portal {name!r} in {' or '.join(map(str, searched))}{hint}")


def portal_names(folders: Folders) -> list[str]:
    """The names of the portals that folders describe."""
    return sorted({path.stem for folder in _all(folders) for path in folder.glob("*.yaml")})


def _all(folders: Folders) -> Sequence[Path]:
    return (folders,) if isinstance(folders, Path) else folders


def read_portal(name: str, text: str, source: str) -> Portal:
    """Read a portal's YAML.

    Args:
        name: the portal's key.
        text: the YAML.
        source: what to call it in an error.

    Raises:
        SettingsError: a field is wrong; names source and line.
    """
    fields: dict[str, Any] = {"name": name, **parse_mapping(text, source)}
    try:
        return Portal.model_validate(fields)
    except ValidationError as error:
        raise SettingsError(f"{source}{place_of(error, text)}.") from error


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of a listing."""

    key: str
    """The document's identity on its portal: the number at the end of its address."""
    url: str
    title: str
    published: date | None
    """The day printed beside the row."""
    external: Literal["", "attachment", "other host", "bad address"] = ""
    """Where the row leads if not to a page of the portal: it is recorded, not followed."""
    missing: bool = False
    """There is no such row any more: the page was loaded, and is asked for where it was."""
    further: tuple[str, ...] = ()
    """Addresses of what belongs to it and is bound to it: the other pictures of an article."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One distinct content that a page had, with where and when it was got."""

    portal: str
    key: str
    """Identity of the document, as in :class:`Entry`."""
    url: str
    """Address that answered, redirects followed."""
    sha256: str
    """Of the raw bytes; also their name in the archive."""
    size: int
    content_type: str
    """The Content-Type header, or a guess from the name of a file saved by hand."""
    retrieved_at: datetime
    """Aware, UTC."""
    headers: dict[str, str]
    """Response headers worth keeping, lower-case names (etag, last-modified, date…)."""
    archive_path: str
    """Relative to the archive's root."""


@dataclass(frozen=True, slots=True)
class Retrieval:
    """A content that was got, or seen to be there still or no longer, with what was known
    then that its bytes do not say."""

    snapshot: Snapshot
    """Its ``retrieved_at`` is the time of this retrieval by the portal's calendar; a sample
    portal has one of its own."""
    got_at: datetime
    """The time on our own clock, aware, UTC."""
    visit: str
    """What was got in one visit was checked as one batch; '' where that was not kept."""
    title: str = ""
    """Of the row of the listing that led here."""
    listed: date | None = None
    """The day beside that row."""
    published: date | None = None
    """The day of publication as somebody says who saved the page by hand."""
    attached_to: str = ""
    """Key of the page that hands out this file."""
    gone: str = ""
    """How the portal said that the content is no longer there."""
    missing: bool = False
    """The listing did not have the page any more."""
