"""The wordings of a portal, read from the warehouse once and brought up to date."""

from datetime import datetime

from sqlalchemy import Connection

from etl.indicators.known_wordings import Known
from etl.warehouse.queries.known_of_portal import known_indicators, last_load


class Wordings:
    """What a run knows of one portal's wordings between two bulletins.

    Every load of a portal has a time of its own. Where the last one is that which is held,
    nothing else was loaded since; otherwise all is read again.
    """

    def __init__(self) -> None:
        self._of: tuple[str, datetime] | None = None
        self._known = Known()

    def now(self, connection: Connection, portal: str) -> Known:
        """What the warehouse knows, in the transaction of the connection."""
        last = last_load(connection, portal)
        if last is None or self._of != (portal, last):
            self._known = Known(known_indicators(connection, portal))
            self._of = (portal, last) if last else None
        return self._known

    def loaded(self, connection: Connection, portal: str, known: Known) -> None:
        """Hold what is known after a load in this transaction."""
        last = last_load(connection, portal)
        self._known, self._of = known, (portal, last) if last else None
