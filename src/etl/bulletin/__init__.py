"""Documents to facts: the grammar of progress bulletins. Pure, no I/O but its own tables.

A bulletin is read in every way that it could be meant, and the reading whose words, symmetry
and arithmetic hold best is believed. The way, room by room:

``text``               the one normalised text of a :class:`~etl.document.extract.Document`, every
                       character of which knows its origin
``tables``             tables as grids, also those that a copy has flattened; columns by evidence;
                       rows
``items``              numbered items and captions: which stretches belong to which pledge
``promise_or_report``  which stretches promise and which report, by one pattern for the document
``words``              the vocabulary as tables: measure words, words of reporting, constructions
``grammar``            the text as tokens, numbers taken whole, what each figure says and of what,
                       dates
``linking``            which promise a figure measures, what arithmetic proves, how sure the
                       reading is

:func:`etl.bulletin.read.read` runs them all; ``numeral_accounts`` says of every
numeral what it was taken for. Rules come from the language, never from what a bulletin is about.
"""

from hashlib import sha256
from pathlib import Path


def _version() -> str:
    """A hash of everything that decides how bytes are read."""
    package = Path(__file__).parents[1]
    digest = sha256()
    for room in ("document", "bulletin"):
        for path in sorted((package / room).rglob("*")):
            if path.suffix in (".py", ".tsv"):
                digest.update(path.relative_to(package).as_posix().encode() + b"\0")
                digest.update(path.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()[:12]


PARSER_VERSION = _version()
"""Changes with every change of the grammar's sources and tables: no reading goes by unnoticed."""
