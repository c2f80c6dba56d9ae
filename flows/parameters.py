"""What a flow may be asked for; Prefect makes the form in its UI from these types."""

from typing import Annotated

from pydantic import AfterValidator, Field

from etl.similar import did_you_mean


def portal_names() -> list[str]:
    """Every portal that there is a file for."""
    return sorted(path.stem for path in portal_folders().glob("*.yaml"))


def _known(name: str) -> str:
    if name not in portal_names():
        hint = did_you_mean(name, portal_names()) or f" (known: {', '.join(portal_names())})"
        raise ValueError(f"there is no portal {name!r}{hint}")
    return name


PortalName = Annotated[
    str, AfterValidator(_known), Field(json_schema_extra={"enum": list(portal_names())})
]
"""The name of a file in ``portals/``; a list to choose from in the UI."""
