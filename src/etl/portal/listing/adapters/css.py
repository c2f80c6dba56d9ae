"""Any other family: where the rows are is said by CSS selectors in the portal's YAML.

::

    adapter: css
    selectors:
      row: ul.doc_list li        # one bulletin each
      link: a                    # within the row
      date: span.date            # within the row
      next: a.next               # the link to the next page, or
      pages: '?pageIndex={number}'   # the address of page 2, 3… where a script makes the links

Lonsun (龙讯) is read so: its pager says ``pageCount: 17``, which is believed where it stands.
"""

import re
from collections.abc import Iterator

from bs4 import Tag

from etl.document.parse_markup import tree_of
from etl.errors import SettingsError
from etl.portal.addresses import joined
from etl.portal.http.bounded_numbers import bounded
from etl.portal.listing.adapters.rows import MOST_FOLLOWING, row_to, target_of, title_of
from etl.portal.listing.model import Ask, ListingPage, distinct
from etl.portal.model import Entry, Portal, Selectors
from etl.portal.page.printed_dates import find_day

_MARK = "0000"
"""Stands for a page's number while its address is made into a pattern."""
_COUNT = re.compile(r"\b(?:pageCount|totalPages?)\W{1,4}(\d+)")


def read(text: str, url: str, portal: Portal) -> ListingPage:
    """Read one page of a listing that came from ``url``.

    Raises:
        SettingsError: the portal's YAML has no selectors.
    """
    where = portal.selectors
    if where is None:
        raise SettingsError(f"portals/{portal.name}.yaml: selectors: the adapter css needs them.")
    soup = tree_of(text)
    found = (_row(row, url, where, portal) for row in soup.select(where.row))
    rows = distinct(row for row in found if row)
    if where.pages:
        return ListingPage(rows, tuple(_numbered(where.pages, text, url, str(portal.listing))))
    following = soup.select_one(where.next) if where.next else None
    target = target_of(following, url) if following and following.get("href") else None
    return ListingPage(rows, (Ask(target),) if target else ())


def _numbered(template: str, text: str, url: str, first: str) -> Iterator[Ask]:
    """The pages counted; the next one where none are."""
    if counted := _COUNT.search(text):
        for number in range(2, bounded(counted[1], MOST_FOLLOWING) + 1):
            yield Ask(joined(first, _fill(template, number)).text)
        return
    pattern = re.escape(joined(first, _fill(template, _MARK)).text).replace(_MARK, r"(\d+)")
    here = re.fullmatch(pattern, url)
    number = bounded(here[1], MOST_FOLLOWING) + 1 if here else 2
    yield Ask(joined(first, _fill(template, number)).text, certain=False)


def _fill(template: str, number: int | str) -> str:
    return template.replace("{number}", str(number))


def _row(row: Tag, base: str, where: Selectors, portal: Portal) -> Entry | None:
    link = row.select_one(where.link)
    if link is None or not link.get("href"):
        return None
    beside = row.select_one(where.date) if where.date else None
    day = find_day(beside.get_text("", strip=True)) if beside else None
    return row_to(base, str(link["href"]), title_of(link), day, portal)
