"""Quantities in their sentences: what each one says, of what, at which stage.

One walk through a segment from left to right. A figure takes its noun from its own clause
where there is one (新增停车泊位23352个), and otherwise from what the sentence spoke of last
(其中22条已完工, 改建18家, 占年计划的140%). Lists are read as lists: 分别 deals values out to
groups or to the figures before, 各 gives one value to each, 其中 opens a part of the whole.
"""

import re
from bisect import bisect

from etl.bulletin.grammar.discourse.draft_facts import Draft
from etl.bulletin.grammar.discourse.segment_state import VALUES, Told
from etl.bulletin.grammar.labels import (
    breakdowns,
    counted_noun,
    distributed_lists,
    figure_label,
    parts_of_whole,
)
from etl.bulletin.grammar.lexing.clause_context import Around, end_of_words
from etl.bulletin.grammar.measures import roles, shares, stages
from etl.bulletin.grammar.measures.role_in_context import role_of
from etl.bulletin.grammar.measures.roles import Role
from etl.bulletin.grammar.numerals.quantities import Quantity
from etl.bulletin.items.captions import PROMISE_CAPTION
from etl.bulletin.model import Numeral

JOIN = re.compile(r"(?:[-—–~至到]{1,2}|、|和|及|与|以及)(?:每[人户]每?[月年])?")
_EACH = re.compile(
    r"^(?P<groups>.*?)(?:均|都)?各(?!区|市|县|镇|级|类|项|部门|单位|地|界|族|自|方)(?P<verb>[^,。;]{0,8})$"
)
_STOPS = re.compile(r"[。;\n]")
_PAYS = re.compile(r"补助|补贴|奖励|奖补|承担|负担|分担|出资|报销|给予|资助|缴纳|发放")
"""Of those who pay or are paid 各 tells: 机构和家庭各补助50%."""
_GIVES = re.compile(r"^(?:进行|给予|予以|的标准|标准|发放)")
_SHORT = 3
"""Characters of a name that may be a group's where nothing marks it as one."""
_OVER = re.compile(
    r"^(?:多|少|增|减)[\u4e00-\u9fff]{0,2}$|(?:低|高|优|快|多|少|超)(?:于|出|过|年初|年度|计划|任务|序时|时序|$).*$|(?:落后|滞后).*$"
)


_SPENDS = re.compile(r"拨付|支付|支出|发放|下达|下拨|到位")
"""What is done with money that came in: 资金2340万元已拨付1521万元 promises nothing."""
_PROMISES = re.compile(rf"{PROMISE_CAPTION}\s*\Z")
_ITS_RATE = re.compile(r",(?:任务|目标)?完成率(?:为|达到?)?")


def numeral_of(text: str, q: Quantity, role: Role) -> Numeral:
    """A figure that states no fact, with the role that says so."""
    return Numeral(text[q.start : q.end], q.start, q.end, role.none or "unexplained", role.rule)


class Walk(Told):
    """One segment, left to right."""

    def run(self) -> None:
        """Go through the figures."""
        self.list_ends = distributed_lists.list_ends(self.text, self.facts)
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
        stops = [stop.start() for stop in _STOPS.finditer(self.text, *self._span())]
        begun: dict[int, set[str]] = {}
        for d in self.drafts:
            if d.stage == "开工" and d.part == "progress":
                begun.setdefault(bisect(stops, d.quantity.start), set()).add(d.unit)
        for d in (*self.done, *(d for d in self.drafts if d.stage_said)):
            units = begun.get(bisect(stops, d.quantity.start), set())
            if d.unit in units or (units and d.stage):
                d.stage, d.stage_said = "完工", False

    def _span(self) -> tuple[int, int]:
        return self.segment.start, self.segment.end

    def _chain_length(self, at: int) -> int:
        length = 1
        while at + length < len(self.facts):
            before, after = self.facts[at + length - 1], self.facts[at + length]
            if not JOIN.fullmatch(self.text, before.end, after.start):
                break
            distributed_lists = "分别" in self.arounds[at].sentence
            if after.dimension != before.dimension and not distributed_lists:
                break
            length += 1
        return length

    # one figure

    def _single(self, at: int) -> None:
        q = self.facts[at]
        around = self.arounds[at]
        role = role_of(self, q, around)
        if role.none:
            self.none.append(numeral_of(self.text, q, role))
            return
        promise: Draft | None = None
        if role.measure == "actual" and self._is_result(at, around):
            promise = self.spoken.values[-1]
            self._make_promise(promise)
        each = _EACH.match(around.near) if "各" in around.near else None
        if each and role.measure in VALUES and self._each(at, role, around, each):
            return
        draft = self._draft(at, role, around)
        draft.promise = promise
        self._measure_what_is_rated(draft)
        repeated = draft.measure == "target" and (q.value, q.unit) in self.promises
        if repeated and not self._is_announced():
            # A report that repeats what its pledge promises: as its plan, or done in full.
            draft.part = "progress"
            draft.measure = "target_restated" if role.because else "actual"
        self.add(draft)

    def _is_announced(self) -> bool:
        """Whether a caption right above the segment calls it a promise."""
        start = self.segment.start
        return _PROMISES.search(self.text, max(0, start - 12), start) is not None

    def _is_result(self, at: int, around: Around) -> bool:
        """Whether the figure is the result of the one before it: 12个食堂已建成7个."""
        if not self.spoken.values or not at or self.segment.row:
            return False
        last, q = self.spoken.values[-1], self.facts[at]
        between = self.text[last.quantity.end : q.start]
        if last.quantity is not self.facts[at - 1] or last.measure != "actual":
            return False
        if last.unit != q.unit:
            return False
        if q.dimension == "money" and _SPENDS.search(between):
            return False
        whole = self.arounds[at - 1]
        if not any(stop in between for stop in ",。;:(、"):
            # 18处工程已完工15处: what stands behind the first tells of the second.
            stage, only_said = stages.stage_of(whole._replace(behind=""), whole.near)
            return roles.result_follows(between) and (stage is None or only_said)
        if last.stage and not last.stage_said:
            return False
        return (
            not self.promised
            and ";" not in between
            and "(" not in between
            and not around.behind
            and roles.done_alone(around.near)
            and not roles.done(whole.clause)
        )

    def _measure_what_is_rated(self, rate: Draft) -> None:
        """What a rate is said of right behind it is no rate itself: 完成52%,完成率130%."""
        last = self.drafts[-1] if self.drafts else None
        if last is None or last.measure != "pct_of_target" or "done by percent" not in last.because:
            return
        between = self.text[last.quantity.end : rate.quantity.start]
        if rate.measure == "pct_of_target" and _ITS_RATE.fullmatch(between):
            last.measure, last.of = "actual", None

    def _make_promise(self, draft: Draft) -> None:
        draft.part, draft.measure, draft.stage, draft.stage_said = "target", "target", None, False

    def _each(self, at: int, role: Role, around: Around, each: re.Match[str]) -> bool:
        count = len(re.split(r"、|和|及|与", each["groups"]))
        names = counted_noun.split_groups(each["groups"], count) if count > 1 else None
        if not names:
            return False
        # 机构和托育家庭: the last piece is a whole group, nothing of it is a common noun.
        names[-1] = re.split(r"、|和|及|与", each["groups"])[-1]
        noun = counted_noun.after(around.behind) or each["verb"].strip()
        for group in names:
            draft = self._draft(at, role, around)
            draft.label = counted_noun.with_verb(each["verb"], noun) or self.spoken.noun()
            verb = each["verb"] and not _PAYS.search(each["verb"])
            things = (verb and counted_noun.is_bare(draft.label)) or counted_noun.begins_with_verb(
                names[0]
            )
            if things and not breakdowns.is_group(group):
                # 门磁、烟感各装了138套: what is counted, not of whom.
                draft.label, draft.breakdown = counted_noun.before(group), None
            else:
                draft.breakdown, draft.part_of = group, self.spoken.parent
            self.add(draft)
        return True

    def _draft(self, at: int, role: Role, around: Around) -> Draft:
        q = self.facts[at]
        if role.places:
            return self._beside(q, role)
        if role.measure in ("pct_of_target", "target_restated"):
            return shares.about_plan(self, q, role, around)
        if role.measure in ("change", "yoy"):
            return self._comparison(q, role, around)
        if self.spoken.parent is not None and self._is_part(q, role):
            return parts_of_whole.part_of_whole(self, q, role, around)
        if (
            role.measure == "actual"
            and (q.value, q.unit) in self.promises
            and roles.opens_whole(around)
        ):
            role = Role("target_restated")
        draft = self.new(q, role)
        if role.measure == "previous":
            around = around._replace(behind="")
        elif role.measure == "share":
            around = around._replace(near=parts_of_whole.SHARE_PHRASE.sub("", around.near))
        figure_label.name(self, draft, around)
        draft.from_topic = draft.label == self.spoken.topic != ""
        if q.unit == "%" and role.measure != "share" and roles.names_share(around.near):
            draft.label += "占比"
        if role.measure in VALUES:
            draft.stage, draft.stage_said = stages.stage_of(around, around.near)
            if not draft.stage and stages.done_with(around, around.near):
                self.done.append(draft)
            last = self.spoken.last
            joined = around.near in ("、", "和", "及") and not around.behind
            if joined and last is not None and last.unit != draft.unit:
                # 已开工368个、4.12万户: one verb for both.
                draft.stage = draft.stage or last.stage
                draft.stage_said = draft.stage_said or last.stage_said
            self._give_groups(at, around, draft)
        return draft

    def _beside(self, q: Quantity, role: Role) -> Draft:
        """A figure of other places than the last: 最高的是甲市(98%),最低的是乙市(89%)."""
        draft, last = self.new(q, role), self.drafts[-1]
        draft.label, draft.breakdown, draft.rate = (
            last.label,
            breakdowns.clean(role.places),
            last.rate,
        )
        draft.stage, draft.stage_said = last.stage, last.stage_said
        draft.part_of = last.part_of or last
        return draft

    def _is_part(self, q: Quantity, role: Role) -> bool:
        if role.measure == "target":
            return self.spoken.parent is not None and self.spoken.parent.unit == q.unit
        return role.measure in ("actual", "share", "remaining")

    def _comparison(self, q: Quantity, role: Role, around: Around) -> Draft:
        draft = self.new(q, role)
        if role.step:
            draft.unit = self.drafts[-1].unit
        own = counted_noun.before(
            roles.without_change(figure_label.COMPARISON.sub("", around.near))
        )
        own = _OVER.sub("", own)
        last = self.spoken.last
        if q.unit == "百分点" and self.drafts and self.drafts[-1].unit == "%":
            last = self.drafts[-1]
        if (
            around.near.startswith("的")
            or own[:1] in "比较"
            or counted_noun.is_bare(own)
            or len(own) < 2
        ):
            if last is not None:
                draft.label, draft.breakdown = last.label, last.breakdown
                draft.of = last
            else:
                draft.label = figure_label.clause_above(around) or self.spoken.noun()
        else:
            draft.label = own
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
            group = counted_noun.object_of(counted_noun.before(around.near))
            draft.breakdown = group or draft.breakdown
            draft.label = counted_noun.after(behind) or draft.label

    # several figures dealt out

    def _chain(self, at: int, length: int) -> None:
        around = self.arounds[at]
        head = self.facts[at]
        role = role_of(self, head, around)
        chain = self.facts[at : at + length]
        # The noun behind a list stands behind its last figure.
        behind = self.arounds[at + length - 1].behind
        around = around._replace(behind=behind)
        if role.none:
            self.none.extend(numeral_of(self.text, q, role) for q in chain)
            return
        about = not role.places and role.measure in (
            "pct_of_target", "change", "yoy", "target_restated"
        )  # fmt: skip
        rates = stages.rate_stages(around.clause)
        referring = len(self.spoken.values) >= length and not distributed_lists.lists(
            around, length
        )
        if about and (referring or (self.spoken.values and len(rates) == length)):
            distributed_lists.refer_back(self, chain, role, around)
            return
        names, noun = distributed_lists.groups_of(length, around)
        if role.places:
            noun = self.drafts[-1].label
        first = self._draft(at, role, around)
        if names and not about:
            # 培训教师、医生分别为20、30人: one verb for several things.
            things = counted_noun.begins_with_verb(names[0]) or all(
                len(n) > _SHORT and not breakdowns.is_group(n) for n in names
            )
            if counted_noun.is_bare(noun):
                noun = "" if things else self.spoken.noun(head.unit)
            about = about or (things and not noun)
            first.label = noun or first.label
        earlier = [] if names else distributed_lists.dealt_to(self, chain, around)
        for place, q in enumerate(chain):
            draft = first if place == 0 else self.new(q, role)
            draft.label, draft.stage, draft.stage_said = first.label, first.stage, first.stage_said
            draft.of, draft.rate = first.of, first.rate
            if earlier:
                of = earlier[place]
                draft.label = counted_noun.with_verb(counted_noun.before(around.near), of.label)
                draft.among = of.among
                if of.measure == "target" and role.measure == "actual":
                    draft.promise, draft.stage = of, of.stage
            if names:
                distributed_lists.deal(
                    self, draft, names[place], noun or first.label, alone=about and not noun
                )
            self.add(draft)
