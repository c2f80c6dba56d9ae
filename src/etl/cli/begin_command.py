"""What a command begins with: its settings, and its log as they ask for it."""

import sys
import traceback
from types import TracebackType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from etl.settings import Settings


def begin() -> "Settings":
    """The settings in force; from here on what is logged, and a defect's traceback, keeps
    their secrets.

    Raises:
        SettingsError: a variable does not hold what it must.
    """
    from etl import escaping
    from etl.logs.configure import configure
    from etl.logs.secrets import masked
    from etl.settings import Settings

    settings = Settings.load()
    configure(settings.log_level, settings.log_format, settings.secrets)

    def tell(kind: type[BaseException], error: BaseException, at: TracebackType | None) -> None:
        said = "".join(traceback.format_exception(kind, error, at))
        sys.stderr.write(escaping.shown(masked(said, settings.secrets)))

    sys.excepthook = tell
    return settings
