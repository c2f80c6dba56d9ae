"""The archive: can it be written, and are its bytes what was put in."""

import tempfile

from sqlalchemy import func, select

from etl.doctor.model import Verdict, fail, ok, warn
from etl.errors import ArchiveError
from etl.portal.archive.archive import Archive
from etl.settings import Settings
from etl.warehouse.connection.engine import read_only
from etl.warehouse.schema.open_and_upgrade import open_warehouse
from etl.warehouse.schema.tables import snapshot

_SAMPLE = 20


def writable(settings: Settings) -> Verdict:
    """Whether a file can be written where the archive is; elsewhere, whether it answers.

    Raises:
        ArchiveError: there is no archive at that address.
    """
    store = Archive(settings.archive).store
    folder = store.folder
    if folder is None:
        store.exists("probe")
        return ok(f"{store.name} answers; writing there is not tried")
    if not folder.parent.exists():
        return warn(f"there is no {folder.parent} yet", "`etl run` makes it")
    try:
        folder.mkdir(exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as probe:
            probe.write(b"probe")
            probe.flush()
    except OSError as error:
        return fail(
            f"{folder} cannot be written ({error.strerror})",
            "make room or permit writing there, or set ETL_ARCHIVE_URL to another folder",
        )
    return ok(f"{folder} can be written")


def intact(settings: Settings) -> Verdict:
    """Whether some of the contents that the warehouse knows are there, byte for byte."""
    if not settings.database_url and not (settings.data_dir / "warehouse.sqlite").is_file():
        return ok("nothing is archived yet")
    with (
        open_warehouse(settings.warehouse_url, create=False) as engine,
        read_only(engine) as connection,
    ):
        some = select(snapshot.c.sha256).order_by(func.random()).limit(_SAMPLE)
        names = connection.execute(some).scalars().all()
    archive = Archive(settings.archive)
    damaged = []
    for sha256 in names:
        try:
            archive.read(sha256)
        except ArchiveError as error:
            damaged.append(str(error))
    if damaged:
        return fail(
            f"{len(damaged)} of {len(names)} contents looked at are not whole: {damaged[0]}",
            "restore the archive from its backup",
        )
    return ok(f"{len(names)} contents taken at random are whole")
