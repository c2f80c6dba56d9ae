"""What a segment has spoken of so far: the figures of the sentence, its topic, an open whole.

A figure without a noun of its own means what was spoken of last, and of several such
figures the one that its unit or its arithmetic fits.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from etl.bulletin.grammar.discourse.draft_facts import Draft, Drafts
from etl.bulletin.grammar.labels import counted_noun
from etl.bulletin.linking.share_arithmetic import agrees

_MEMORY = 32
"""Figures that may be looked back on, so that no text takes quadratic time."""

_SENTENCE_STOP = re.compile(r"[。\n!?]")
_FOR_EACH = re.compile(r"每(?!天|日)")
_SENTENCE = re.compile(r"[。;\n!?]")
_NESTS = re.compile(r"其中[,:]?|[^,。;:\n]{1,12}中,(?=[^,。;]*$)|(?:包括|分别为|分别是)[,:]")
_MAY_NEST = re.compile(r"中|包括|分别")
"""One of these stands in all words that open the parts of a whole."""
_BRACKET = re.compile(r"\([^()\d]{1,12}$")
_TOPIC = re.compile(r"(?:^|[,。;\n])([^,。;:\n\d]{2,24}?)(?:方面,|方面:|:)(?=[^:]*$)")
_DONE_TO_PART = re.compile(r"新|改|扩|续|增|维修|购置|租赁|建")
_BEGINS = re.compile(
    r",(?:新建|新增|新改建|新改扩建|改造|建设|建成|创建|打造|完成)(?P<noun>[^\d,。;]{3,})$"
)
_LEADS_IN = re.compile(r"(?:包括|如下|以下|其中|分别|即|有|是)$|情况$")
_TELLS = re.compile(r"各|平稳|顺利|有序|正在|进展|已|均")
_HEADING = re.compile(r"\s*([^,。;:\n\d]{2,24}?)(?:\([^()\n]{1,20}\))?[。\n:]")


@dataclass(slots=True)
class Spoken:
    """What has been spoken of, up to a figure: figures by their keys, for they may yet change."""

    drafts: Drafts
    """The segment's figures, as they are by now."""
    topic: str
    promised: Sequence[Draft] = ()
    """The item's promises, which a part may be of where nothing else was spoken of."""
    settled: bool = False
    """The topic is that of a table's row, beside which a clause says only how it goes."""
    subject: str = ""
    """What the sentence's clauses without a figure are about, until a figure has its own noun."""
    values: list[int] = field(default_factory=list)
    """Those of the sentence that stand for themselves, in order."""
    places: str = ""
    """The places that the sentence opened with."""
    parent_key: int | None = None
    _last_key: int | None = None
    _in_brackets: bool = False

    @property
    def last(self) -> Draft | None:
        """The figure spoken of last."""
        return self.figure(self._last_key)

    @property
    def parent(self) -> Draft | None:
        """The whole whose parts 其中 lists, or a bracket behind it."""
        return self.figure(self.parent_key)

    def figure(self, key: int | None) -> Draft | None:
        """A figure that is referred to, as it is by now: the segment's, or a promise."""
        if key is None or key in self.drafts:
            return self.drafts.get(key)
        return next(d for d in reversed(self.promised) if d.key == key)

    def value(self, at: int) -> Draft:
        """The figure at a place among :attr:`values`, as it is by now."""
        return self.drafts[self.values[at]]

    def _latest(self) -> list[Draft]:
        return [self.drafts[key] for key in self.values[-_MEMORY:]]

    def move(self, gap: str, unit: str, *, first: bool) -> None:
        """Go on to a figure with that unit over the words before it: a new sentence, a new
        topic, a part of the whole."""
        if first and not self.topic and (heading := _HEADING.match(gap)):
            self.topic = _topic(heading[1], sentence=heading[0].endswith("。"))
        stopped = _SENTENCE_STOP.search(gap) is not None
        if stopped:
            self.values, self.parent_key = [], None
        if ";" in gap or self._goes_over(gap):
            self.parent_key = None
        if stopped or ";" in gap:
            self.places = ""
        tail = gap[max(gap.rfind("。"), gap.rfind(";"), gap.rfind("\n")) + 1 :]
        named = ":" in gap or "方面" in gap
        topic = _TOPIC.search(gap) if named else None
        if topic and not _NESTS.search(topic[0]) and not counted_noun.is_office(topic[1]):
            self.topic = _topic(topic[1], sentence=False) or self.topic
            self.values = []
        self._hear(gap, fresh=first or stopped or ";" in gap)
        if ")" in gap and self._in_brackets:
            self._last_key = self.parent_key
            self.parent_key, self._in_brackets = None, False
        if (nest := _MAY_NEST.search(tail) and _NESTS.search(tail)) and (
            whole := self._whole(nest[0], unit, remarked=")" in gap.partition("(")[0])
            or self.last
            or self._promised(unit)
        ):
            self.parent_key = whole.key
            self._in_brackets = gap.rfind("(") > gap.rfind(")")
        elif _BRACKET.match(gap) and self.values and self.value(-1).unit == unit:
            self.parent_key, self._in_brackets = self.values[-1], True

    def _goes_over(self, gap: str) -> bool:
        """Whether a clause begins something new behind the parts of a whole: 新增托位280个,其中普惠
        220个,新建驿站8个; not where the parts are told apart by what is done, too."""
        part = self.last
        return (
            self.parent_key is not None
            and not self._in_brackets
            and part is not None
            and part.part_of == self.parent_key
            and (begun := _BEGINS.match(gap)) is not None
            and _DONE_TO_PART.match(part.breakdown or "") is None
            # 新增学位3000个,其中小学2000个,新建初中学位1000个 goes on with parts.
            and not (self.parent and begun["noun"].endswith(self.parent.label[-2:]))
        )

    def _hear(self, gap: str, *, fresh: bool) -> None:
        """Take up what the clauses before a figure's own are about."""
        clauses = _SENTENCE.split(gap)[-1].split(",")
        if fresh:
            self.subject = ""
        if self.settled:
            return
        for clause in clauses[0 if fresh or ":" in clauses[0] else 1 : -1]:
            if found := counted_noun.subject(clause.rpartition(":")[2]):
                self.subject = found
                return

    def say(self, draft: Draft, *, alone: bool) -> None:
        """Take note of a draft that was added; ``alone`` where others may speak of it."""
        if alone:
            if draft.own:
                self.subject = ""
            if _FOR_EACH.match(draft.label):
                # 每处面积不低于500平方米 is no whole and no noun for what follows.
                return
            self._last_key = draft.key
            self.values.append(draft.key)

    def noun(self, unit: str = "") -> str:
        """The noun spoken of last, where there is one of what has this unit."""
        if self.subject:
            return self.subject
        latest = self.drafts.last
        if latest and (
            (unit == "%" and latest.measure in ("change", "yoy"))
            or (unit == latest.unit and latest.measure == "previous")
        ):
            # 合格率比去年提高3.1个百分点,达到92.4%; 由71.2%提高到79.8%
            return latest.label
        if self.values and (same := self.last_of(unit)):
            return same.label
        if self.values and not (unit and self._promised(unit)):
            return self.value(-1).label
        if self.topic:
            return self.topic
        alike = [d for d in self.drafts.latest(_MEMORY) if d.unit == unit and not d.breakdown]
        latest = self.last or latest
        if not alike and self._promised(unit):
            return ""
        found = alike[-1] if alike else latest
        return found.label if found else ""

    def last_of(self, unit: str) -> Draft | None:
        """The sentence's latest figure with a unit."""
        alike = [d for d in self._latest() if d.unit == unit]
        return alike[-1] if alike else None

    def speaks_of(self, unit: str) -> bool:
        """Whether a figure with that unit was spoken of, or nothing but the topic."""
        if not self.drafts:
            return True
        return any(d.unit == unit for d in self.drafts.latest(_MEMORY)) or bool(
            self._promised(unit)
        )

    def knows(self, unit: str) -> bool:
        """Whether something was spoken of that a group alone may be of."""
        return bool(self.values or self.topic or self.subject or self.promised) or any(
            d.unit == unit for d in self.drafts.latest(_MEMORY)
        )

    def whole_of(self, unit: str) -> Draft | None:
        """The latest figure with a unit that is of no group."""
        alike = [d for d in self.drafts.latest(_MEMORY) if d.unit == unit and not d.breakdown]
        return alike[-1] if alike else None

    def _promised(self, unit: str) -> Draft | None:
        alike = [d for d in self.promised[-_MEMORY:] if d.unit == unit and not d.breakdown]
        return alike[-1] if alike else None

    def at_stage(self, stage: str) -> Draft | None:
        """The sentence's latest count at a stage: what a 开工率 speaks of."""
        alike = [d for d in self._latest() if d.stage == stage and d.unit != "%"]
        return alike[-1] if alike else None

    def shares_a_whole(self, share: Decimal) -> bool:
        """Whether the last figure is that share of an earlier one: 2730户,其中三区1612户,占59%."""
        if not self.values:
            return False
        part = self.value(-1)
        wholes = self.drafts.latest(_MEMORY)
        return any(
            whole.key != part.key
            and whole.unit == part.unit
            and whole.measure != "target"
            and agrees(share, part.value, whole.value)
            for whole in wholes
        )

    def result_at(self, share: Decimal, plans: Collection[tuple[Decimal, str]]) -> Draft | None:
        """The latest figure that is such a share of a plan with its unit.

        已完工97台、在建56台,完成率80.8%: of a promise of 120 that is the 97.
        """
        for d in reversed(self._latest()):
            if any(unit == d.unit and agrees(share, d.value, plan) for plan, unit in plans):
                return d
        return None

    def _whole(self, opening: str, unit: str, *, remarked: bool) -> Draft | None:
        """What 其中 or 改造里程中 opens: the latest figure of that unit that the words fit best.

        ``remarked``: a bracket has closed since the last one, so that a plan there is a remark.
        """
        alike = [d for d in self._latest() if d.unit == unit]
        if remarked and len(alike) > 1 and alike[-1].measure == "target":
            alike.pop()
        whole = [d for d in alike if not d.breakdown]
        if alike and not whole and (promised := self._promised(unit)):
            return promised
        alike = whole or alike
        fits = [(len(set(d.label) & set(opening)), at) for at, d in enumerate(alike)]
        return alike[max(fits)[1]] if fits else None


def _topic(words: str, *, sentence: bool) -> str:
    """The topic that a heading or the words before a colon name; nothing where they lead in."""
    if _LEADS_IN.search(words):
        return ""
    if sentence:
        return counted_noun.subject(words) or (
            "" if _TELLS.search(words) else counted_noun.before(words)
        )
    return counted_noun.before(words) or words
