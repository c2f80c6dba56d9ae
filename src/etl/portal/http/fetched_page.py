"""A page as it was fetched, and what to ask by whether it has changed."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Known:
    """What the last answer said of itself, to ask whether it has changed since."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """An answer that is a page."""

    url: str
    """Address that answered, redirects followed."""
    raw: bytes
    content_type: str
    headers: dict[str, str]
    """Those worth keeping, lower-case names."""
    retrieved_at: datetime
    """Aware, UTC."""

    @property
    def known(self) -> Known:
        """What to ask by whether it has changed."""
        return Known(self.headers.get("etag"), self.headers.get("last-modified"))
