"""Which concept an indicator counts.

The unit comes first: 老旧小区更换燃气管道 in 公里 is a length, so it is no neighbourhood.
Of the concepts that the unit allows, the one whose words stand last in the label holds, for
the head of a Chinese noun phrase is its end: 老旧小区加装电梯 is a lift, 老年人家庭医生签约 a
doctor's contract. What the label has in brackets speaks for it only where the rest says
nothing, and the pledge only where the label names nothing at all: 新建 in the pledge
新建公办幼儿园.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal

from etl.bulletin.words.function_words import one_of
from etl.concepts.catalogue import Catalogue, Entry
from etl.concepts.model import Assignment, Wording
from etl.concepts.terms import Found
from etl.indicators.promise_words import CARRYING, GENERIC, MAKING, PRAISE, WORK

_AGAIN = re.compile(r"（\w{1,4}）")
_TAG = re.compile(r"^\[([^\]]*)\]")
_BRACKETS = re.compile(r"\(([^()]*)\)")
_SAYS_NOTHING = re.compile(
    rf"(?:{one_of(MAKING, CARRYING, WORK, PRAISE)}"
    r"|新建|续建|今年|全年|计划|累计|完成|合计|小计|总数|建设规模|实物|其中|[、,，和及等的（）()]|\s)+"
)

_ENDS = re.compile(
    rf"(?:{one_of(MAKING, CARRYING, WORK, GENERIC)}"
    r"|达标|标准化|实施|提标|扩容|扩建|迁建|公办|示范|投用|投入使用|交付使用|投入运营|竣工|开工|主体|验收|通过|完工|免费|开放|微更新|年内|今年|计划"
    r"|[数量\d.（）()“”、,，和及与的等]|建筑面积|面积|场地|挂牌|[所座条项台套]|设施|场所|机构|任务|建于.*|中心|站|点|处|户|家)*"
)
"""What may follow the words of a place: 学校建设, and not 学校直饮水."""

_AND = ("和", "与", "及", "以及", "、")

_IN_LABEL = Decimal("0.95")
_WITH_PLEDGE = Decimal("0.85")
_IN_BRACKETS = Decimal("0.8")
_IN_PLEDGE = Decimal("0.78")
_TIED = Decimal("0.5")
_LAST = Decimal("0.08")
"""What a concept of last resort costs."""
_RIVAL = Decimal("0.3")
"""What another concept costs that is named beside, or before where more follows."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    entry: Entry
    found: Found
    confidence: Decimal
    joined: bool
    """Whether another thing is named beside it: 口袋公园和健身步道."""

    @property
    def rank(self) -> tuple[bool, int, int, int]:
        return not self.entry.last, *_nearness(self.found)


def assign(wording: Wording, catalogue: Catalogue, portal: str = "") -> Assignment:
    """The concept of an indicator, with confidence and reason; None where nothing fits.

    A decision of a person about it holds, whatever the words say.
    """
    decided = catalogue.decisions.about(wording.label, wording.unit, portal)
    if decided is not None:
        return Assignment(decided.concept, Decimal(1), decided.why, decided.by, decided.at)
    entries = list(catalogue.measured_in(wording.unit))
    label, aside, tag = _parts(wording.label)
    around = " ".join((aside, wording.breakdown, tag, wording.pledge))
    reading = label
    found = _candidates(entries, label, around, _label_confidence, aside)
    if not found:
        reading = f"{aside} {wording.breakdown}".strip()
        found = _candidates(entries, reading, wording.pledge, lambda _: _IN_BRACKETS)
    if not found and not _SAYS_NOTHING.sub("", label):
        reading = tag or _promise(wording.pledge)
        found = _candidates(entries, reading, "", lambda _: _IN_PLEDGE)
    if not found:
        return Assignment(None, Decimal(0), _nothing(wording, catalogue, bool(entries)))
    return _best(found, reading)


def _parts(label: str) -> tuple[str, str, str]:
    """The label itself, what it has in brackets, and the heading it is tagged with."""
    words = _AGAIN.sub("", label)
    tagged = _TAG.match(words)
    tag = tagged[1] if tagged else ""
    words = _TAG.sub("", words)
    aside = " ".join(_BRACKETS.findall(words))
    return _BRACKETS.sub("", words).strip(), aside, tag


def _promise(pledge: str) -> str:
    """The first clause of a pledge, which names what it is about."""
    return re.split(r"[。；;,，:：]", pledge, maxsplit=1)[0][:40]


def _label_confidence(found: Found) -> Decimal:
    return _IN_LABEL if found.nearby else _WITH_PLEDGE


def _nearness(found: Found) -> tuple[int, int, int]:
    """The greater, the more a term says of what a label counts."""
    return found.end, found.end - found.start, found.term.count(" ")


def _candidates(
    entries: Iterable[Entry],
    label: str,
    around: str,
    confidence: Callable[[Found], Decimal],
    aside: str = "",
) -> list[_Candidate]:
    """The concepts whose words a label has, each by its words nearest to the label's end."""
    candidates = []
    for entry in entries:
        if any(term.find(f"{label} {aside}", around) for term in entry.ruled_out):
            continue
        hits = [hit for term in entry.words if (hit := term.find(label, around))]
        if entry.place:
            hits = [hit for hit in hits if _closes(label, hit) or _joined(label, hit)]
        if hits:
            hit = max(hits, key=_nearness)
            candidates.append(_Candidate(entry, hit, confidence(hit), _joined(label, hit)))
    return candidates


def _closes(label: str, found: Found) -> bool:
    return _ENDS.fullmatch(label, found.end) is not None


def _joined(label: str, found: Found) -> bool:
    return label.startswith(_AND, found.end)


def _best(candidates: list[_Candidate], reading: str) -> Assignment:
    best, *others = sorted(candidates, key=lambda one: one.rank, reverse=True)
    key, found = best.entry.concept.key, best.found
    confidence, reason = best.confidence, f"“{found.term}”"
    if best.entry.last:
        confidence -= _LAST
    rivals = [one for one in others if not one.entry.last]
    for rival in rivals:
        if rival.rank == best.rank:
            other = rival.entry.concept
            reason = f"{reason} may mean {best.entry.concept.zh} or {other.zh}"
            return Assignment(key, _TIED, reason)
        aside = rival.joined or found.end < len(reading)
        if rival.found.end <= found.start and aside:
            return Assignment(
                key,
                confidence - _RIVAL,
                f"{reason}, though “{rival.found.term}” stands before it",
            )
    return Assignment(key, confidence, reason)


def _nothing(wording: Wording, catalogue: Catalogue, fits: bool) -> str:
    if not fits:
        return f"no concept is counted in {wording.unit or 'nothing'}"
    return f"no known words beside {wording.unit} ({catalogue.dimension(wording.unit)})"
