"""The days on which a run looks at a sample portal, a look each; at any other portal, one look."""

from collections.abc import Iterator
from pathlib import Path

from etl.localportal.samples import load_samples
from etl.localportal.server import serve
from etl.pipeline.visit_day import Look
from etl.portal.model import Portal


def looks(portal: Portal, samples: Path, *, again: bool) -> Iterator[Look]:
    """Each look in turn; a sample portal is served while the iteration lasts.

    Args:
        portal: a sample portal, or any other, which is looked at once.
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
