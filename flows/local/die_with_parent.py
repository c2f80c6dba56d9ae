"""Processes that end with the one that started them: a killed command leaves none behind.

``python -m etl.flows.local.die_with_parent ARGUMENTS`` is ``prefect ARGUMENTS`` that does so.
"""

import os
import runpy
import sys
import threading
import time

_LOOK_SECONDS = 1


def end_with_parent() -> None:
    """Have this process end when the one that started it has."""
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(_LOOK_SECONDS)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


if __name__ == "__main__":
    end_with_parent()
    sys.argv[0] = "prefect"
    runpy.run_module("prefect", run_name="__main__")
