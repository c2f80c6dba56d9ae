"""The words of promising that say nothing of what is promised.

Only verbs and nouns of any subject: what a city counts is not in here.
"""

MAKING = """
新建 新增 新设 新开 新开工 建设 建成 建立 兴建 增设 设立 设置 布设 打造 创建 开设 启动建设
开工建设 投入建设
"""
"""Verbs that bring into being: 新增停车泊位, 停车泊位建设 and 停车泊位 promise the same."""

CARRYING = "举办 开展 组织 组织开展 举行 推进 推动 实施 完成 实现 落实"
"""Verbs that carry a promise along: 举办文化惠民演出 and 文化惠民演出 promise the same."""

WORK = """
改造 改造提升 提升改造 改建 扩建 改扩建 新改建 新改扩建 新建改扩建 续建 更新 更新改造 提升 整治
治理 修缮 维修 修复 安装 加装 配备 铺设 发放 培训 救助 扶持 筛查 检测 检查 服务 打通 拓宽
"""
"""Verbs that say what is done, before the noun or behind: 改造老旧小区, 老旧小区改造."""

GENERIC = "项目 工程 任务 工作 行动 数量 个数 总任务"
"""Nouns that may close a label or not: 老旧小区改造项目."""

PRAISE = "优秀 优质 高品质 高质量 高标准 标准化 规范化 精品 惠民 便民 民生"
"""Words that may open a label or not: 优质停车泊位."""

STOCK = "总数 总量 存量 现有 保有量 在册 累计"
"""Words of what there is, as against what is added."""
