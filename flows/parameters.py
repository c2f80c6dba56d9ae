"""What a flow may be asked for; Prefect makes the form in its UI from these types."""

from typing import Annotated

from pydantic import AfterValidator, Field

from etl import resources


def portal_names() -> list[str]:
    """Every portal that there is a file for."""
    return sorted(path.stem for path in resources.folder("portals").glob("*.yaml"))


def _known(name: str) -> str:
    if name not in portal_names():
        raise ValueError(f"there is no portal {name!r} (known: {', '.join(portal_names())})")
    return name


PortalName = Annotated[
    str, AfterValidator(_known), Field(json_schema_extra={"enum": list(portal_names())})
]
"""The name of a file in ``portals/``; a list to choose from in the UI."""
