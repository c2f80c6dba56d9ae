"""dlt as the peer of ``warehouse.py``: the same figures, loaded by its merge strategies.

Runs under ``.venv-peers``: ``dlt_peer.py STRATEGY URL FACTS FOLDER`` loads the first
editions, the corrected ones, and these again, and prints one JSON object for each:
``{"step": NAME, "rows": N, "seconds": S, "peak_mb": M}``. Making the rows is not counted.
The seconds include all that a pipeline does: extract, normalise and load.
"""

import json
import os
import resource
import sys
import time
from collections import deque
from collections.abc import Callable
from typing import Any

from workload import KEY, Page, corrected, first, rows

STRATEGIES: dict[str, dict[str, Any]] = {
    # Both overwrite or close the figures that are offered, and leave the others alone.
    "merge": {"disposition": "merge", "strategy": "delete-insert"},
    "scd2": {"disposition": "merge", "strategy": "scd2", "row_version_column_name": "version"},
}


def loader(strategy: str, url: str, folder: str) -> Callable[[list[Page]], None]:
    """A function that loads pages into the database at ``url``."""
    os.environ["RUNTIME__DLTHUB_TELEMETRY"] = "false"
    os.environ["RUNTIME__LOG_LEVEL"] = "CRITICAL"
    import dlt

    postgresql = url.startswith("postgresql")
    # It asks for a host and a password; the server is found by the folder of its socket.
    destination: Any = (
        dlt.destinations.postgres(url.replace(":@/", ":none@localhost/"))
        if postgresql
        # Without a primary key its merge looks through the whole table for each row.
        else dlt.destinations.sqlalchemy(url, create_primary_keys=True)
    )
    pipeline = dlt.pipeline(
        f"warehouse_{strategy}",
        pipelines_dir=folder,
        destination=destination,
        dataset_name=f"dlt_{strategy}",
    )
    keys: dict[str, Any] = {"merge_key": KEY} if strategy == "scd2" else {"primary_key": KEY}

    def load(pages: list[Page]) -> None:
        resource = dlt.resource(
            lambda: rows(pages),
            name="fact",
            write_disposition=STRATEGIES[strategy],
            **keys,
        )
        # By COPY where there is one.
        pipeline.run(resource, loader_file_format="csv" if postgresql else "typed-jsonl")

    return load


def main(strategy: str, url: str, facts: int, folder: str) -> None:
    """Print what each step took."""
    load = loader(strategy, url, folder)
    for step, pages in (
        ("first", first(facts)),
        ("batch", corrected(facts)),
        ("again", corrected(facts)),
    ):
        start = time.perf_counter()
        deque(rows(pages), maxlen=0)
        making = time.perf_counter() - start
        start = time.perf_counter()
        load(pages)
        seconds = time.perf_counter() - start - making
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        count = sum(1 for page in pages for _ in page.figures)
        done = {"step": step, "rows": count, "seconds": seconds, "peak_mb": peak}
        print(json.dumps(done), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4])
