"""What a flow may be asked for; Prefect makes the form in its UI from these types."""

from typing import Annotated

from pydantic import AfterValidator, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from etl.did_you_mean import did_you_mean
from etl.portal.model import portal_names
from etl.settings import portal_folders


def known_portals() -> list[str]:
    """Every portal that there is a file for."""
    return portal_names(portal_folders())


def _known(name: str) -> str:
    known = known_portals()
    if name not in known:
        hint = did_you_mean(name, known) or f" (known: {', '.join(known)})"
        raise ValueError(f"there is no portal {name!r}{hint}")
    return name


class _Choices:
    """In the form of a parameter, the names that there are when the form is made."""

    def __get_pydantic_json_schema__(
        self, core: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {**handler(core), "enum": known_portals()}


AnyPortal = Annotated[str, AfterValidator(_known)]
"""The name of a file in ``portals/``; the run refuses one that there is not."""

PortalName = Annotated[AnyPortal, _Choices()]
"""The same as a list to choose from in the UI; a deployment with one is registered anew when the
folder changes, so that no city is refused that was added since
(:mod:`etl.flows.local.portals_watcher`)."""
