"""How a listing's other pages are asked for, as the adapter ``css`` is told it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from bs4 import BeautifulSoup, Tag

from etl.portal.addresses import linked

_NEXT = ("下一页", "下页", "后一页", "后页", "下一頁", "next", ">", "›", "»")
_LONSUN = re.compile(r"Ls\.pagination\s*\(")
_SCRIPTED = re.compile(r"\b(?:pageCount|totalPages?|pageSize|curr(?:ent)?Page)\b", re.IGNORECASE)
_NUMBERED = re.compile(r"(?P<before>.*?[/_=\-])2(?P<after>\.s?html?|)$")
_OWN = re.compile(r"(?P<before>.*[_=\-])1(?P<after>\.s?html?|)$")
_WORD = re.compile(r"[A-Za-z][A-Za-z_-]*")


@dataclass(frozen=True, slots=True)
class PagerGuess:
    """How to go on, why so, and what to check where it is not certain."""

    next: str = ""
    pages: str = ""
    because: str = ""
    unsure: str = ""


def guess_pager(soup: BeautifulSoup, text: str, url: str) -> PagerGuess:
    """How a page of a listing leads to the others."""
    if link := next(_next_links(soup, url), None):
        return PagerGuess(next=link[0], because=f"a link 「{link[1]}」")
    if _LONSUN.search(text):
        return PagerGuess(pages="?pageIndex={number}", because="the pager of Lonsun (龙讯)")
    if pages := _second(soup, url):
        return PagerGuess(pages=pages, because="the link to page 2")
    name = urlsplit(url).path.rpartition("/")[2]
    if own := _OWN.fullmatch(name):
        pages = f"{own['before']}{{number}}{own['after']}"
        return PagerGuess(
            pages=pages,
            because="the page's own address ends in 1",
            unsure="open page 2 in a browser and compare its address",
        )
    if _SCRIPTED.search(text):
        said = "a script makes the links to the other pages: open page 2 in a browser, and give "
        return PagerGuess(unsure=said + "its address as pages: '?page={number}' or as it looks")
    return PagerGuess(
        because="no link to a second page",
        unsure="if there are older rows than these, say in next or pages how to come to them",
    )


def _next_links(soup: BeautifulSoup, url: str) -> Iterator[tuple[str, str]]:
    """A selector for each link that says to lead on, and what it says."""
    for link in soup.find_all("a", href=True):
        said = link.get_text("", strip=True)
        target = linked(url, str(link["href"]))
        if said.lower() not in _NEXT or target is None or target == url:
            continue
        for selector in _selectors(link, said):
            if soup.select_one(selector) is link:
                yield selector, said
                break


def _selectors(link: Tag, said: str) -> Iterator[str]:
    names = link.get("class") or []
    for name in names.split() if isinstance(names, str) else names:
        if _WORD.fullmatch(name):
            yield f"a.{name}"
    yield f'a:-soup-contains("{said}")'


def _second(soup: BeautifulSoup, url: str) -> str:
    """The address of page 2 with its number left open, relative to the listing."""
    here = urlsplit(url)
    folder = here.path.rpartition("/")[0]
    for link in soup.find_all("a", href=True):
        target = linked(url, str(link["href"]))
        if target is None or link.get_text("", strip=True) != "2":
            continue
        parts = urlsplit(target)
        if parts.netloc != here.netloc or parts.path.rpartition("/")[0] != folder:
            continue
        name = parts.path.rpartition("/")[2]
        if parts.path == here.path and parts.query:
            name = f"?{parts.query}"
        if (found := _NUMBERED.fullmatch(name)) and "{" not in name:
            return f"{found['before']}{{number}}{found['after']}"
    return ""
