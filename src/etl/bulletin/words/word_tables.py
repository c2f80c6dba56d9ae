"""The tables of words of this folder, row by row."""

import csv
from importlib.resources import files


def table(name: str) -> list[dict[str, str]]:
    """The rows of a table of this folder, comments left out."""
    lines = files("etl.bulletin.words").joinpath(name).read_text("utf-8").splitlines()
    rows = (line for line in lines if not line.startswith("#"))
    return [
        {key: value or "" for key, value in row.items() if key}
        for row in csv.DictReader(rows, delimiter="\t", quoting=csv.QUOTE_NONE)
    ]
