"""The pages to decide on, as files of the data folder: ``decisions/7.html``."""

from collections.abc import Sequence
from pathlib import Path

from etl.errors import SettingsError
from etl.pipeline.decision_cases import Cases
from etl.site.pages.decision import decision_page


def path_of(folder: Path, held_id: int) -> Path:
    """Where the page of what is held back under a number is, if it was written."""
    return folder / f"{held_id}.html"


def folder_for(folder: Path) -> Path:
    """The folder, made where there is none.

    Raises:
        SettingsError: it cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsError(f"The folder {folder} cannot be made ({error.strerror}).") from error
    return folder


def write_decisions(cases: Cases, held_ids: Sequence[int], folder: Path) -> None:
    """Write the pages of several.

    Raises:
        NothingFound: nothing is held back under a number.
        SettingsError: a page cannot be written.
    """
    folder_for(folder)
    for held_id in held_ids:
        path = path_of(folder, held_id)
        try:
            path.write_text(decision_page(cases.of(held_id)), "utf-8")
        except OSError as error:
            raise SettingsError(f"{path} cannot be written ({error.strerror}).") from error
