"""Corrections of all portals: as rows of pages, and as the feeds that tell of them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from hashlib import sha256
from zoneinfo import ZoneInfo

from etl.decimals import plain
from etl.report.bilingual_names import MEASURES, Name
from etl.site.page_addresses import bulletin_page, indicator_page, original, shown
from etl.site.portal_page_data import city_name
from etl.site.render import fill, visible
from etl.site.shown_figures import written
from etl.warehouse.queries.site_rows import Correction

SHOWN = 500
_SIGNS = {True: "+", False: "−"}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Row:
    """A correction in words."""

    row: Correction
    name: str
    """The same after the warehouse was built anew."""
    city: Name
    published: date
    """By the portal's calendar."""
    before: str
    after: str
    """'' where the figure was withdrawn."""
    delta: str
    """With its sign and without unit; '' where one of the two is missing."""
    address: str
    before_link: str
    after_link: str

    @property
    def id(self) -> str:
        return f"tag:pledge-etl,2024:correction/{self.name}"

    @property
    def updated(self) -> str:
        return self.row.published_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    @property
    def title(self) -> str:
        """``青岛 新增停车泊位 实际 actual: 15,480 个 → 14,580 个``."""
        named = " ".join(filter(None, (self.row.indicator, self.row.stage, self.row.breakdown)))
        after = self.after or "撤回 withdrawn"
        return f"{self.city} {named} {MEASURES[self.row.measure]}: {self.before} → {after}"

    @property
    def summary(self) -> str:
        return f"截至 until {self.row.period_end} · {self.row.title} · {shown(self.row.url)}"


def correction_rows(corrections: Sequence[Correction], zones: Mapping[str, ZoneInfo]) -> list[Row]:
    """The corrections in words, in their order."""
    return [_row(one, zones[one.portal]) for one in corrections]


def corrections_page(rows: Sequence[Row]) -> str:
    """The page of the latest."""
    return fill(
        "site/corrections.html",
        root="",
        here="corrections",
        rows=rows[:SHOWN],
        more=len(rows) > SHOWN,
    )


def atom(rows: Sequence[Row]) -> str:
    """The feed as Atom."""
    latest = max((row.row.published_at for row in rows), default=_EPOCH)
    updated = latest.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return fill("site/corrections.atom", rows=rows[:SHOWN], updated=updated)


def json_feed(rows: Sequence[Row]) -> str:
    """The feed as JSON Feed 1.1."""
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "更正 · Corrections",
        "home_page_url": "corrections.html",
        "language": "zh-Hans",
        "items": [_item(row) for row in rows[:SHOWN]],
    }
    return json.dumps(feed, ensure_ascii=False, indent=1) + "\n"


def _item(row: Row) -> dict[str, object]:
    one = row.row
    return {
        "id": row.id,
        "url": f"corrections.html#v{row.name}",
        # A reader opens it: no address of another kind gets there.
        **({"external_url": one.url} if original(one.url) else {}),
        "title": visible(row.title),
        "content_text": visible(row.summary),
        "date_published": row.updated,
        "_correction": {
            "portal": one.portal,
            "indicator": one.indicator,
            "stage": one.stage or None,
            "breakdown": one.breakdown or None,
            "period_end": one.period_end.isoformat(),
            "measure": one.measure,
            "before": _exact(one.before),
            "after": _exact(one.after),
            "unit": one.unit,
        },
    }


def _row(one: Correction, zone: ZoneInfo) -> Row:
    said = (one.portal, one.indicator, one.stage, one.breakdown, one.measure, one.period_end)
    named = "\x00".join(map(str, (*said, one.published_at, one.after)))
    delta = None if one.before is None or one.after is None else one.after - one.before
    page = indicator_page(one.portal, one.indicator, one.stage, one.breakdown)
    return Row(
        one,
        sha256(named.encode("utf-8", "surrogatepass")).hexdigest()[:12],
        city_name(one.portal, one.city),
        one.published_at.astimezone(zone).date(),
        "" if one.before is None else written(one.before, one.unit, None),
        "" if one.after is None else written(one.after, one.unit, None),
        "" if delta is None else f"{_SIGNS[delta > 0]}{plain(abs(delta), thousands=',')}",
        f"{page}#d{one.period_end:%Y%m%d}",
        bulletin_page(one.portal, one.key_before, one.sha256_before),
        bulletin_page(one.portal, one.key, one.sha256),
    )


def _exact(value: Decimal | None) -> str | None:
    return None if value is None else plain(value)
