"""Bad days to order, and the oddities that real portals show on good ones.

Each fault has a name and strikes the listing (:mod:`~etl.localportal.faults.listing`), one
article (:mod:`~etl.localportal.faults.article` says what stands in it,
:mod:`~etl.localportal.faults.transport` how it comes over the wire), robots.txt, or the
host. Those of an article strike one bulletin each, from the newest backwards, in the order
in which they were named.
"""

from collections.abc import Mapping

from etl.localportal.faults import article, listing, transport
from etl.localportal.faults.model import Fault

FAULTS: Mapping[str, Fault] = {**listing.FAULTS, **article.FAULTS, **transport.FAULTS}
"""Every fault by its name."""
