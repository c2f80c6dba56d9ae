"""Quantities in their sentences: what each one says, of what, at which stage.

One walk through a segment from left to right. A figure takes its noun from its own clause
where there is one (新增停车泊位23352个), and otherwise from what the sentence spoke of last
(其中22条已完工, 改建18家, 占年计划的140%). Lists are read as lists: 分别 deals values out to
groups or to the figures before, 各 gives one value to each, 其中 opens a part of the whole.
"""

import re
from collections.abc import Sequence

from etl.bulletin.grammar import groups, labels, roles
from etl.bulletin.grammar.candidates import Draft
from etl.bulletin.grammar.context import Around, end_of_words
from etl.bulletin.grammar.discourse import Spoken
from etl.bulletin.grammar.groups import is_group
from etl.bulletin.grammar.quantities import Quantity
from etl.bulletin.grammar.roles import Role
from etl.bulletin.layout.model import Segment
from etl.bulletin.model import Measure, Numeral

JOIN = re.compile(r"(?:[-—–~至到]{1,2}|、|和|及|与|以及)(?:每[人户]每?[月年])?")
_ANDS = re.compile(r"、|和|及(?!以)|与")
_EACH = re.compile(
    r"^(?P<groups>.*?)(?:均|都)?各(?!区|市|县|镇|级|类|项|部门|单位|地|界|族|自|方)(?P<verb>[^,。;]{0,8})$"
)
_COMPARISON = re.compile(
    r"同比|环比|[比较与](?:上年|去年|年初|上季度|上月|上半年)(?:末|底|同期)?(?:相比)?|分别|相应|相比"
)
_PLAN_PHRASE = re.compile(
    r"(?:低|高|优|多|少|快)于.*$|(?:已|共|累计|分别|均)*(?:占|为|是|超额完成|提前完成|完成|达到?|实现|相当于|超)[^,。;]*$|(?:年度|全年|任务|目标)*(?:完成|开工|完工|竣工)(?:率|比例|进度|度|比|数|量).*$"
)
_SHARE_PHRASE = re.compile(r"占(?!比|用|地).*$")
_COUNT = re.compile(r"\d[\d.,]*[万亿]*[^\d,。;]")
_GIVES = re.compile(r"^(?:进行|给予|予以|的标准|标准|发放)")
_FIGURE = re.compile(r"\d")
_BEFORE_BRACKET = 40
_PIECES = re.compile(r"[,。;:、()\n]")
_SAID_OF = re.compile(r"的?(?:有|是|为)")
_GENERIC = re.compile(r"(?:发放|补助|补贴)?(?:标准|水平|任务|工作|项目|工程|资金|金额)?")
_WORKS = re.compile(r"^[^,。;:]{0,6}(?:主体|土建|装修|装饰)(?:结构|工程|施工|建设|部分)*$")
_OVER = re.compile(
    r"(?:低|高|优|快|多|少|超)(?:于|出|过|计划|任务|序时|时序|$).*$|(?:落后|滞后).*$"
)
_REST = re.compile(r"(?:其他|其余|其它)[^,。;\d]*$")
_PARTED = re.compile(
    r"新建|改建|扩建|改扩建|新改建|新改扩建|续建|加固|新增|维修|购置|租赁|改造|新开工|盘活"
)
_VALUES: frozenset[Measure] = frozenset({"actual", "target"})


_BARE_PERCENT = re.compile(r"[,、;]?(?:已|均|也|约|分别|共|全部|占|达到?|完成|实现|为|是|的|到)*")
_BARE_SHARES = frozenset({"占", "占比", "约占", "已占", "仅占"})
# 已挂牌28个, 尚有25所列入下半年: a verb and no noun.
_VERB_ALONE = re.compile(
    r"[,、;]?(?:其中|目前|现|其余|余下)*(?:均|也|都|实际|现|业)?已经?(?!有)(?:全部|累计|基本|正式|陆续|分别|成功|实际)*"
    r"[\u4e00-\u9fff]{0,3}"
)
_NONE_BEFORE = re.compile(
    r"[,、;]?(?:目前|现|另)?(?:已有|尚有|仍有|还有|另有|现有|其余|余下|剩余|剩下|其他|尚余|共有|有|共|累计)(?:的)?"
)
_PREDICATE = re.compile(
    r"(?:[\u4e00-\u9fff]{0,4}(?:下半年|明年|年底|正在|尚未|未|因|被|由于|拟|待|推迟|延期|列入|纳入|转入|进入)|(?:主体|全部|均|已|通过|投入|"
    r"完成|竣工|开工|完工|建成|投用|封顶|在建|办理|交付|启用)).*"
)


def _elliptical(around: Around) -> bool:
    """Whether the clause of a figure has verbs alone, so that its noun stands elsewhere."""
    behind = around.behind.strip()
    if not behind and _VERB_ALONE.fullmatch(around.near):
        return True
    return bool(
        _NONE_BEFORE.fullmatch(around.near) and (not behind or _PREDICATE.fullmatch(behind))
    )


def _in_common(one: str, other: str) -> bool:
    """Whether two phrases share two characters that stand together."""
    return any(one[at : at + 2] in other for at in range(len(one) - 1))


def numeral_of(text: str, q: Quantity, role: Role) -> Numeral:
    """A figure that states no fact, with the role that says so."""
    return Numeral(text[q.start : q.end], q.start, q.end, role.none or "unexplained", role.rule)


def _list_ends(text: str, facts: Sequence[Quantity]) -> list[int]:
    """For each figure the last one of the list it stands in: 二孩500元、三孩600元."""
    ends = list(range(len(facts)))
    for at in range(len(facts) - 2, -1, -1):
        one, other = facts[at], facts[at + 1]
        between = text[one.end : other.start]
        if one.dimension == other.dimension and between[:1] == "、" and len(between) <= 8:
            ends[at] = ends[at + 1]
    return ends


class Walk:
    """One segment, left to right."""

    def __init__(
        self,
        text: str,
        segment: Segment,
        facts: Sequence[Quantity],
        arounds: Sequence[Around],
        *,
        promises: Sequence[Draft],
    ) -> None:
        self.arounds = arounds
        self.promised = bool(promises)
        self.promised_labels = [d.label for d in promises]
        self.promises = {(d.value, d.unit) for d in promises if d.row == segment.row}
        self.text = text
        self.segment = segment
        self.facts = facts
        self.drafts: list[Draft] = []
        self.none: list[Numeral] = []
        self._done: list[Draft] = []
        self.list_ends = _list_ends(text, facts)
        self.spoken = Spoken(
            topic=segment.topic,
            promised=promises,
            settled=bool(segment.row and segment.topic),
        )

    def run(self) -> None:
        at = 0
        while at < len(self.facts):
            start = self.facts[at - 1].end if at else self.segment.start
            self.spoken.move(
                self.text[start : self.facts[at].start], self.facts[at].unit, first=not at
            )
            length = self._chain_length(at)
            if length > 1:
                self._chain(at, length)
            else:
                self._single(at)
            at += length
        self._settle_done()

    def _settle_done(self) -> None:
        """What is 完成 or 建成 is 完工 beside what has begun in one sentence: 完成5个,启动3个."""
        begun = [d for d in self.drafts if d.stage == "开工" and d.part == "progress"]
        said = [d for d in self.drafts if d.stage_said]
        for d in (*self._done, *said):
            for other in begun:
                first, last = sorted((d.quantity.start, other.quantity.start))
                if (other.unit == d.unit or d.stage) and not re.search(
                    r"[。;\n]", self.text[first:last]
                ):
                    d.stage, d.stage_said = "完工", False
                    break

    def _chain_length(self, at: int) -> int:
        length = 1
        while at + length < len(self.facts):
            before, after = self.facts[at + length - 1], self.facts[at + length]
            if not JOIN.fullmatch(self.text, before.end, after.start):
                break
            dealt = "分别" in self.arounds[at].sentence
            if after.dimension != before.dimension and not dealt:
                break
            length += 1
        return length

    def _role(self, q: Quantity, around: Around) -> Role:
        if self.segment.part == "target":
            return roles.promise(q, around)
        role = roles.report(q, around)
        if role.measure == "share" and around.near.strip(",、; ") in _BARE_SHARES:
            # 新建90座,占75%: of the plan, unless an earlier figure is the whole.
            whole = self.spoken.shares_a_whole(q.value)
            if not whole or self.spoken.result_at(q.value, self.promises):
                return role._replace(measure="pct_of_target")
        if role.measure == "actual" and q.unit == "%" and _BARE_PERCENT.fullmatch(around.near):
            # 已建成18家,达90%: of a promise of 20 it is the share.
            if self.spoken.result_at(q.value, self.promises):
                return role._replace(measure="pct_of_target")
        exceeds = q.qualifier == ">" and q.start == self._words_start(q) and not q.unit == "%"
        if role.measure == "actual" and exceeds and not around.near.strip(",、; "):
            last = self.spoken.values[-1] if self.spoken.values else None
            if last is not None and last.unit == q.unit and q.value < last.value / 2:
                # 建成22座,超2座
                return role._replace(measure="change")
        if role.measure == "actual" and self._is_planned_with(q, around):
            return Role("target")
        return role

    def _words_start(self, q: Quantity) -> int:
        """Where a figure begins with 超, if it does."""
        return q.start if self.text.startswith("超", q.start) else -1

    def _is_planned_with(self, q: Quantity, around: Around) -> bool:
        """Whether a figure goes on with a plan: 计划改造公路300公里,新建厕所5万个."""
        if not self.spoken.values or self.spoken.values[-1].measure != "target":
            return False
        plan = self.spoken.values[-1]
        between = self.text[plan.quantity.end : q.start]
        if plan.part == self.segment.part or roles.turns_to_report(between):
            return False
        return plan.unit != q.unit or labels.before(around.near) not in plan.label

    # one figure

    def _single(self, at: int) -> None:
        q = self.facts[at]
        around = self.arounds[at]
        role = self._role(q, around)
        if role.none:
            self.none.append(numeral_of(self.text, q, role))
            return
        promise: Draft | None = None
        if role.measure == "actual" and self._is_result(at, around):
            promise = self.spoken.values[-1]
            self._make_promise(promise)
        each = _EACH.match(around.near)
        if each and role.measure in _VALUES and self._each(at, role, around, each):
            return
        draft = self._draft(at, role, around)
        draft.promise = promise
        if draft.measure == "target" and (q.value, q.unit) in self.promises:
            # A report that repeats what its pledge promises.
            draft.part, draft.measure = "progress", "target_restated"
        self._add(draft)

    def _is_result(self, at: int, around: Around) -> bool:
        """Whether the figure is the result of the one before it: 12个食堂已建成7个."""
        if not self.spoken.values or not at or self.segment.row:
            return False
        last, q = self.spoken.values[-1], self.facts[at]
        between = self.text[last.quantity.end : q.start]
        if last.quantity is not self.facts[at - 1] or last.measure != "actual":
            return False
        if last.unit != q.unit or (last.stage and not last.stage_said):
            return False
        if not any(stop in between for stop in ",。;:(、"):
            return roles.result_follows(between)
        return (
            not self.promised
            and ";" not in between
            and "(" not in between
            and not around.behind
            and roles.done_alone(around.near)
            and not roles.done(self.arounds[at - 1].clause)
        )

    def _make_promise(self, draft: Draft) -> None:
        draft.part, draft.measure, draft.stage, draft.stage_said = "target", "target", None, False

    def _each(self, at: int, role: Role, around: Around, each: re.Match[str]) -> bool:
        count = len(re.split(r"、|和|及|与", each["groups"]))
        names = labels.split_groups(each["groups"], count) if count > 1 else None
        if not names:
            return False
        # 机构和托育家庭: the last piece is a whole group, nothing of it is a common noun.
        names[-1] = re.split(r"、|和|及|与", each["groups"])[-1]
        noun = labels.after(around.behind) or each["verb"].strip()
        for group in names:
            draft = self._draft(at, role, around)
            draft.label = labels.with_verb(each["verb"], noun) or self.spoken.noun()
            things = (
                each["verb"] and labels.is_bare(draft.label) or labels.begins_with_verb(names[0])
            )
            if things and not groups.is_group(group):
                # 门磁、烟感各装了138套: what is counted, not of whom.
                draft.label, draft.breakdown = labels.before(group), None
            else:
                draft.breakdown, draft.part_of = group, self.spoken.parent
            self._add(draft)
        return True

    def _draft(self, at: int, role: Role, around: Around) -> Draft:
        q = self.facts[at]
        if role.measure in ("pct_of_target", "target_restated"):
            return self._about_plan(q, role, around)
        if role.measure in ("change", "yoy"):
            return self._comparison(q, role, around)
        if self.spoken.parent is not None and self._is_part(q, role):
            return self._part_of_whole(q, role, around)
        if role.measure == "actual" and self.promised and roles.opens_whole(around):
            role = Role("target_restated")
        draft = self._new(q, role)
        if role.measure == "previous":
            around = around._replace(behind="")
        elif role.measure == "share":
            around = around._replace(near=_SHARE_PHRASE.sub("", around.near))
        self._name(draft, around)
        draft.from_topic = draft.label == self.spoken.topic != ""
        if q.unit == "%" and role.measure != "share" and roles.names_share(around.near):
            draft.label += "占比"
        if role.measure in _VALUES:
            draft.stage, draft.stage_said = roles.stage(around, around.near)
            if not draft.stage and roles.done_with(around, around.near):
                self._done.append(draft)
            last = self.spoken.last
            joined = around.near in ("、", "和", "及") and not around.behind
            if joined and last is not None and last.unit != draft.unit:
                # 已开工368个、4.12万户: one verb for both.
                draft.stage = draft.stage or last.stage
                draft.stage_said = draft.stage_said or last.stage_said
            self._give_groups(at, around, draft)
        return draft

    def _is_part(self, q: Quantity, role: Role) -> bool:
        if role.measure == "target":
            return self.spoken.parent is not None and self.spoken.parent.unit == q.unit
        return role.measure in ("actual", "share", "remaining")

    def _new(self, q: Quantity, role: Role) -> Draft:
        measure = role.measure
        part = self.segment.part
        if measure == "target":
            part = "target"
        if measure == "actual" and self.segment.measure is not None:
            measure = self.segment.measure
        return Draft(
            quantity=q,
            part=part,
            measure=measure,
            value=roles.signed(q.value, role),
            unit=q.unit,
            label="",
            breakdown=self.segment.breakdown,
            because=role.because,
            margin=role.margin,
            row=self.segment.row,
            period_end=self.segment.period_end,
        )

    def _name(self, draft: Draft, around: Around) -> None:
        """Say what a figure counts and of which group."""
        unit = draft.unit
        front, back = self._words(around)
        bare_back = len(back) < 2 or labels.is_bare(back)
        noun, group = front, ""
        if bare_back and groups.is_group(front):
            noun, group = "", front
            if not groups.is_place(front) and self.spoken.last_of(unit) is None:
                draft.among = front
        else:
            place, rest = groups.leading_places(front)
            own, group_behind = groups.trailing(rest)
            if place and group_behind and bare_back and not labels.is_bare(own):
                noun, group = own, place + group_behind
            elif place and (labels.is_bare(rest) or self._is_spoken_of(rest) or "、" in place):
                noun, group = rest, place
            elif bare_back:
                noun, group = groups.trailing(front)
                if labels.is_bare(noun):
                    noun, group = front, ""
        if group:
            draft.breakdown = draft.breakdown or groups.clean(group)
            draft.part_of = self.spoken.whole_of(unit)
            self.spoken.places = group if "、" in group and groups.is_place(group) else ""
        elif self.spoken.places and not draft.breakdown and self.spoken.last_of(unit):
            # 东江区、南浦区床位补贴提高到600元,居家补贴提高到350元
            draft.breakdown = self.spoken.places
        if not labels.is_bare(noun) and not _elliptical(around):
            if bare_back and labels.is_dimension(noun) and self.spoken.values:
                # 断头路3条、全长2.86公里
                draft.label = labels.clip(self.spoken.values[-1].label + noun)
                return
            enumerated = back and not bare_back and "、" in noun
            draft.label = back if enumerated else labels.clip(noun + back) if back else noun
            return
        if not bare_back and not _elliptical(around):
            draft.label = labels.with_verb(noun, back)
            return
        subject = self.spoken.subject
        known = subject and any(_in_common(subject, label) for label in self.promised_labels)
        draft.own = bool(known) or not (_elliptical(around) or subject)
        above = "" if self.spoken.values else self._clause_above(around)
        base = above or self.spoken.noun(unit)
        if around.near in ("", "、") and self.drafts and not self.spoken.subject:
            # 新增7户9人
            if self._touches(draft):
                base, draft.own, draft.breakdown = (
                    self.drafts[-1].label,
                    True,
                    self.drafts[-1].breakdown,
                )
        draft.label = labels.with_verb(noun, base) if base else noun or back
        if not draft.breakdown and self.spoken.values and self.spoken.parent is None:
            last = self.spoken.last_of(unit)
            carried = last is not None and last.breakdown and groups.is_group(last.breakdown)
            if last is not None and carried and not around.near.startswith("、"):
                draft.breakdown, draft.part_of = last.breakdown, last.part_of

    def _touches(self, draft: Draft) -> bool:
        last = self.drafts[-1]
        between = draft.quantity.start - last.quantity.end
        return between <= 1 and last.measure == draft.measure and last.unit != draft.unit

    def _words(self, around: Around) -> tuple[str, str]:
        """The noun phrases before and behind a figure."""
        front = labels.before(_COMPARISON.sub("", around.near))
        behind = around.behind
        if cut := re.search(r"(?:均|现)?已(?!婚|有|故)[^,。;]*$", behind):
            behind = behind[: cut.start()] if cut.start() else behind
        return front, labels.after(behind)

    def _is_spoken_of(self, noun: str) -> bool:
        """Whether a noun is one that was spoken of: 甲县清淤 behind 河道清淤."""
        known = [self.spoken.topic, self.spoken.subject, *(d.label for d in self.drafts[-8:])]
        pairs = {noun[at : at + 2] for at in range(len(noun) - 1)}
        return any(pair in words for words in known for pair in pairs)

    def _clause_above(self, around: Around) -> str:
        """The noun of the clauses before, in the same sentence: 提高养老金标准,每月提高20元."""
        above = around.sentence[: len(around.sentence) - len(around.clause)].rstrip(",:、 ")
        for clause in reversed(re.split(r"[,:]", above)):
            words, counts = _COUNT.subn("", clause)
            noun = labels.before(words.removesuffix("中"))
            if not counts and (about := labels.subject(clause)):
                return about
            if len(noun) >= (2 if counts else 4) and not labels.is_bare(noun):
                return noun if counts else ""
        return ""

    def _about_plan(self, q: Quantity, role: Role, around: Around) -> Draft:
        draft = self._new(q, role)
        rate = roles.rate_stage(around.clause)
        # 开工率 speaks of the works a sentence opened with, not of whom they benefit.
        of = self._of_unit(q, role)
        if rate and self.spoken.values:
            of = self.spoken.at_stage(rate) or self.spoken.values[0]
        if around.bracketed:
            subject, group = self._before_bracket(q)
        else:
            words = around.near if _FIGURE.search(around.clause) else around.clause
            subject = labels.before(_PLAN_PHRASE.sub("", roles.without_rate(words)))
            group, rest = groups.leading_places(subject)
            subject = rest if group else subject
        works = _WORKS.search(subject)
        if works and not group and not roles.speaks_of_plan(around.clause):
            # 体育馆:主体施工100%
            draft.label = self.spoken.topic or (of.label if of is not None else "")
            draft.among, draft.part_of = subject, of
            return draft
        own = len(subject) > 1 and not labels.is_bare(subject) and not re.search(r"\d", subject)
        if not own and not group and self.spoken.subject and q.unit == "%":
            subject, own = self.spoken.subject, True
            if self.spoken.result_at(q.value, self.promises) is not None:
                own = False
        if group:
            draft.breakdown, draft.part_of = groups.clean(group), of
            draft.label = subject if own else of.label if of is not None else self.spoken.noun()
            if around.bracketed:
                rate = rate or roles.rate_stage(around.sentence)
                draft.stage = of.stage if of is not None else None
            of = None
        elif own and (of is None or self._is_another(subject, of, around)):
            of = None
            draft.label = subject
        if of is not None:
            draft.of, draft.label, draft.among = of, of.label, of.among
            draft.stage, draft.breakdown = of.stage, of.breakdown
            draft.stage_said = of.stage_said
        elif not draft.label:
            draft.label = self.spoken.noun()
        if rate:
            draft.stage = rate
        elif of is None:
            draft.stage, draft.stage_said = roles.stage(around, around.near)
        draft.rate = roles.rate_name(around.clause)
        return draft

    def _is_another(self, subject: str, of: Draft, around: Around) -> bool:
        """Whether a share speaks of a noun of its own: 幕墙部分65% behind 主体部分92%."""
        if not of.label:
            known = any(_in_common(subject, label) for label in self.promised_labels)
            return around.bracketed or (bool(self.promised_labels) and not known)
        if roles.speaks_of_plan(around.clause):
            return not set(subject) & set(of.label)
        return subject not in of.label and of.label not in subject

    def _before_bracket(self, q: Quantity) -> tuple[str, str]:
        """Noun and group before a share in brackets: 最快的是甲市(72%), 环路改造正在施工(82%)."""
        opened = q.start - 1
        floor = self.drafts[-1].quantity.end if self.drafts else self.segment.start
        words = self.text[max(floor, opened - _BEFORE_BRACKET, self.segment.start) : opened]
        piece = _PIECES.split(words)[-1]
        if piece == words and floor > opened - _BEFORE_BRACKET and self.drafts:
            return "", ""
        *_, name = _SAID_OF.split(piece)
        if groups.is_place(groups.clean(name)):
            return "", name
        return labels.subject(piece), ""

    def _of_unit(self, q: Quantity, role: Role) -> Draft | None:
        """What a plan or its share speaks of: of several figures the last with the plan's unit."""
        last = self.spoken.last
        if role.measure == "target_restated":
            return self.spoken.last_of(q.unit) or last
        before = self.drafts[-1] if self.drafts else None
        if before is not None and before.measure == "target_restated" and before.of is not None:
            between = self.text[before.quantity.end : q.start]
            if not any(stop in between for stop in ",。;"):
                return before.of
        return self.spoken.result_at(q.value, self.promises) or last

    def _comparison(self, q: Quantity, role: Role, around: Around) -> Draft:
        draft = self._new(q, role)
        own = labels.before(roles.without_change(_COMPARISON.sub("", around.near)))
        own = _OVER.sub("", own)
        last = self.spoken.last
        if q.unit == "百分点" and self.drafts and self.drafts[-1].unit == "%":
            last = self.drafts[-1]
        if around.near.startswith("的") or own[:1] in "比较" or labels.is_bare(own) or len(own) < 2:
            if last is not None:
                draft.label, draft.breakdown = last.label, last.breakdown
                draft.of = last
            else:
                draft.label = self._clause_above(around) or self.spoken.noun()
        else:
            draft.label = own
        return draft

    def _part_of_whole(self, q: Quantity, role: Role, around: Around) -> Draft:
        """A figure under 其中: part of the figure before it where they share a unit."""
        parent = self.spoken.parent
        draft = self._new(q, role)
        if parent is None:
            return draft
        planned = parent.measure == "target" and any(d is parent for d in self.spoken.values)
        if role.measure == "actual" and planned and not roles.done(around.clause):
            # 计划投资4000万元,其中中央1500万元
            draft.part, draft.measure = parent.part, parent.measure
        draft.stage, draft.stage_said = roles.stage(around, around.near)
        if role.measure == "remaining":
            draft.stage, draft.stage_said = None, False
        elif not draft.stage and draft.unit == parent.unit and role.measure == "actual":
            draft.stage, draft.stage_said = parent.stage, parent.stage_said
        near = re.sub(r"^.*其中(?:的)?|^[(,]?(?:含|包括)", "", around.near)
        if role.measure == "share":
            near = _SHARE_PHRASE.sub("", near)
        own, back = self._words(around._replace(near=near))
        back = "" if labels.is_bare(back) else back
        if draft.unit != parent.unit and groups.is_group(own):
            self._name(draft, around._replace(near=near))
            return draft
        if draft.unit != parent.unit and (draft.unit != "%" or own.endswith("率")):
            own = own + back if own and "、" not in own else own or back
            draft.label = own if not labels.is_bare(own) else parent.label
            return draft
        if rest := _REST.search(near):
            # 其他投入700万元 among the parts of a sum
            draft.label, draft.part_of = parent.label, parent
            draft.breakdown = draft.among = rest[0]
            return draft
        if labels.is_bare(own) and (not back or _in_common(back, parent.label)):
            draft.label, draft.breakdown = back or parent.label, parent.breakdown
            if _PARTED.fullmatch(own) and role.measure == parent.measure:
                # 其中新建3420套、改建2685套: the verb tells the parts apart.
                draft.breakdown, draft.part_of = own, parent
            return draft
        if near.endswith("等"):
            # 其中甲、乙等11家: names that are counted are no group.
            draft.label, draft.part_of = parent.label, parent
            return draft
        own = back if labels.is_bare(own) else own + back if "、" not in own else own
        draft.breakdown, draft.part_of = groups.clean(own), parent
        draft.label = parent.label
        if not groups.is_group(own):
            draft.among = own
        return draft

    def _give_groups(self, at: int, around: Around, draft: Draft) -> None:
        """二孩500元、三孩600元每人每月进行补助: the groups stand before, the noun behind."""
        end = self.list_ends[at]
        listed = end > at or (at > 0 and self.list_ends[at - 1] == end)
        if not listed:
            return
        last = self.facts[end]
        behind = self.text[
            last.end : end_of_words(self.text, last.end, self.segment.end, brackets=True)
        ]
        if _GIVES.match(behind):
            group = labels.object_of(labels.before(around.near))
            draft.breakdown = group or draft.breakdown
            draft.label = labels.after(behind) or draft.label

    # several figures dealt out

    def _chain(self, at: int, length: int) -> None:
        around = self.arounds[at]
        head = self.facts[at]
        role = self._role(head, around)
        chain = self.facts[at : at + length]
        # The noun behind a list stands behind its last figure.
        behind = self.arounds[at + length - 1].behind
        around = around._replace(behind=behind)
        if role.none:
            self.none.extend(numeral_of(self.text, q, role) for q in chain)
            return
        about = role.measure in ("pct_of_target", "change", "yoy", "target_restated")
        if about and len(self.spoken.values) >= length and not self._lists(around, length):
            rates = roles.rate_stages(around.clause)
            for place, (q, of) in enumerate(zip(chain, self.spoken.values[-length:], strict=True)):
                draft = self._new(q, role)
                draft.of, draft.label, draft.among = of, of.label, of.among
                draft.stage = rates[place] if len(rates) == length else of.stage
                if len(rates) == 1:
                    draft.stage = rates[0]
                draft.stage_said, draft.breakdown = of.stage_said, of.breakdown
                self._add(draft)
            return
        groups, noun = self._groups(length, around)
        first = self._draft(at, role, around)
        if groups and not about:
            if labels.is_bare(noun):
                noun = self.spoken.noun(head.unit)
            first.label = noun or first.label
        front = labels.before(around.near)
        earlier = [*self.spoken.promised[-length:], *self.spoken.values][-length:]
        if len(self.spoken.values) < length and [d.unit for d in earlier] != [
            q.unit for q in chain
        ]:
            earlier = []
        dealt = not groups and len(earlier) == length and labels.is_bare(front)
        for place, q in enumerate(chain):
            draft = first if place == 0 else self._new(q, role)
            draft.label, draft.stage, draft.stage_said = first.label, first.stage, first.stage_said
            draft.of, draft.rate = first.of, first.rate
            if dealt and "分别" in around.sentence:
                draft.label = labels.with_verb(front, earlier[place].label)
                draft.among = earlier[place].among
                if earlier[place].measure == "target" and role.measure == "actual":
                    draft.promise, draft.stage = earlier[place], earlier[place].stage
            if groups and (promised := self._promised_as(groups[place])):
                # 护理型床位、家庭养老床位分别新增462张和1137张: each is promised by itself.
                draft.label = promised
            elif groups and _GENERIC.fullmatch(noun or first.label) and len(groups[place]) > 2:
                # 高龄津贴和护理补贴标准分别…: two things, not two groups of one.
                draft.label = groups[place] + (noun or first.label)
            elif groups and about and not noun:
                draft.label = groups[place]
            elif groups:
                draft.breakdown = groups[place]
            self._add(draft)

    def _promised_as(self, group: str) -> str:
        """What is promised of a group by itself: 乳腺癌 where 乳腺癌检查 is."""
        if is_group(group):
            return ""
        return next((label for label in self.promised_labels if group in label), "")

    def _lists(self, around: Around, length: int) -> bool:
        """Whether a clause without a figure names what 分别 deals its own figures to."""
        front, shared, _ = around.clause.partition("分别")
        return bool(shared) and not _FIGURE.search(front) and len(_ANDS.split(front)) >= length

    def _groups(self, length: int, around: Around) -> tuple[list[str] | None, str]:
        """The groups that 分别 deals the figures to, and the noun they have in common."""
        front = around.near
        if self._lists(around, length):
            front = around.clause.partition("分别")[0]
        elif "分别" in around.sentence:
            front = around.sentence.partition("分别")[0]
        front = front[max(front.rfind("。"), front.rfind(";"), front.rfind("\n")) + 1 :]
        listed = front.rfind(",")
        if listed >= 0 and len(_ANDS.split(front[listed + 1 :])) >= length:
            front = front[listed + 1 :]
        groups = labels.split_groups(front, length)
        if not groups:
            return None, ""
        return groups, labels.common_noun(front, groups[-1])

    def _add(self, draft: Draft) -> None:
        self.drafts.append(draft)
        stands_alone = draft.measure == "target_restated" and draft.of is None
        speaks = draft.measure in _VALUES or draft.measure in ("remaining", "previous")
        self.spoken.say(draft, alone=stands_alone or speaks)
