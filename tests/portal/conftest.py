"""Portals to ask: the sample one, and one that has a bad day."""

from collections.abc import Iterator
from datetime import date

import pytest

from etl import resources
from etl.localportal.local_portal import LocalPortal
from etl.localportal.server import serve
from etl.portal.http.client import Client
from etl.portal.http.retry import Limits
from etl.portal.model import Portal, load_portal
from tests.portal.bad_days import BadDay, bad_day, portal_at

QUICK = Limits(
    connect_seconds=2,
    read_seconds=2,
    total_seconds=5,
    max_bytes=100_000,
    retries=2,
    backoff_seconds=0.01,
    retry_after_seconds=5,
)


@pytest.fixture
def site() -> Iterator[LocalPortal]:
    """The sample portal on the last day of January 2025."""
    with serve(resources.folder("samples"), date(2025, 1, 31)) as portal:
        yield portal


@pytest.fixture
def portal(site: LocalPortal) -> Portal:
    return site.standing_in_for(load_portal("sample", resources.folder("portals")))


@pytest.fixture
def client(portal: Portal) -> Iterator[Client]:
    with Client(portal, contact="data@example.org", pause_seconds=5) as client:
        yield client


@pytest.fixture
def day() -> Iterator[BadDay]:
    with bad_day() as day:
        yield day


@pytest.fixture
def hasty(day: BadDay) -> Iterator[Client]:
    """A client of the portal that has a bad day, with little patience."""
    with Client(
        portal_at(day.url), contact="data@example.org", pause_seconds=0, limits=QUICK
    ) as client:
        yield client
