"""The listing's pages as they were last time, so that unchanged ones need not be sent again.

A cache and nothing more: what is lost or damaged is fetched anew. Only pages that can be
asked for conditionally (ETag, Last-Modified) are kept.
"""

import base64
import gzip
import hashlib
import json
import os
import tempfile
import zlib
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from etl.errors import SettingsError
from etl.portal.http.fetched_page import Known, Page


class KeptPages:
    """Pages in a folder, made when first written to."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def find(self, portal: str, url: str) -> Page | None:
        """The page kept for an address of a portal; None where there is none to be read."""
        try:
            fields = json.loads(gzip.decompress(self._path(portal, url).read_bytes()))
            fields["raw"] = base64.b64decode(fields["raw"])
            fields["retrieved_at"] = datetime.fromisoformat(fields["retrieved_at"])
            return Page(**fields)
        except (OSError, EOFError, zlib.error, ValueError, KeyError, TypeError):
            return None

    def keep(self, portal: str, url: str, page: Page) -> None:
        """Keep the page for an address of a portal in place of the one before.

        Raises:
            SettingsError: the folder cannot be written.
        """
        if page.known == Known():
            return
        fields = {
            "url": page.url,
            "raw": base64.b64encode(page.raw).decode(),
            "content_type": page.content_type,
            "headers": page.headers,
            "retrieved_at": page.retrieved_at.isoformat(),
        }
        path = self._path(portal, url)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            handle, aside = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
            with os.fdopen(handle, "wb") as file:
                file.write(gzip.compress(json.dumps(fields).encode(), 6))
            Path(aside).replace(path)
        except OSError as error:
            raise SettingsError(
                f"ETL_DATA_DIR: {path.parent} cannot be written ({error.strerror})."
            ) from error

    def _path(self, portal: str, url: str) -> Path:
        """Without the port, which for a portal on this machine is another each time."""
        parts = urlsplit(url)
        name = hashlib.sha256(f"{parts.hostname}{parts.path}?{parts.query}".encode()).hexdigest()
        return self._folder / portal / f"{name[:32]}.json.gz"
