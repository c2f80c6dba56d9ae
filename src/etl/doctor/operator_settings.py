"""What an operator set up: settings, files, libraries."""

from pathlib import Path

from etl.alerts.channels import channels
from etl.doctor.model import Verdict, ok, warn
from etl.portal.model import Folders, load_portal, portal_names
from etl.quality.gx_validation import warm_up
from etl.quality.suite import load_suites
from etl.settings import Settings


def contact(settings: Settings) -> Verdict:
    """Whether a portal's administrator can reach the operator."""
    if not settings.has_contact:
        return warn("ETL_CONTACT is not set", "set it to an address that somebody reads")
    return ok(f"portals are told {settings.contact}")


def alert_channels(settings: Settings) -> Verdict:
    """Whether alerts have somewhere to go; no message is sent.

    Raises:
        SettingsError: an address is none.
    """
    known = channels(settings.alert_channels)
    if not known:
        return warn(
            "ETL_ALERT_URLS names no channel",
            "set it, or look at Prefect's UI and `etl alerts list` yourself",
        )
    return ok(f"{', '.join(channel.name for channel in known)}; `etl alerts test` tries them")


def files(portals: Folders, expectations: Path) -> Verdict:
    """Whether the portals' and the suites' files are what they must be.

    Raises:
        SettingsError: one is not.
    """
    names = portal_names(portals)
    for name in names:
        load_portal(name, portals)
    suites = load_suites(expectations)
    return ok(f"{len(names)} portals, {sum(len(s.expectations) for s in suites)} expectations")


def expectations() -> Verdict:
    """Whether Great Expectations can be imported."""
    warm_up()
    import great_expectations

    return ok(f"Great Expectations {great_expectations.__version__}")
