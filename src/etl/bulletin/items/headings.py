"""The words of numbered headings: which say only that a part of a circular begins."""

import re
from collections.abc import Sequence

from etl.bulletin.items.numbered_lines import Head

_SECTION = re.compile(
    r"(?:总体|基本|主要|整体|各[件项]|全[年县市区省]|上半年|前?[一二三四]季度|目前|当前|具体|存在|突出"
    r"|下一?步|下阶段|今后|有关|其他|其它|各地|各?[县市州区旗盟镇乡](?![\u4e00-\u9fff])"
    r"|各[县市州区旗盟镇乡]{1,3}|县[市区]|区县|市[州县]|镇街|乡镇|街道|[省市县区旗镇乡本]级|统筹|牵头|承办"
    r"|分项|逐项|排名|先进|后进|表扬|通报|各?单位|各?部门|资金|投入|到位|拨付|支付|使用|筹措|指标|重要|几点|几项|取得|重点"
    r"|民生|实事|项目|任务|目标|工作|办理|推进|进展|进度|完成|落实|实施|建设|督查|执行|安排部署|情况|概况"
    r"|成效|成绩|效果|问题|困难|不足|短板|原因|要求|打算|计划|建议|安排|措施|举措|做法|经验|特点|亮点"
    r"|意见|说明|结果|评价|内容|承诺|责任|时限|附[表件录]"
    r"|年度|本年|今年|阶段|性|及|和|与|的|以及|、|[\d一二三四五六七八九十]{1,3}[件项])+"
)
"""Headings that say nothing of what a pledge is about: 各件实事进展情况."""
_STOP = re.compile(r"[\n。:;(]|$")
_LONGEST = 24


def is_section(heading: str) -> bool:
    """Whether a heading only says which part of a circular begins: 各件实事进展情况."""
    return _SECTION.fullmatch(heading) is not None


def heading_of(text: str, head: Head) -> str:
    """The words of a heading that stands alone on its line, or before a stop."""
    stop = _STOP.search(text, head.end, head.end + _LONGEST)
    return text[head.end : stop.start()].replace(" ", "") if stop else ""


def are_namesakes(text: str, heads: Sequence[Head], others: Sequence[Head]) -> bool:
    """Whether two lists count the same things, one by one, by the words of most headings."""
    if len(heads) != len(others):
        return False
    again = sum(
        heading_of(text, a) == heading_of(text, b) != "" for a, b in zip(heads, others, strict=True)
    )
    return 2 * again > len(heads)
