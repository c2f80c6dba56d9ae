"""What an answer's status and headers say."""

import re

import requests

from etl.errors import BadAddress, Gone, PortalError, RateLimited, Refused, ServerTrouble
from etl.portal.addresses import Address, joined
from etl.portal.http.fetched_page import Known

_KEPT_HEADERS = ("content-type", "date", "etag", "last-modified", "content-language")
_REDIRECTS = (301, 302, 303, 307, 308)
_WELL_FORMED = re.compile(r"[\x20-\x7e]{1,500}")
_SHOWN = 60


def kept_headers(response: requests.Response) -> dict[str, str]:
    """The headers worth keeping, lower-case names; malformed ones are left."""
    said = {name: response.headers.get(name, "") for name in _KEPT_HEADERS}
    return {name: value for name, value in said.items() if _WELL_FORMED.fullmatch(value)}


def conditions(known: Known) -> dict[str, str]:
    """The headers that ask for a page only where it has changed."""
    headers = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
    return {name: value for name, value in headers.items() if value}


def is_unchanged(response: requests.Response) -> bool:
    """Whether the answer is "as it was" to a question that asked for that."""
    asked = response.request.headers
    conditional = "If-None-Match" in asked or "If-Modified-Since" in asked
    return response.status_code == requests.codes.not_modified and conditional


def redirect_of(response: requests.Response, asked: Address) -> Address | None:
    """Where an answer leads on to; None where it is the answer itself.

    Raises:
        BadAddress: that is no address.
    """
    location = response.headers.get("location")
    if response.status_code not in _REDIRECTS or location is None:
        return None
    try:
        # The library reads headers as Latin-1; addresses in them are UTF-8 if not ASCII.
        return joined(asked.text, location.encode("latin-1").decode("utf-8"))
    except UnicodeError as error:
        raise BadAddress(
            f"{asked.text} redirects to an address that is not UTF-8", url=asked.text
        ) from error
    except BadAddress as error:
        raise BadAddress(f"{asked.text} redirects away: {error.what}", url=asked.text) from error


def refusal(url: str, response: requests.Response) -> PortalError:
    """The error that an error status is."""
    status = response.status_code
    said = f"{url} answered HTTP {status} {_shown(response.reason or '')}".rstrip()
    if status in (requests.codes.not_found, requests.codes.gone):
        return Gone(said, url=url)
    if status == requests.codes.too_many_requests:
        wait = _shown(response.headers.get("Retry-After") or "")
        return RateLimited(f"{said} and asks to wait {wait}" if wait else said, url=url)
    if status >= requests.codes.server_error:
        return ServerTrouble(said, url=url)
    return Refused(said, url=url)


def _shown(text: str) -> str:
    """As much of what a header says as a sentence can hold."""
    plain = "".join(c for c in text[: _SHOWN + 1] if c.isprintable())
    return plain if len(text) <= _SHOWN else f"{plain[:_SHOWN]}…"
