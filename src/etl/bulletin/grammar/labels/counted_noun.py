"""What is counted: the noun around a figure, without the verb's ornaments.

Chinese puts it before the figure (新增停车泊位23352个), after it (打通36条未贯通道路), or on
both sides; the words that only carry the sentence (截至11月底, 全市, 累计, 已, 达到) go.
"""

import re
from functools import lru_cache

from etl.bulletin.grammar.labels.group_words import is_group, leading
from etl.bulletin.words import function_words
from etl.bulletin.words.function_words import REMEMBERED, one_of

_DATE = (
    r"(?:\d{4}年度?)?(?:\d{1,2}(?:[-—–~至到]\d{1,2})?月(?:份|\d{1,2}日)?|\d{1,2}日"
    r"|[一二三四]季度|上半年|下半年|前三季度)(?:底|末|初|以来|起|份|止|前|期间|上旬|中旬|下旬)*"
)
_CARRYING = one_of(
    function_words.TIMES,
    function_words.LINKS,
    function_words.SCOPES,
    function_words.ADVERBS,
    function_words.CARRIERS,
)
_LEAD = re.compile(
    rf"[,、。;:)\]\s①-⑳和及与□■●○◆◇▲△▼★☆※·•*/\-—–]|\d{{1,2}}[.、)](?!\d)"
    rf"|\((?:\d{{1,2}}|[一二三四五六七八九十]{{1,3}})\)|以(?!上)|[自从](?:今年)?{_DATE}将?|截[至止]|至"
    rf"|到(?![位岗户账期货])|{_DATE}|\d{{4}}年度?(?:以来|期间|末|底|初)*|[上前去]?年[末底初](?=.{{2}})"
    rf"|[列纳]入[^,。;:]{{0,12}}(?:计划|任务|目标|名单|范围)的(?=.{{2}})"
    r"|(?:国家|上级|[省市县区])(?:定|下达)(?:给?我[省市县区])?"
    r"|(?:按照)?(?:国家|上级|[省市县区]里?)?下达给?我[省市县区]|(?:将|拟)?利用[暑寒][期假](?:集中)?"
    rf"|[^,。;:]{{0,16}}(?:任务|目标|计划)(?:是|为)(?=.{{2}})|的(?=.{{2}})|(?:有|是)(?=:)"
    rf"|[^,。;:]*(?:包括|如下|以下[^,。;:]{{0,6}}):|(?:仅?[是为]|相当于)?(?:去年|上年)(?:同期)?的?(?!度)"
    r"|这(?:个|项|些|一)*(?:数字|指标|比例)?|(?:以上|上述)(?:各项)?(?:指标|项目|任务|工作|工程)"
    r"|(?:以上|上述)(?:各项|[两二三四五六七八九十]项)?(?:合计|总计|共计)"
    r"|(?:[两二三四五六七八九十]|\d{1,2})(?:大)?项(?:子|主要|重点|具体)?(?:任务|工作|项目|指标|目标)?"
    r"(?=(?:均|都|已|现已)*分别)"
    r"|各(?:市|县|区|镇|乡|街道|地|部门|单位)+(?=已|均|共|累计|完成|开工|$)"
    rf"|[^,。;:]{{2,8}}过程中(?=.{{2}})|原(?:定|计划)|(?:年|总|工作)?(?:目标任务|计划(?:为|是|:))"
    rf"|{_CARRYING}"
)
# Possessive: words that can be cut in two ways must not be tried in all of them.
_STAGED = re.compile(rf"^(?:{one_of(function_words.STAGE_VERBS)})")
_TAIL = re.compile(
    rf"(?:中(?<=[\u4e00-\u9fff]{{2}}中)(?<![初高完集其]中)(?:已?有)?|(?:只|仅|才|都)*[做干修建装铺打换种检盖办收](?:了|到|好|完)|(?:到|至|为)(?:今年|目前|现在|当前)的?|(?:由|从)(?:去年|上年|年初|原来|目前)的?|(?:今年|年内|全年|本年度?|年底前)[要应拟须]?|(?=[建工年改任目计])(?:建设|工作|年度|改造)*(?:任务|目标|计划)(?:数|量|任务)?|(?:共|总|合)?计?\d{{1,2}}大?(?:类|方面)|[:(,\s①-⑳]"
    rf"|(?:控制|稳定|保持)在[^,。;:\s]{{1,10}}的|(?<!下)(?:{one_of(function_words.LEVELS)})|{one_of(function_words.BEFORE_FIGURES)})++$"
)
_AFTER_LEAD = re.compile(
    r"^(?:\d[\d.]*[户人]以[上下](?:的)?(?:[已未]通[电水路气])?|的|[、,)\s]|进行|予以|给予|左右|以上|套\)|户\)|\([^()]{0,4}\))+"
)
_AFTER_ENDS = re.compile(r"^的|(?:中已?有|[的中里共约为,:、]|合计|总计|达到?)+$")
_AFTER_VERBS = re.compile(
    r"^(?:年度|全年|既定|预定)?(?:目标|任务)(?:均|已|顺利|提前|如期|圆满|全面|基本|超额)*(?:实现|完成|达成).*|(?:将于|将在|计划|预计)[^,。;]*|受[^,。;]*影响.*$|(?<!基)因(?!素|地|子).*$|(?<![接招期优看])待(?!遇).*$|未(?!成年|来|婚|就业|贯通|硬化).*$|暂(?!住).*$|\d{1,2}月[^,。;]*|正在.*$|(?:均|也|都)?已(?:经)?(?:全部|全面|陆续|顺利|累计|正式|基本|提前|按期|实现)*"
    r"(?:开工建设|开工|动工|完工|竣工|建成|完成|投入使用|投入运营|投用|启动建设|启动|交付使用|交付)?(?:并[^,。;]*)?"
    r"|全部(?:完成|完工|开工|竣工|建成)|开工建设|开工|完工|竣工|全部|均(?!衡)|实现"
)
_ET_CETERA = re.compile(
    r"^.+等(?!候|待|级|离子|次|同|于)(?:[\d一二三四五六七八九十]+(?:个|项|类|种))?(?=[^\d、]{2,})"
)
_PREPOSITION = re.compile(
    r"^.*(?:按照|依照|根据|针对|面向|按(?!摩)|对(?!口|外|接|标)|给(?!予|水|排))(?=.)"
)
_VERB = one_of(function_words.DOING)
_VERBS = re.compile(rf"^(?:{_VERB})++(?=.{{2}})")
_NOTE = re.compile(r"\([^()]*\)?")
_IN_BRACKETS = re.compile(r"\(([^()]+)\)$")
_DIGIT = re.compile(r"\d")
_EXTREME = re.compile(r"(?<=[率度例])(?:最|较|相对)[高低快慢好差大小]的?(?:是|为|有).*$")
"""Who is best or worst, which is no part of what is measured: 满意率最高的是甲县."""
_BOUND = re.compile(r"(?<=..)不(?:低于|少于|小于|超过|高于|多于|大于).+的$")
"""What a share is compared with, which is no part of what it is of: 补助不低于上年标准的1.2倍."""
_PER_MANY = re.compile(
    r"(?:(?:达|提高|增加)?到?|为|至)每(?:[十百]?[千万]|百)(?:人口?|名[^,。;:\d]{0,6})?(?:达|为|至|到)*$"
)
"""What a rate is per, which stands between it and its figure: 食品抽检量达到每千人5.1批次."""
_OFFICE = re.compile(r"[^,。;:、]{2,16}(?:局|(?<![村居业])委员会|办公室|人民政府|管委会)")
"""Who tells of a figure, and not what it counts: 区交通运输局:任务数150公里."""
_COLUMN = re.compile(r"(?:总|完成)?(?:投资|资金)额?$|(?:开工|建成|完工|竣工|新建|改造)$")
_SENTENCED = re.compile(r"[,。;]")
_A_NOUN = 3
_NAMES_NONE = re.compile(
    r".?|[^\u4e00-\u9fffA-Za-z]*|\d{2,3}团|(?:标准)?为?每[人户生名](?:每[年月天])?|(?:进度)?依次|[前后]者|[去今本当]?年底"
    r"|(?:上年|去年)?同期|[分按]各?(?:[市县区镇乡]|街道?|地区)+(?:分|看)*|第?[一二三四]季度|前?\d+个?月"
    r"|[^,。;、]{2,12}(?:局|委|办|厅|中心|公司)(?:负责|牵头|汇报|介绍|反馈)"
    r"|(?:[省市县区](?:里|上|级)?|上级)下达(?:给?我[省市县区局们])?(?:的?任务)?"
)
"""Nothing, a number, or words that say for whom, when, where or by whom: 每人每月, 分县区看."""
_STATUS = re.compile(
    rf"(?:{one_of(function_words.ALONE)}|全部|均|任务|目标|计划|指标|下达|进度)+|.{{0,4}}(?:好|了|完|毕|齐|到位|就位)"
)
_GENERAL = re.compile(r"(?:总|各类|改造|建设)?(?:投资|资金|任务|项目|工程|改造)(?:总数|总量|数)?")
_OPENS_WITH_VERB = re.compile(rf"(?:{one_of(function_words.DOING, '更换 修补 装')})(?=.{{2}})")
_DIMENSION = re.compile(
    rf"(?:{_VERB}|总|合计|共计|建筑|占地)*(?:金额|人次|人数|户数|总数|面积|全长|长度|里程|数量|长|价值)"
)
_OF = re.compile(r"方面$|工作$")

_BARE = re.compile(
    rf"正在.*|(?:{one_of(function_words.DOING, function_words.ALONE)}|了|并|、|和|及|可|全部|一次"
    r"|基本|任务|目标|计划|指标|下达|工作量|工程进度|形象进度|进度|年度|全年|[两二三四五]年(?:\([\d年至—-]+\))?|其中|[年月]?人均[年月]?|[国省市县区]家?(?=[国省市县区]*(?:下达|任务|目标|指标|计划)))++"
    r"(?:[\u4e00-\u9fff]?(?:好|完|毕|齐|了)|成|出|到位|就位|结束|成功|过)?$|[\u4e00-\u9fff]{1,2}(?:好|了|完|毕|齐|完毕|就位)$|只|仅"
)

_ACCOUNT = re.compile(
    r"(?:结算|报销|补偿|支付|慰问|走访|接待|义诊|筛查|体检|培训|救助|调解|巡查|抽检|检测|接种|放映|演出)"
)

_OF_EACH_PLACE = re.compile(r"^各(?:市|县|区|镇|乡|街道|地|部门|单位)+(?=[^,。;]{3})")
_OBJECT = re.compile(
    r"已.{0,12}?(?:开展|实施|启动|推进|加强|进行|落实|做好|组织|提供|完成)([^,。;:]{3,}?)(?:任务)?$"
)
_PREDICATE = re.compile(
    r"列入|纳入|被|受(?![益理助灾训教])|因|由于|参照|正(?=在|按|抓|加)|已|均(?!衡)|也|都(?!市)|进展|有序|稳步|顺利|积极|扎实|全面|"
    r"大力|深入|持续|不断|认真|严格|按(?!摩)|干得|这块|实行|采取|工作|开始|较慢|较快|达到|全部|一个不落|施工平稳"
)
_NO_SUBJECT = re.compile(
    r"^(?:[市区县](?:[委直级里内属政]|$)|各|我|你|他|全|本|该|此|其|下|上|前|通过|由|受|因|根据|按|为|从|在(?!建|校|园|岗|保)|责任|牵头|同时|"
    r"另外|此外|目前|不|未|落后|位|列|比|较|超|占|余|涉及)"
    r"|(?:委|办|街道|部门|单位|政府|公司|中心校|乡镇|如下|情况|进度|时间|阶段|以来|来看|顺利|达标|"
    r"完毕|完成|到位|就绪|验收|手续|批复|招标|审批|设计|准备)$"
)

_AND = re.compile(r"、|和|及(?!以)|与|以及")
_BOUNDARY = re.compile(r"^.*[,。;:]")
# Where the first group begins behind a preposition: 由街道和社区, 在基层、二级.
_FIRST_GROUP = re.compile(r"^.*(?:在(?!职|校|册|岗|编|读)|对(?!口)|按照|按|将|由(?!于))(?=.)")

_LONG = 120
"""Characters of a clause that says too much to be about one thing."""
_ORNAMENTS = "、,。;: →➡⇒✔✓√✅"
LIMIT = 40
"""Characters of a label at most."""


@lru_cache(maxsize=REMEMBERED)
def before(words: str) -> str:
    """The noun phrase in front of a figure: ``截至11月底,全市城镇新增就业`` → 城镇新增就业."""
    core = words.strip()
    core = _strip_lead(core)
    core = _EXTREME.sub("", core)
    core = _BOUND.sub("", core)
    if "每" in core:
        core = _PER_MANY.sub("", core)
    core = _TAIL.sub("", core)
    if is_office(core):
        return ""
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


@lru_cache(maxsize=REMEMBERED)
def after(words: str) -> str:
    """The noun phrase behind a figure: ``园艺体验公园已全部开工`` → 园艺体验公园."""
    core = _AFTER_LEAD.sub("", words.strip())
    core = _AFTER_VERBS.sub("", core)
    return clip(_brackets(_AFTER_ENDS.sub("", core)))


def _brackets(core: str) -> str:
    """Balanced brackets only: a clause boundary may have cut one half off."""
    if core.count("(") != core.count(")"):
        core = core.replace("(", "").replace(")", "")
    if core.count("“") != core.count("”"):
        core = core.replace("“", "").replace("”", "")
    return core.strip(_ORNAMENTS)


@lru_cache(maxsize=REMEMBERED)
def subject(clause: str) -> str:
    """What a clause without a figure is about, or nothing where it only says how it goes.

    ``护眼行动已为学生开展免费验光服务`` → 免费验光服务; ``厕所改造受秋收影响进展较慢`` → 厕所改造.
    """
    if len(clause) > _LONG:
        return ""
    words = _OF_EACH_PLACE.sub("", _NOTE.sub("", clause).strip())
    if found := _OBJECT.search(words):
        words = found[1]
    elif cut := _PREDICATE.search(words, 2):
        words = words[: cut.start()]
    core = before(words)
    if len(core) < 2 or is_bare(core) or _NO_SUBJECT.search(core) or _DIGIT.search(core):
        return ""
    return core


def clip(core: str) -> str:
    """A label no longer than the limit, cut at a word where one shows."""
    if len(core) <= LIMIT:
        return core
    tail = core[-LIMIT:]
    cut = max(tail.find("、"), tail.find("的"))
    return tail[cut + 1 :]


@lru_cache(maxsize=REMEMBERED)
def is_bare(core: str) -> bool:
    """Whether a phrase is verbs alone (改建, 办结) and needs its noun from elsewhere."""
    return _NAMES_NONE.fullmatch(core) is not None or _BARE.fullmatch(core) is not None


def polish(label: str) -> str:
    """A label that came from a heading or an item as a noun: 完成管网更新。 → 管网更新."""
    core = label.strip(" ,。;:、/")
    first, *others = _SENTENCED.split(core)
    if others and len(first) >= _A_NOUN:
        # An item's sentence with its column: 新建校舍,购置设备。投资 → 新建校舍投资.
        column = _COLUMN.search(others[-1])
        core = first + (column[0] if column else "")
    heading, _, said = core.rpartition(":")
    core = said if heading and len(said) >= _A_NOUN else core
    return before(core) or core


def is_office(words: str) -> bool:
    """Whether words name an office: 区交通运输局."""
    return _OFFICE.fullmatch(words) is not None


def is_account(core: str) -> bool:
    """Whether a phrase is a verb that says by itself what is counted: 结算, 报销, 接待."""
    return _ACCOUNT.fullmatch(core) is not None


def is_nameless(core: str) -> bool:
    """Whether a phrase can be no label: nothing, a state (挂牌), a word of the plan (任务)."""
    return _NAMES_NONE.fullmatch(core) is not None or _STATUS.fullmatch(core) is not None


def begins_with_verb(core: str) -> bool:
    """Whether a phrase opens with a verb of doing: 更换雨水篦子."""
    return _OPENS_WITH_VERB.match(core) is not None


def object_of(core: str) -> str:
    """The phrase after its last preposition: 对机构按照二孩 → 二孩."""
    return _PREPOSITION.sub("", core)


def with_verb(verb: str, noun: str) -> str:
    """A bare verb put before a noun that came from elsewhere: 改建, 新建食堂 → 改建食堂."""
    verb = _staged(verb)
    if len(verb) < 2 or verb in noun or _STATUS.fullmatch(verb):
        return noun
    stripped = _VERBS.sub("", noun)
    return clip(verb + stripped)


def with_rate(noun: str, rate: str) -> str:
    """A noun with the name of its rate: 老旧小区, 开工率 → 老旧小区开工率.

    What both say is said once: 投入资金(到位), 资金到位率 → 投入资金到位率.
    """
    if rate in noun:
        return noun
    if (part := _IN_BRACKETS.search(noun)) and part[1] in rate:
        noun = noun[: part.start()]
    shared = next((n for n in range(len(rate), 1, -1) if noun.endswith(rate[:n])), 0)
    return clip(noun + rate[shared:])


def of_part(noun: str, part: str) -> str:
    """A noun with what tells a part of it: 投资, 中央补助 → 投资(中央补助)."""
    if not noun or noun in part:
        return part
    return noun if part in noun else clip(f"{noun}({part})")


def is_general(core: str) -> bool:
    """Whether a noun says nothing of what it is about: 投资, 改造任务, 项目."""
    return _GENERAL.fullmatch(core) is not None


def is_dimension(core: str) -> bool:
    """Whether a phrase names how something is measured and not what: 全长, 金额, 发放人次."""
    return _DIMENSION.fullmatch(core) is not None


_KIN = re.compile(r"人员|职工|居民|老人|家庭|儿童|学生|教师|群众|农户")


def split_groups(words: str, wanted: int) -> list[str] | None:
    """The last ``wanted`` groups of a list, the common noun cut from the last one.

    ``一、二、三级医疗机构报销比例`` with 3 wanted → 一级, 二级, 三级.
    """
    pieces = _AND.split(words.strip(" ,、"))
    pieces = [piece for piece in pieces if piece]
    if len(pieces) < wanted:
        return None
    pieces = pieces[-wanted:]
    if any(_DIGIT.search(piece) and not is_group(piece) for piece in pieces):
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
    if head := leading(last)[0]:
        # 退休人员, not 退休: those who are meant end with what they are.
        kin = _KIN.match(last, len(head))
        return head + (kin[0] if kin else "")
    model = others[-1]
    if len(model) == 1 and last[:1] in "一二三四五六七八九十":
        return last[:2]
    if last[-1] == model[-1] or 0 <= len(last) - len(model) <= 1:
        return last
    at = last.find(model[-1])
    if 0 < at < len(last) - 1 and at <= len(model) + 2:
        return last[: at + 1]
    return last[: len(model)]


def common_noun(words: str, group: str) -> str:
    """What follows the last group of a list: 三级定点医疗机构报销比例 → 定点医疗机构报销比例."""
    last = _AND.split(words)[-1]
    return before(last.removeprefix(group)) if last.startswith(group) else before(last)
