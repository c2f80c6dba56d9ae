"""Classes of words that report, by what they do in a sentence.

Only function words and the verbs of doing: none of them says what a bulletin is about. An
entry may end in a lookahead where a longer word begins alike (基本 but not 基本公共服务).
"""

import re

REMEMBERED = 4096
"""Phrases for which a question of words alone keeps its answer: bulletins repeat themselves."""


_LOOKS = re.compile(r"\(\?.*?\)")


def one_of(*lists: str) -> str:
    """The alternation of every word in the lists, the longest first.

    A look at the first character comes before it, for hardly any text goes on with one of them.
    """
    words = {word: _LOOKS.sub("", word) for said in lists for word in said.split()}
    longest = sorted(words, key=lambda word: (-len(words[word]), word))
    firsts = "".join(sorted({plain[0] for plain in words.values()}))
    return f"(?=[{firsts}])(?:{'|'.join(longest)})"


TIMES = """
今年 今年以来 年初以来 本月 当月 年内 当年 全年(?!龄) 目前 目前为止 现在 近期 历年
上月
"""
LINKS = """
同时 此外 另外 并 且 也 还 又 即 其中 其余 其他 剩余 仍有 还有 还剩 通过 向 为
将 对 把 在(?!建|校|读|册|职|营|编|岗|园|托|保|乡|施) 有(?!机|轨|线|效|声|限|氧|色)
"""
SCOPES = """
全市(?!性|域|民) 全县(?!性|域) 全区(?!性|域) 全省(?!性|域) 全镇 全国(?!性|民) 我市 我县 我区
我省 本市 本县 本区 各区市 区市 年度(?=.{2})
"""
ADVERBS = """
实测 余下 剩下 尚余 还有 另(?!类|行) 只 据统计 经统计 经初步统计 据初步统计 首批 首轮 首期 尚 尚未
未(?!成年|来|婚|就业|达|贯通|脱贫|硬化|升学|入) 共(?!富|享|同|建|用|青|和|性) 现有 总共
共计 合计 总计 累计 已 已经 现已 均 全部 实际 正式 顺利 成功(?!率) 积极 大力 持续 全力
扎实 有序 继续 进一步 加快 陆续 分别 统一 相应 逐步 提前 超额 按期 如期 计划 预计 力争 要求 仅
答应 说好 打算 原打算 原来打算 基本(?!公|医|养|药|农|生)
"""
CARRIERS = """
统筹推进 推动 推进 组织 开展 举办 实现 完成(?!率) 实施 打造 做好 抓好 落实
"""
"""Verbs that carry a promise along and say nothing of what is counted."""

STAGE_VERBS = """
新开工建设 开工建设 开复工 复工 开工 启动建设 启动 建设完成 建设 建成 完工 竣工 在建
"""

LEVELS = """
达到 达(?!成|标) 由 从 提高到 提高至 提升到 提升至 增加到 增加至 增至 增长到 增长至 上升到
上升至 降低到 降低至 降到 降至 下降到 下降至 扩大到 扩大至 调整为 调整到 调整至 缩短到 缩短至
压缩到 压缩至 压减至 减少到 减少至 提标至 控制在 稳定在 保持在 占 占比 为 是 有 至 到(?!位)
"""
BEFORE_FIGURES = """
统一 逐步 相应 分别 (?<!次)均 各 (?<!船)只 到位 (?<!按)按 建成 落成 封顶 到货 成型 已成 现 计划
计划实施 计划建设 已 已经 全部 共 共计 总计 累计 合计 现有 至少 仅 (?<![签预履])约
新开工 开工建设 开复工 复工 开工 启动 基本建成 完工 竣工 完成 已办结 在建 的 不 每个 每处
每家 每所 每人每月 每人每年 每生 每生每学年 每月 每年 人均 每户 每床每月
"""

ALONE = """
更换 筹集 兑付 核准 加固 翻修 翻新 整修 延伸 健全 完善 推广 推动 保障 带动 吸纳 审批 征收 评选
修建 搭建 开发 提供 到账 采购 播种 引导 培育 巡护 护送 排查 处置 埋设 架设 迁移 开设 开办 扩充
扩容 砌筑 架梁 退出 到货 进场 投入作业 投入运营 投入使用 投入运行 投运 联审 新划 划定 施划 演出
放映 挂牌 开园 收官 通过验收 竣工验收 验收合格 合格 启动 动工 复工 开复工 在建 正在 拆并 报销
支付 结算 落成 成型 贯通 招生 收治 转移 核发 领取 享受 上报 整合 达标 移交 出租 分配 流转 巡回
走访 慰问 派出 建立 新 调试 安装调试 上调 提标 执行 纳入保障 纳入 清退 审核 通过 达到 尚差 还差
仍差 尚缺 还缺 仍缺 缺口 短缺 欠账 全亮 续建 首批 解决 落地 签订 开建 布置 到岗 聘用 录用 聘请 腾空
腾房 动迁 选址 通电 按进度拨付 除险 除险加固 布展 土建 设备进场 收缴 装修 在装修 内部装修 装饰装修
进入 阶段 巩固提升 开业 营业 铺筑 新辟 试运行 通水 运行
基础施工 主体施工 施工至 扫尾 实增 入户施工 点火 授牌 调减 结转 滞后 批复
通过联合审查 联合审查 业主表决 试运营 进场施工 率先 接通 追加 涉及 联网 实检
"""
"""Further verbs that may stand alone before a figure; before a noun they may be part of it."""

DOING = """
新开通 新建 改建 扩建 改扩建 新改建 新改扩建 改造 提升 新增 新开 新设 布设 建设 建成 完成 开工
竣工 完工 续建 治理 整治 办结 受理 办理 发放 培训 救助 开展 举办 组织 实施 推进 打造 创建 更新
维修 修缮 安装 加装 配备 购置 设置 设立 增设 投放 投用 启用 开通 打通 拓宽 铺设 敷设 种植 栽植
绿化 服务 惠及 覆盖 签约 筛查 检测 体检 送 拨付 支出 投入 募集 引进 招聘 帮扶 扶持 资助 补助
补贴 救治 修复 清理 清淤 疏浚 拆除 搬迁 回迁 安置 入住 交付 验收 评定 认定 命名 发布 推出 上线
接种 检查 抽检 抽查 监测 巡查 查处 整改 化解 调解 解决 增加 增长 达到 提高 扩大 减少 降低 下降
压减 缩短 落实 到位 下达 下拨 发出 发现 收集 征集 受益 参加 参与 优化 调整 主体 主体结构
主体工程 封顶 施工 施工中 在施 招标 收尾 投产 通车 通水 通气 帮助 开放 运送 运行 运营
使用 供应 供给 消除 硬化 设 建(?!筑|议|档|材|言) 改(?!革)
办 做 修 治
"""
"""Verbs that, standing alone before a figure, leave its noun to be found elsewhere."""

UP = """
改善 提高 提升 增长 增长率 增加 上升 上涨 扩大 增幅 涨幅 净增 上调 多 高 高出 高于 超出 超额 超 快于
升 增 优于 领先 快
"""
DOWN = """
下降 下降率 降低 减少 压减 缩减 缩短 压缩 回落 下调 降幅 减幅 少 降 下滑 减
"""
CHANGES_OR_ADDS = """
多 高 超 升 增 少 降 减 快 扩大 提升 增加 减少 缩短 压缩 压减 降低 净增 高出
"""
"""Changes that need a comparison beside them: 增加车位500个 adds, 较年初增加500个 changes."""
