"""Which program opens files: what it made of one holds until it changes."""

import hashlib
import sys
from functools import cache
from importlib.metadata import distributions
from pathlib import Path

import etl


@cache
def reader_version() -> str:
    """A digest of Python, of every library that is installed and of this program's modules.

    Which of them a file's text hangs on nobody can list, so a change of any has files opened anew.
    """
    installed = sorted((one.name, one.version) for one in distributions())
    digest = hashlib.sha256(f"{sys.version} {installed}".encode())
    for path in sorted(Path(etl.__file__).parent.rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()
