"""What is counted: the noun around a figure, without the verb's ornaments.

Chinese puts it before the figure (新增停车泊位23352个), after it (打通36条未贯通道路), or on
both sides; the words that only carry the sentence (截至11月底, 全市, 累计, 已, 达到) go.
"""

import re

from etl.bulletin.words import lexicon
from etl.bulletin.words.lexicon import one_of

_DATE = (
    r"(?:\d{4}年度?)?(?:\d{1,2}(?:[-—–~至到]\d{1,2})?月(?:份|\d{1,2}日)?|\d{1,2}日"
    r"|[一二三四]季度|上半年|下半年|前三季度)(?:底|末|初|以来|份|止|前|期间|上旬|中旬|下旬)*"
)
_LEAD = re.compile(
    rf"[,、。;:)\]\s①-⑳和及与]|以(?!上)|截[至止]|至|到(?![位岗户账期货])|{_DATE}|\d{{4}}年度?(?:以来|期间)?"
    rf"|(?:以上|上述)(?:各项)?(?:指标|项目|任务|工作|工程)|各(?:市|县|区|镇|乡|街道|地|部门|单位)+(?=已|均|共|累计|完成|开工|$)"
    rf"|(?:年度|全年|年|总|工作)?(?:目标任务|(?:目标|任务|计划)(?:任务)?(?:为|是|:))"
    rf"|{one_of(lexicon.TIMES, lexicon.LINKS, lexicon.SCOPES, lexicon.ADVERBS, lexicon.CARRIERS)}"
)
# Possessive: words that can be cut in two ways must not be tried in all of them.
_STAGED = re.compile(rf"^(?:{one_of(lexicon.STAGE_VERBS)})")
_TAIL = re.compile(
    rf"(?:(?:由|从)(?:去年|上年|年初|原来|目前)的?|(?:建设|工作|年度|改造)*(?:任务|目标|计划)(?:数|量|任务)?|[:(,\s①-⑳]"
    rf"|(?<!下)(?:{one_of(lexicon.LEVELS)})|{one_of(lexicon.BEFORE_FIGURES)})++$"
)
_AFTER_LEAD = re.compile(r"^(?:的|[、,)\s]|进行|予以|给予|左右|以上|套\)|户\)|\([^()]{0,4}\))+")
_AFTER_VERBS = re.compile(
    r"(?:将于|将在|计划|预计)[^,。;]*|\d{1,2}月[^,。;]*|正在.*$|(?:均|也|都)?已(?:经)?(?:全部|全面|陆续|顺利|累计|正式|基本|提前|按期|实现)*"
    r"(?:开工建设|开工|动工|完工|竣工|建成|完成|投入使用|投入运营|投用|启动建设|启动|交付使用|交付)?(?:并[^,。;]*)?"
    r"|全部(?:完成|完工|开工|竣工|建成)|开工建设|开工|完工|竣工|全部|均(?!衡)|实现"
)
_ET_CETERA = re.compile(
    r"^.+等(?!候|待|级|离子|次|同|于)(?:[\d一二三四五六七八九十]+(?:个|项|类|种))?(?=[^\d、]{2,})"
)
_PREPOSITION = re.compile(
    r"^.*(?:按照|依照|根据|针对|面向|按(?!摩)|对(?!口|外|接|标)|给(?!予|水|排))(?=.)"
)
_OF = re.compile(r"方面$|工作$")

_VERB = one_of(lexicon.DOING)
_BARE = re.compile(rf"正在.*|(?:{_VERB}|了|并|、|和|及|可)++$")

_AND = re.compile(r"、|和|及(?!以)|与|以及")
_BOUNDARY = re.compile(r"^.*[,。;:]")
# Where the first group begins behind a preposition: 由街道和社区, 在基层、二级.
_FIRST_GROUP = re.compile(r"^.*(?:在(?!职|校|册|岗|编|读)|对(?!口)|按照|按|将|由(?!于))(?=.)")

LIMIT = 40
"""Characters of a label at most."""


def before(words: str) -> str:
    """The noun phrase in front of a figure: ``截至11月底,全市城镇新增就业`` → 城镇新增就业."""
    core = words.strip()
    core = _strip_lead(core)
    core = _TAIL.sub("", core)
    if "等" in core:
        core = _ET_CETERA.sub("", core) or core
    core = _staged(core)
    return clip(_brackets(_OF.sub("", core)))


def _strip_lead(words: str) -> str:
    at = 0
    while found := _LEAD.match(words, at):
        at = found.end()
    return words[at:]


def _staged(core: str) -> str:
    """Without the verb that only says how far the work is, unless nothing would be left."""
    rest = _strip_lead(_STAGED.sub("", core))
    return rest if len(rest) >= 2 else "" if _STAGED.fullmatch(core) else core


def after(words: str) -> str:
    """The noun phrase behind a figure: ``处园艺体验公园已全部开工`` → 园艺体验公园."""
    core = _AFTER_LEAD.sub("", words.strip())
    core = _AFTER_VERBS.sub("", core)
    return clip(_brackets(re.sub(r"^的|(?:[的中里共约为,:、]|合计|总计|达到?)+$", "", core)))


def _brackets(core: str) -> str:
    """Balanced brackets only: a clause boundary may have cut one half off."""
    if core.count("(") != core.count(")"):
        core = core.replace("(", "").replace(")", "")
    if core.count("“") != core.count("”"):
        core = core.replace("“", "").replace("”", "")
    return core.strip("、,。;: ")


def clip(core: str) -> str:
    """A label no longer than the limit, cut at a word where one shows."""
    if len(core) <= LIMIT:
        return core
    tail = core[-LIMIT:]
    cut = max(tail.find("、"), tail.find("的"))
    return tail[cut + 1 :]


def is_bare(core: str) -> bool:
    """Whether a phrase is verbs alone (改建, 已办结) and needs its noun from elsewhere."""
    return not core or _BARE.fullmatch(core) is not None


def object_of(core: str) -> str:
    """The phrase after its last preposition: 对机构按照二孩 → 二孩."""
    return _PREPOSITION.sub("", core)


def with_verb(verb: str, noun: str) -> str:
    """A bare verb put before a noun that came from elsewhere: 改建, 新建食堂 → 改建食堂."""
    verb = _staged(verb)
    if len(verb) < 2 or verb in noun:
        return noun
    stripped = re.sub(rf"^(?:{_VERB})++(?=.{{2}})", "", noun)
    return clip(verb + stripped)


def split_groups(words: str, wanted: int) -> list[str] | None:
    """The last ``wanted`` groups of a list, the common noun cut from the last one.

    ``一、二、三级医疗机构报销比例`` with 3 wanted → 一级, 二级, 三级.
    """
    pieces = _AND.split(words.strip(" ,、"))
    pieces = [piece for piece in pieces if piece]
    if len(pieces) < wanted:
        return None
    pieces = pieces[-wanted:]
    if any(re.search(r"\d", piece) for piece in pieces):
        return None
    pieces[0] = _FIRST_GROUP.sub("", _strip_lead(_BOUNDARY.sub("", pieces[0])))
    if not all(pieces):
        return None
    pieces[-1] = _group_head(pieces[-1], pieces[:-1])
    if len({len(p) for p in pieces[:-1]}) == 1 and len(pieces[0]) == 1 and len(pieces[-1]) == 2:
        pieces[:-1] = [piece + pieces[-1][1] for piece in pieces[:-1]]
    return pieces


def _group_head(last: str, others: list[str]) -> str:
    """How much of the last piece is its own group: 三级定点机构比例 beside 二级 → 三级."""
    model = others[-1]
    if len(model) == 1 and last[:1] in "一二三四五六七八九十":
        return last[:2]
    if last[-1] == model[-1]:
        return last
    at = last.find(model[-1])
    if 0 < at < len(last) - 1 and at <= len(model) + 2:
        return last[: at + 1]
    return last[: len(model)]


def common_noun(words: str, group: str) -> str:
    """What follows the last group of a list: 三级定点医疗机构报销比例 → 定点医疗机构报销比例."""
    last = _AND.split(words)[-1]
    return before(last.removeprefix(group)) if last.startswith(group) else before(last)
