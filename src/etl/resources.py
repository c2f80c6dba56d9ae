"""Where the files live that the program reads: suites, concepts, portals, samples, migrations.

A checkout keeps them in folders at its top, where people edit them; a wheel carries
the same folders inside the package.
"""

from pathlib import Path

_PACKAGE = Path(__file__).parent
_CHECKOUT = _PACKAGE.parents[1]


def in_checkout() -> bool:
    """Whether the package runs from a checkout rather than from an installed wheel."""
    return _PACKAGE.parent.name == "src" and (_CHECKOUT / "pyproject.toml").is_file()


def folder(name: str) -> Path:
    """The folder called ``name``: ``concepts``, ``expectations``, ``portals``, ``samples`` or
    ``warehouse``; or the file ``prefect.yaml``."""
    return _CHECKOUT / name if in_checkout() else _PACKAGE / "bundled" / name


def default_data_dir() -> Path:
    """``var/`` in a checkout, ``pledge-etl-data/`` in the working directory otherwise."""
    return _CHECKOUT / "var" if in_checkout() else Path.cwd() / "pledge-etl-data"
