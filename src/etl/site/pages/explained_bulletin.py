"""A bulletin explained, as one page: how it was read, every figure marked where it stands."""

from collections import Counter
from collections.abc import Iterable, Sequence

from etl.bulletin import PARSER_VERSION
from etl.bulletin.model import Bulletin, Numeral
from etl.document.grid import Grid
from etl.report.bilingual_names import CERTAINTIES, LOST, MEASURES, kind
from etl.site.marked_text.laid_out import laid_out
from etl.site.render import asset, fill, policy
from etl.site.shown_figures import figures, groups


def explained_page(bulletin: Bulletin, grids: Iterable[Grid], *, source: str = "") -> str:
    """The page that shows how a bulletin was read, as HTML in one file.

    Args:
        bulletin: the bulletin.
        grids: its tables, over :attr:`~etl.bulletin.model.Bulletin.text`.
        source: the address of the page or the name of the file that it was read from.
    """
    found = figures(bulletin)
    script = asset("evidence.js")
    sure: Counter[str] = Counter(figure.fact.certainty for figure in found)
    used = {figure.fact.measure for figure in found}
    return fill(
        "evidence.html",
        style=asset("evidence.css"),
        script=script,
        policy=policy(script),
        bulletin=bulletin,
        dating=bulletin.dating,
        score=bulletin.score,
        source=source,
        link=source if source.startswith(("https://", "http://")) else "",
        version=PARSER_VERSION,
        blocks=laid_out(bulletin.text, grids, found, bulletin.numerals, bulletin.pledges),
        figures=found,
        promises={figure.number: figure for figure in found},
        groups=groups(bulletin.pledges, found),
        doubtful=[figure for figure in found if figure.doubtful],
        lost=[n for n in bulletin.numerals if n.kind in LOST],
        certainties=[(key, name, sure[key]) for key, name in CERTAINTIES.items()],
        measures=[(key, name) for key, name in MEASURES.items() if key in used],
        kinds=_kinds(bulletin.numerals),
        kind=kind,
    )


def _kinds(numerals: Sequence[Numeral]) -> list[tuple[str, list[Numeral]]]:
    """What numerals that are no figures were taken for, the most frequent first."""
    taken: dict[str, list[Numeral]] = {}
    for numeral in numerals:
        if numeral.kind != "fact":
            taken.setdefault(numeral.kind, []).append(numeral)
    return sorted(taken.items(), key=lambda item: -len(item[1]))
