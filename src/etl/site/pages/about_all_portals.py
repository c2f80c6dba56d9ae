"""The pages about all portals: overview, quality, and what all of it means."""

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import reduce
from operator import add

from etl.bulletin import PARSER_VERSION
from etl.portal.publishing_habits import Expected
from etl.report.bilingual_names import Name
from etl.site.pages.corrections_and_feeds import Row
from etl.site.portal_page_data import city_name
from etl.site.portal_summary import Counts, Summary
from etl.site.render import fill
from etl.site.shown_figures import written
from etl.warehouse.journal.waiting_for_verdict import Held
from etl.warehouse.schema.views import descriptions_in_chinese, load_views

_NEWS = 8
_HELD = 300


def overview_page(
    cities: Sequence[Summary],
    corrections: Sequence[Row],
    overdue: Sequence[tuple[Name, Expected]],
) -> str:
    """The first page."""
    latest = sorted(
        ((city, one) for city in cities for one in city.latest),
        key=lambda pair: pair[1].published_at,
        reverse=True,
    )
    counts = (city.years[0].counts for city in cities if city.years)
    return fill(
        "site/index.html",
        root="",
        here="cities",
        cities=[city for city in cities if city.years],
        total=reduce(add, counts, Counts()),
        latest=latest[:_NEWS],
        corrections=corrections[:_NEWS],
        overdue=overdue,
    )


def quality_page(cities: Sequence[Summary], held: Sequence[Held]) -> str:
    """How well everything was read, and what waits."""
    names: Mapping[str, Name] = {city.portal: city.name for city in cities}
    return fill(
        "site/quality.html",
        root="",
        here="quality",
        cities=cities,
        waiting=Counter(one.portal for one in held),
        held=[
            (names.get(one.portal, city_name(one.portal, one.portal)), one, _value(one))
            for one in held[:_HELD]
        ],
        more=max(0, len(held) - _HELD),
    )


def about_page() -> str:
    """Method, definitions, dictionary, licence, how to cite."""
    chinese = descriptions_in_chinese()

    def both(said: str) -> Name:
        return Name(chinese.get(said, ""), said)

    views = [
        (view.name, both(view.comment), {name: both(said) for name, said in view.columns.items()})
        for view in sorted(load_views(), key=lambda view: view.name)
    ]
    return fill("site/about.html", root="", here="about", views=views, version=PARSER_VERSION)


def _value(one: Held) -> str:
    if one.figure is None:
        return ""
    return written(one.figure.read.value, one.figure.read.unit, one.figure.qualifier)
