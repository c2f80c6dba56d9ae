"""Where a portal's figures come from, as assets of Prefect: the listing, and what is loaded.

A run that adds versions of figures materialises ``pledges://PORTAL/figures`` from the address of
the portal's listing, with how many.
"""

from prefect.assets import Asset, AssetProperties, add_asset_metadata, materialize
from prefect.cache_policies import NO_CACHE

from etl.pipeline.run_report import RunReport
from etl.portal.model import Portal


def materialise(report: RunReport, portal: Portal) -> None:
    """Record that a run added versions of figures; nothing where it did not."""
    if not report.versions:
        return
    figures = Asset(
        key=f"pledges://{portal.name}/figures",
        properties=AssetProperties(
            name=f"{portal.city}: figures",
            description="Versions of figures in the warehouse.",
            owners=[portal.maintainer] if portal.maintainer else None,
        ),
    )

    @materialize(
        figures,
        asset_deps=[Asset(key=str(portal.listing))],
        name="record the figures",
        task_run_name="record the figures",
        cache_policy=NO_CACHE,
        persist_result=False,
    )
    def record(versions: int, bulletins: int) -> None:
        add_asset_metadata(figures, {"versions": versions, "bulletins": bulletins})

    record(report.versions, sum(1 for page in report.pages if page.loaded))
