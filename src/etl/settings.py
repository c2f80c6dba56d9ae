"""Settings: environment variables ``ETL_*`` and a ``.env`` file, read once at the edge."""

import os
import re
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from etl import resources
from etl.errors import SettingsError
from etl.logs.configure import LogFormat, LogLevel
from etl.logs.secrets import of_address, of_webhook

_NO_CONTACT = "operator contact not configured"


class Settings(BaseSettings):
    """What an operator may change without touching code."""

    model_config = SettingsConfigDict(env_prefix="ETL_", env_file=".env", extra="ignore")

    data_dir: Path = Field(default_factory=resources.default_data_dir)
    """Folder of everything the program writes: database, archive, reports."""

    database_url: str | None = None
    """Address of the warehouse; ``postgresql://USER:PASSWORD@HOST/NAME`` where several people use
    it, a SQLite file in ``data_dir`` when absent."""

    archive_url: str | None = None
    """Where the archive is: a folder, or an address that fsspec knows (``s3://bucket/…``); a
    folder in ``data_dir`` when absent."""

    private: bool = True
    """Whether what is written into ``data_dir`` is for the user alone who runs the program
    (folders 0700, files 0600); ``false`` leaves that to the system's umask."""

    portals_dir: Path | None = None
    """Folder of the portals' YAML that are one's own; the bundled ones are read beneath it, and
    one of the same name there is not read. In a wheel ``portals`` of ``data_dir`` when absent,
    in a checkout the checkout's own."""

    contact: str = _NO_CONTACT
    """Said in the User-Agent, so that a portal's administrator can reach the operator: set it
    before asking a real one."""

    pause_seconds: float = Field(default=2.0, ge=0)
    """Pause between two requests to one host (none towards a portal on this machine)."""

    alert_urls: str = ""
    """Channels that alerts go to, apart by spaces or commas: apprise URLs (``mailto://``,
    ``json://``…), and ``https://`` for incoming webhooks that take what Slack's take."""

    log_level: LogLevel | None = None
    """Least level of the events written to standard error; none are when absent."""

    log_format: LogFormat = "text"
    """How they are written: ``text`` or ``json``, a line each."""

    task_runner: Literal["threads", "processes", "dask"] = "threads"
    """What reads the pages of a backfill: threads, processes of this machine, or Dask."""

    task_workers: int = Field(default=2, ge=1)
    """How many threads or processes of a task runner."""

    dask_scheduler: str | None = None
    """Address of a Dask scheduler; where absent, Dask starts workers on this machine."""

    prefect_port: int = Field(default=4200, ge=1, le=65535)
    """Port of the Prefect server that ``etl up`` starts."""

    pages_port: int | None = Field(default=None, ge=1, le=65535)
    """Port at which ``etl up`` serves the site and the Data Docs; the one after Prefect's when
    absent."""
    prefect_host: str = "127.0.0.1"
    """Address of this machine on which that server listens."""

    prefect_notify: str | None = None
    """Notification block of Prefect, ``TYPE/NAME`` (``slack-webhook/ops``), that the shipped
    automations tell."""

    prefect_auth: str | None = None
    """``USER:PASSWORD`` that it asks for (Prefect's own basic authentication); without one it
    listens on this machine alone."""

    @classmethod
    def load(cls) -> Self:
        """Read the environment.

        Raises:
            SettingsError: a variable does not hold what it must.
        """
        try:
            return cls()
        except ValidationError as error:
            first = error.errors()[0]
            name = "ETL_" + "_".join(str(part) for part in first["loc"]).upper()
            raise SettingsError(f"{name}: {first['msg']}.") from error

    @property
    def has_contact(self) -> bool:
        """Whether somebody set whom a portal's administrator can reach."""
        return self.contact != _NO_CONTACT

    @property
    def warehouse_url(self) -> str:
        """The SQLAlchemy URL in force."""
        return self.database_url or f"sqlite:///{self.data_dir.absolute() / 'warehouse.sqlite'}"

    @property
    def archive(self) -> str | Path:
        """Root of the content-addressed archive of raw bytes: a folder or an address."""
        return self.archive_url or self.data_dir / "archive"

    @property
    def portal_folders(self) -> tuple[Path, ...]:
        """Where portals' YAML are looked for: one's own before the bundled ones."""
        own = self.portals_dir
        if own is None and not resources.in_checkout():
            own = self.data_dir / "portals"
        bundled = resources.folder("portals")
        return (bundled,) if own is None else (own.absolute(), bundled)

    @property
    def listings_dir(self) -> Path:
        """Where the listings' pages are kept until the next run."""
        return self.data_dir / "listings"

    @property
    def data_docs_dir(self) -> Path:
        """Folder of Great Expectations' reports on runs."""
        return self.data_dir / "data_docs"

    @property
    def decisions_dir(self) -> Path:
        """Folder of the pages to decide on, one for each that is held back."""
        return self.data_dir / "decisions"

    @property
    def views_file(self) -> Path:
        """What the views of a SQLite warehouse say, for BI tools."""
        return self.data_dir / "views.sqlite"

    @property
    def site_dir(self) -> Path:
        """Folder of the site that each run brings up to date."""
        return self.data_dir / "site"

    @property
    def pages_at(self) -> int:
        """The port in force at which site and Data Docs are served."""
        return self.pages_port or self.prefect_port + 1

    @property
    def alert_channels(self) -> tuple[str, ...]:
        """The addresses in ``alert_urls``; a comma within one (``?to=a,b``) parts nothing."""
        return tuple(filter(None, re.split(r"[,\s]+(?=[\w+-]+://|$)", self.alert_urls.strip())))

    @property
    def secrets(self) -> frozenset[str]:
        """What must never be said: the database's password, the channels' addresses."""
        channels = (of_webhook(url) for url in self.alert_channels)
        addresses = (of_address(url) for url in (self.database_url, self.archive_url) if url)
        password = (self.prefect_auth or "").partition(":")[2]
        return frozenset({password} - {""}).union(*channels, *addresses)

    @property
    def prefect_dir(self) -> Path:
        """Prefect's home: the database of runs, logs, and what ``etl up`` has running."""
        return self.data_dir.absolute() / "prefect"

    def make_data_dir(self) -> None:
        """Make the data folder; whatever this process writes afterwards is ``private``, too.

        Raises:
            SettingsError: it cannot be made.
        """
        if self.private:
            os.umask(0o077)
        try:
            self.data_dir.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise SettingsError(
                f"ETL_DATA_DIR: the folder {self.data_dir} cannot be made ({error.strerror})."
            ) from error


def portal_folders() -> tuple[Path, ...]:
    """Where portals' YAML are looked for, by the settings in force.

    Raises:
        SettingsError: a variable does not hold what it must.
    """
    return Settings.load().portal_folders
