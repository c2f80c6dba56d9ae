"""Where a listing may be, said by a page that is none."""

import re

from bs4 import BeautifulSoup

from etl.onboarding.bulletin_titles import title_words
from etl.portal.addresses import linked
from etl.portal.listing.adapters.rows import title_of

_MOST_COLUMNS = 3
_CATEGORY = "/gkmlpt/api/all/{}?page=1&sid={}"
_SHORTEST_COLUMN, _LONGEST_COLUMN = 3, 16
_GKMLPT_SITE = re.compile(r"\bSID[\"']?\s*:\s*[\"']?(?P<sid>\w{1,20})")
_GKMLPT_CATEGORY = re.compile(
    r"[\"']?\bid[\"']?\s*:\s*[\"']?(?P<id>\d{1,12})[\"']?\s*,\s*"
    r"[\"']?name[\"']?\s*:\s*[\"'](?P<name>[^\"']{1,60})[\"']"
)


def listing_elsewhere(soup: BeautifulSoup, text: str, url: str) -> str:
    """Which links of a page, or categories of a gkmlpt catalogue, may lead to the listing."""
    topics = title_words().topic

    def speaks(said: str) -> bool:
        return _SHORTEST_COLUMN <= len(said) <= _LONGEST_COLUMN and any(
            word in said for word in topics
        )

    if site := _GKMLPT_SITE.search(text):
        categories = [(one["id"], one["name"]) for one in _GKMLPT_CATEGORY.finditer(text)]
        for number, name in categories:
            if speaks(name):
                return (
                    f"it is a catalogue of gkmlpt: its category 「{name}」 is listed at "
                    f"{linked(url, _CATEGORY.format(number, site['sid']))}; give that address"
                )
    found = {
        target: said
        for link in soup.find_all("a", href=True)
        if speaks(said := title_of(link)) and (target := linked(url, str(link["href"])))
    }
    if found:
        named = ", ".join(
            f"「{said}」 {target}" for target, said in [*found.items()][:_MOST_COLUMNS]
        )
        return f"give the address of the column, which may be {named}"
    return (
        "open it in a browser: give the address of the page that lists the bulletins, or save it "
        "there once its scripts have run, and give the file with --url"
    )
