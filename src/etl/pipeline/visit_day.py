"""A look at a portal: the portal, and the day it is there."""

import uuid
from dataclasses import dataclass, field
from datetime import date, datetime

from etl.portal.model import Portal
from etl.portal.page.printed_dates import end_of_day


@dataclass(frozen=True, slots=True)
class Look:
    """A portal, and the day it is there."""

    portal: Portal
    day: date | None = None
    """The day at a sample portal; None where the portal lives in the present."""
    visit: str = field(default_factory=lambda: str(uuid.uuid4()))
    """Names the visit in the archive's notes, see :class:`etl.portal.model.Retrieval`."""

    def moment(self, now: datetime) -> datetime:
        """``now`` by the portal's calendar: a sample portal's page is got on its day."""
        return end_of_day(self.day, self.portal.zone) if self.day else now
