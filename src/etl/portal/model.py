"""Portals, listings and snapshots as plain values."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import yaml
from pydantic import BaseModel, ConfigDict, Field, HttpUrl, ValidationError, field_validator

from etl.errors import SettingsError


class Selectors(BaseModel):
    """Where the adapter ``css`` finds a listing's rows; CSS selectors."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    row: str
    link: str = "a"
    """Within the row."""
    date: str = ""
    """Within the row; empty where it prints none."""
    next: str = ""
    """The link to the next page; empty where there is but one."""


class Portal(BaseModel):
    """One city's portal, as its file in ``portals/`` describes it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(pattern=r"^[a-z][a-z0-9-]*$")
    """The file's stem, the portal's key everywhere: ``qingdao``."""
    city: str
    """The city as its people write it: 青岛."""
    listing: HttpUrl
    """First page of the column that lists the bulletins."""
    adapter: str
    """CMS family, a module of :mod:`etl.portal.adapters`: ``trs``."""
    selectors: Selectors | None = None
    """For the adapter ``css``."""
    title_pattern: str
    """Regular expression that a bulletin's title matches."""
    timezone: str = "Asia/Shanghai"
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

    @field_validator("title_pattern")
    @classmethod
    def _compiles(cls, pattern: str) -> str:
        re.compile(pattern)
        return pattern

    @field_validator("timezone")
    @classmethod
    def _exists(cls, name: str) -> str:
        ZoneInfo(name)
        return name

    @property
    def zone(self) -> ZoneInfo:
        """The zone of every clock the portal prints."""
        return ZoneInfo(self.timezone)

    def is_bulletin(self, title: str) -> bool:
        """Whether a row of the listing is a progress bulletin."""
        return re.search(self.title_pattern, title) is not None

    @property
    def allowed_hosts(self) -> frozenset[str]:
        """Every host that may be asked, as ``host`` or ``host:port``."""
        url = self.listing
        own = f"{url.host}:{url.port}" if url.port not in (80, 443) else str(url.host)
        return frozenset({own, *self.hosts})


def load_portal(name: str, folder: Path) -> Portal:
    """Read ``folder/NAME.yaml``.

    Raises:
        SettingsError: there is no such file, or a field of it is wrong.
    """
    path = folder / f"{name}.yaml"
    if not path.is_file():
        known = ", ".join(sorted(p.stem for p in folder.glob("*.yaml"))) or "none"
        raise SettingsError(f"There is no portal {name!r} in {folder} (known: {known}).")
    try:
        return Portal.model_validate({"name": name, **yaml.safe_load(path.read_text("utf-8"))})
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise SettingsError(f"{path}: {where}: {first['msg']}.") from error
    except (yaml.YAMLError, TypeError) as error:
        raise SettingsError(f"{path} is not a YAML mapping: {error}.") from error


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of a listing."""

    key: str
    """The document's identity on its portal: the number at the end of its address."""
    url: str
    title: str
    published: date | None
    """The day printed beside the row."""


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
