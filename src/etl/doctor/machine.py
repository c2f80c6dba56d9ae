"""This machine: room, fonts, time zones."""

import shutil
import subprocess
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from etl.doctor.model import Verdict, fail, ok, warn

_MEGABYTE = 1_000_000
_SCARCE_BYTES = 2_000 * _MEGABYTE
_LEAST_BYTES = 200 * _MEGABYTE


def disk(folder: Path, scarce: int = _SCARCE_BYTES, least: int = _LEAST_BYTES) -> Verdict:
    """Whether there is room where the program writes.

    Args:
        folder: where it writes; it need not exist yet.
        scarce: bytes below which somebody should look.
        least: bytes below which a run may not end.
    """
    there = next(parent for parent in (folder, *folder.parents) if parent.is_dir())
    free = shutil.disk_usage(there).free
    seen = f"{free / _MEGABYTE:,.0f} MB free for {folder}"
    advice = "make room, or set ETL_DATA_DIR to a larger disk"
    if free < least:
        return fail(seen, advice)
    return warn(seen, advice) if free < scarce else ok(seen)


def fonts(command: str = "fc-list") -> Verdict:
    """Whether a browser on this machine has characters for Chinese."""
    program = shutil.which(command)
    if program is None:
        return warn(
            f"no {command} to ask", "nothing, where the UI is only looked at from other machines"
        )
    listed = subprocess.run(  # noqa: S603 - a program of the system, fixed arguments
        [program, ":lang=zh", "family"], capture_output=True, text=True, timeout=20, check=False
    )
    families = sorted({line.split(",")[0] for line in listed.stdout.splitlines() if line})
    if not families:
        return warn("no font has Chinese characters", "install one, as Noto Sans CJK")
    return ok(f"{families[0]} and {len(families) - 1} more have Chinese characters")


def zones(names: tuple[str, ...]) -> Verdict:
    """Whether the portals' time zones are known here."""
    missing = [name for name in names if not _known(name)]
    if missing:
        return fail(
            f"no data for {', '.join(missing)}",
            "install the system's tzdata, or the package tzdata beside this program",
        )
    return ok(f"data for {', '.join(names)}")


def _known(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return False
    return True
