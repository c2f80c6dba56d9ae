"""A sample portal of a test's own."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml


def write_samples(folder: Path, pages: Sequence[dict[str, Any]], rows: int = 8) -> None:
    """Write the manifest of a portal with these pages, as the local portal reads it."""
    folder.mkdir(exist_ok=True)
    manifest = {
        "site": "示例政务网",
        "domain": "www.shili.example",
        "column": "市办实事",
        "path": "/bss/",
        "source": "市政府办公厅",
        "visits": ["2025-01-31"],
        "rows": rows,
        "pages": list(pages),
    }
    (folder / "portal.yaml").write_text(yaml.safe_dump(manifest, allow_unicode=True), "utf-8")
