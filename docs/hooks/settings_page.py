"""The page of settings, from the class that reads them."""

import ast
import inspect
from collections.abc import Iterator

from etl import settings

_HEAD = """# Settings

Environment variables, or a file `.env` in the working directory. A value that is wrong is told in
one sentence before anything is done.

| variable | default | |
|---|---|---|
"""
_TAIL = """
`PREFECT_API_URL` is Prefect's own: the server that is used; otherwise that of `etl up`, or one that
lasts as long as the command.
"""
_DEFAULTS = {"data_dir": "`var/` in a checkout, `pledge-etl-data/` elsewhere"}


def render() -> str:
    """A row a setting."""
    said = dict(_docstrings())
    fields = settings.Settings.model_fields
    rows = (
        f"| `ETL_{name.upper()}` | {_DEFAULTS.get(name) or _default(field.default)} "
        f"| {said[name]} |\n"
        for name, field in fields.items()
    )
    return _HEAD + "".join(rows) + _TAIL


def _default(value: object) -> str:
    if value is None or value == "":
        return ""
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


def _docstrings() -> Iterator[tuple[str, str]]:
    """The string below each field."""
    [described] = ast.parse(inspect.getsource(settings.Settings)).body
    assert isinstance(described, ast.ClassDef)  # noqa: S101
    for field, said in zip(described.body, described.body[1:], strict=False):
        match field, said:
            case (
                ast.AnnAssign(target=ast.Name(name)),
                ast.Expr(value=ast.Constant(value=str(text))),
            ):
                said = " ".join(text.replace("``", "`").split())
                yield name, said.replace("`data_dir`", "`ETL_DATA_DIR`")
