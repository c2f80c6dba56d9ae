"""What is counted: the noun around a figure, without the verb's ornaments.

Chinese puts it before the figure (新增停车泊位23352个), after it (打通36条未贯通道路), or on
both sides; the words that only carry the sentence (截至11月底, 全市, 累计, 已, 达到) go.
"""

import re

_DATE = (
    r"(?:\d{4}年度?)?(?:\d{1,2}(?:[-—–~至到]\d{1,2})?月(?:份|\d{1,2}日)?|\d{1,2}日|[一二三四]季度|上半年|下半年|前三季度)"
    r"(?:底|末|初|以来|份|止|前|期间|上旬|中旬|下旬)*"
)
_LEAD = re.compile(
    rf"(?:[,、。;:)\]\s①-⑳“”和及与以]|截[至止]|至|到|{_DATE}|\d{{4}}年度?(?:以来|期间)?"
    r"|今年(?:以来)?|年初以来|本月|当月|年内|当年|全年(?!龄)|目前(?:为止)?|现在|近期|同时|此外|另外|并且?|且|也|还|又"
    r"|其中(?:的)?|年度(?=.{2})|其余|其他|剩余|尚有|仍有|还有|还剩|共有|现有|全[市县区省镇国](?!性|域|民)|[我本][市县区省]|各?区市"
    r"|基本(?!公|医|养|药|农|生)|总共|共计|合计|总计|累计|共|已经|已有|均已|现已|已|均|全部|正式|顺利|成功|积极|大力|持续"
    r"|全力|扎实|有序|继续|进一步|加快|陆续|分别|统一|相应|逐步|提前|超额|按期|如期|计划|预计|力争"
    r"|实际|(?:年度|全年|年|总)?(?:目标|任务|计划)(?:任务)?(?:为|是|:)|统筹推进|推动|推进|组织开展|组织|开展|举办|实现|完成(?!率)|实施|打造|做好|抓好|落实|通过|即|向|为|将|对|把|在(?!建|校|读|册|职|营|编|岗|园|托)|有(?!机|轨|线|效|声|限|氧|色))"
)
_STAGED = re.compile(
    r"^(?:新开工建设|开工建设|开工|启动建设|启动|建设完成|建设|建成|完工|竣工|在建)"
)
_TAIL = re.compile(
    r"(?:统一|逐步|相应|分别|均|各|计划(?:实施|完成|建设)?|已经?|全部|共计|共有|总计|累计|合计|现有|至少|仅"
    r"|(?:建设|工作|年度|改造)*(?:任务|目标|计划)(?:数|量|任务)?|(?<!下)达到|(?<!下)达|由|从|提[高升]到|提[高升]至|增加到|增加至|增至|增长到|增长至|上升到|上升至|降低到|降低至|降到|降至|下降到|下降至|下降"
    r"|扩大到|扩大至|调整为|调整到|调整至|缩短到|缩短至|压缩到|压缩至|压减至|控制在|稳定在|保持在|减少到|减少至|提标至|占(?:比)?|为|是|有|共|约|"
    r"新开工|开工建设|开工|启动|基本建成|完工|竣工|已建成|完成|已办结|在建|至|到|的|[:(,\s①-⑳]|每人每月|每人每年|每月|每年|人均|每户|每床每月|不)+$"
)
_AFTER_LEAD = re.compile(r"^(?:的|[、,)\s]|进行|予以|给予|左右|以上|套\)|户\)|\([^()]{0,4}\))+")
_AFTER_VERBS = re.compile(
    r"(?:将于|将在|计划于)[^,。;]*|正在.*$|(?:均|也|都)?已(?:经)?(?:全部|全面|陆续|顺利|累计|正式|基本|提前|按期|实现)*"
    r"(?:开工建设|开工|动工|完工|竣工|建成|完成|投入使用|投入运营|投用|启动建设|启动|交付使用|交付)?(?:并[^,。;]*)?"
    r"|全部(?:完成|完工|开工|竣工|建成)|开工建设|开工|完工|竣工|全部|均(?!衡)|实现"
)
_ET_CETERA = re.compile(r"^.+等(?!候|待|级|离子|次|同|于)(?:[\d一二三四五六七八九十]+(?:个|项|类|种))?(?=[^\d、]{2,})")
_PREPOSITION = re.compile(
    r"^.*(?:按照|依照|根据|针对|面向|按(?!摩)|对(?!口|外|接|标)|给(?!予|水|排))(?=.)"
)
_OF = re.compile(r"方面$|工作$")

_VERB = (
    r"新开通|新建|改建|扩建|改扩建|改造|提升|新增|建设|建成|完成|开工|竣工|完工|续建|治理|整治|办结|受理|办理|发放|培训|救助|开展"
    r"|举办|组织|实施|推进|打造|创建|更新|维修|修缮|安装|加装|配备|购置|设置|设立|增设|投放|投用|启用|开通|打通|拓宽|铺设|敷设"
    r"|种植|栽植|绿化|服务|惠及|覆盖|签约|筛查|检测|体检|送|拨付|支出|投入|募集|引进|招聘|帮扶|扶持|资助|补助|补贴|救治"
    r"|修复|清理|清淤|疏浚|拆除|搬迁|回迁|安置|入住|交付|验收|评定|认定|命名|发布|推出|上线|接种|检查|抽检|抽查|监测|巡查|查处"
    r"|整改|化解|调解|解决|增加|增长|达到|提高|扩大|减少|降低|下降|压减|缩短|落实|到位|下达|发出|发现|收集|征集|受益|参加|参与"
    r"|优化|调整|主体(?:结构|工程)?|封顶|施工|招标|收尾|验收|投产|下达|帮助|施工中|在施|下拨|开放|运送|运行|运营|使用|供应|供给|新开|新改建|新改扩建|新设|布设|设|建|改|办|做|修|治"
)
_BARE = re.compile(rf"(?:{_VERB}|了|并|、|和|及|可)+$")

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
    return _clip(_brackets(_OF.sub("", core)))


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
    return _clip(_brackets(re.sub(r"^(?:的)|(?:的|[,:、])+$", "", core)))


def _brackets(core: str) -> str:
    """Balanced brackets only: a clause boundary may have cut one half off."""
    if core.count("(") != core.count(")"):
        core = core.replace("(", "").replace(")", "")
    if core.count("“") != core.count("”"):
        core = core.replace("“", "").replace("”", "")
    return core.strip("、,。;: ")


def _clip(core: str) -> str:
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
    """A bare verb put before a noun that came from elsewhere: 改建 + 新建社区食堂 → 改建社区食堂."""
    verb = _staged(verb)
    if len(verb) < 2 or verb in noun:
        return noun
    stripped = re.sub(rf"^(?:{_VERB})+(?=.{{2}})", "", noun)
    return _clip(verb + stripped)


def split_groups(words: str, wanted: int) -> list[str] | None:
    """The last ``wanted`` groups of a list, the common noun cut from the last one.

    ``一、二、三级医疗机构报销比例`` with 3 wanted → 一级, 二级, 三级.
    """
    pieces = re.split(r"、|和|及(?!以)|与|以及", words.strip(" ,、"))
    pieces = [piece for piece in pieces if piece]
    if len(pieces) < wanted:
        return None
    pieces = pieces[-wanted:]
    first = re.sub(r"^.*[,。;:]", "", pieces[0])
    pieces[0] = (
        re.sub(
            r"^.*(?:在(?!职|校|册|岗|编|读)|对(?!口)|按照|按|将|由(?!于))", "", _strip_lead(first)
        )
        or first
    )
    pieces[-1] = _group_head(pieces[-1], pieces[:-1])
    if len({len(p) for p in pieces[:-1]}) == 1 and len(pieces[0]) == 1 and len(pieces[-1]) == 2:
        pieces[:-1] = [piece + pieces[-1][1] for piece in pieces[:-1]]
    return pieces


def _group_head(last: str, others: list[str]) -> str:
    """How much of the last piece is its own group: 三级定点机构比例 beside 二级 → 三级."""
    model = others[-1]
    if len(model) == 1 and last[:1] in "一二三四五六七八九十":
        return last[:2]
    at = last.find(model[-1])
    if 0 < at < len(last) - 1 and at <= len(model) + 2:
        return last[: at + 1]
    return last[: len(model)]


def common_noun(words: str, group: str) -> str:
    """What follows the last group of a list: 三级定点医疗机构报销比例 → 定点医疗机构报销比例."""
    last = re.split(r"、|和|及(?!以)|与|以及", words)[-1]
    return before(last.removeprefix(group)) if last.startswith(group) else before(last)
