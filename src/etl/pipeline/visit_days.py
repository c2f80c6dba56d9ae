"""The looks that a run takes at a portal: one, or for a sample portal one a day of its own."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from etl.localportal.samples import load_samples
from etl.localportal.server import serve
from etl.portal.model import Portal
from etl.portal.page.dates import end_of_day


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


def looks(portal: Portal, samples: Path, *, again: bool) -> Iterator[Look]:
    """Each look in turn; a sample portal is served while the iteration lasts.

    Args:
        samples: folder of the sample portal's pages.
        again: whether an earlier run has completed. A sample portal's clock does not turn
            back: then only its last day is looked at.

    Raises:
        SettingsError: the samples cannot be served.
    """
    if not portal.sample:
        yield Look(portal)
        return
    days = load_samples(samples).visits
    days = days[-1:] if again else days
    with serve(samples, days[0]) as local:
        for day in days:
            local.as_of = day
            yield Look(local.standing_in_for(portal), day)
