"""Settings: environment variables ``ETL_*`` and a ``.env`` file, read once at the edge."""

from pathlib import Path
from typing import Literal, Self

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from etl import resources
from etl.errors import SettingsError


class Settings(BaseSettings):
    """What an operator may change without touching code."""

    model_config = SettingsConfigDict(env_prefix="ETL_", env_file=".env", extra="ignore")

    data_dir: Path = Field(default_factory=resources.default_data_dir)
    """Folder of everything the program writes: database, archive, reports."""

    database_url: str | None = None
    """SQLAlchemy URL of the warehouse; a SQLite file in ``data_dir`` when absent."""

    contact: str = "operator contact not configured"
    """Said in the User-Agent, so that a portal's administrator can reach the operator."""

    pause_seconds: float = Field(default=2.0, ge=0)
    """Pause between two requests to one host (none towards a portal on this machine)."""

    task_runner: Literal["threads", "processes", "dask"] = "threads"
    """What reads the pages of a backfill: threads, processes of this machine, or Dask."""

    task_workers: int = Field(default=2, ge=1)
    """How many threads or processes of a task runner."""

    dask_scheduler: str | None = None
    """Address of a Dask scheduler; where absent, Dask starts workers on this machine."""

    prefect_port: int = Field(default=4200, ge=1, le=65535)
    """Port of the Prefect server that ``etl up`` starts."""

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
    def warehouse_url(self) -> str:
        """The SQLAlchemy URL in force."""
        return self.database_url or f"sqlite:///{self.data_dir.absolute() / 'warehouse.sqlite'}"

    @property
    def archive_dir(self) -> Path:
        """Root of the content-addressed archive of raw bytes."""
        return self.data_dir / "archive"

    @property
    def prefect_dir(self) -> Path:
        """Prefect's home: the database of runs, logs, and what ``etl up`` has running."""
        return self.data_dir.absolute() / "prefect"

    def make_data_dir(self) -> None:
        """Make the data folder.

        Raises:
            SettingsError: it cannot be made.
        """
        try:
            self.data_dir.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise SettingsError(
                f"ETL_DATA_DIR: the folder {self.data_dir} cannot be made ({error.strerror})."
            ) from error
