"""What an address says: whose it is, and where it leads.

Every address that comes from outside is parsed here, once, by the parser of the library that
connects. Two parsers that read one text differently are how a foreign host is asked in the
name of a known one (``http://evil.example\\@good.example/``): what they do not agree on, and
what the parser does not print back the same, is no address.
"""

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from urllib3.exceptions import LocationParseError
from urllib3.util import parse_url

from etl.errors import BadAddress

FILE_SUFFIXES = frozenset([
    ".doc", ".docx", ".xls", ".xlsx", ".pdf", ".wps", ".et", ".csv", ".ods", ".rtf", ".ofd", ".mht",
    ".mhtml",
])  # fmt: skip
"""The ends of the names of files that hold text or tables."""

_LONGEST = 2000
_NEVER = re.compile(r"[\x00-\x1f\x7f-\x9f\\\ud800-\udfff]")
_LABEL = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
_HOST = re.compile(rf"{_LABEL}(?:\.{_LABEL})*|\[[0-9a-f:.]+\]")
_SHOWN = 100


@dataclass(frozen=True, slots=True)
class Address:
    """An address of the web that may be asked for."""

    text: str
    """As it was written, made absolute."""
    wire: str
    """As it is sent: ASCII, without the part after ``#``."""
    scheme: str
    host: str
    """Lower case; a Chinese name in its ASCII form."""
    port: int | None
    path: str
    """Percent-encoded, never empty."""

    @property
    def authority(self) -> str:
        """``host``, or ``host:port`` where the port is not a usual one."""
        return self.host if self.port in (None, 80, 443) else f"{self.host}:{self.port}"


def address(text: str) -> Address:
    """Parse an address.

    Raises:
        BadAddress: it is none, or one that two readers could understand differently.
    """
    if len(text) > _LONGEST:
        raise _bad(text, f"it has {len(text):,} characters")
    if strange := _NEVER.search(text):
        raise _bad(text, f"it holds {strange[0]!r}")
    try:
        parsed = parse_url(text)._replace(fragment=None)
        # The empty path is the only thing that may be added.
        parsed = parsed._replace(path=parsed.path or "/")
        wire = parsed.url
        again, other, written = parse_url(wire), urlsplit(wire), urlsplit(text)
        ports = {parsed.port, other.port, written.port}
    except (LocationParseError, ValueError) as error:
        raise _bad(text, "it cannot be parsed") from error
    if parsed.scheme not in ("http", "https") or not parsed.host or not parsed.netloc:
        raise _bad(text, "it is no http or https address")
    if _HOST.fullmatch(parsed.host) is None:
        raise _bad(text, "its host is no name")
    if parsed.auth is not None or "@" in written.netloc:
        raise _bad(text, "it names a user")
    hosts = {parsed.host.strip("[]"), other.hostname}
    if written.netloc.isascii():
        hosts |= {written.hostname}
        if written.netloc.lower() != parsed.netloc:
            raise _bad(text, f"its host is read as {parsed.netloc}")
    if again.url != wire or len(hosts) > 1 or len(ports) > 1 or parsed.port == 0:
        raise _bad(text, "it can be read in two ways")
    return Address(text, wire, parsed.scheme, parsed.host, parsed.port, parsed.path or "/")


def joined(base: str, reference: str) -> Address:
    """The address that a link in a page leads to, without the part after ``#``.

    Args:
        base: the page's own.
        reference: as the link has it.

    Raises:
        BadAddress: as :func:`address`.
    """
    reference = reference.strip()
    # Before it is joined: what joining drops would not be seen.
    if len(reference) > _LONGEST or _NEVER.search(reference):
        address(reference)
    try:
        absolute = urljoin(base, reference)
    except ValueError as error:
        raise _bad(reference, "it cannot be parsed") from error
    return address(absolute.partition("#")[0])


def linked(base: str, reference: str) -> str | None:
    """As :func:`joined`, the text of it; None where it is no address."""
    try:
        return joined(base, reference).text
    except BadAddress:
        return None


def _bad(text: str, why: str) -> BadAddress:
    shown = text if len(text) <= _SHOWN else text[:_SHOWN] + "…"
    # ascii(): whatever is in it, the sentence can be printed and stored.
    said = shown if shown.isprintable() and "\\" not in shown else ascii(shown)[1:-1]
    return BadAddress(f"{said} is not an address that can be asked for ({why})", url=said)


def authority(url: str) -> str:
    """``host``, or ``host:port`` where the port is not a usual one, as in ``allowed_hosts``.

    Empty for what is no address, which no portal allows.
    """
    try:
        return address(url).authority
    except BadAddress:
        return ""


def is_loopback(url: str) -> bool:
    """Whether the address is on this machine."""
    try:
        host = address(url).host.strip("[]")
    except BadAddress:
        return False
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def is_home(url: str) -> bool:
    """Whether the address is a portal's home page: what a lost page is redirected to."""
    return urlsplit(url).path.lower() in ("", "/", "/index.html", "/index.shtml", "/index.htm")
