"""What is promised, by whom, and what offices call the columns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from random import Random

_LARGE = {"万亩": (10_000, "亩"), "万元": (10_000, "元")}


@dataclass(frozen=True)
class Count:
    """新建幼儿园: 5 promised, 4 done."""

    verb: str
    noun: str
    unit: str
    plan: int
    done: int

    @property
    def name(self) -> str:
        return self.verb + self.noun

    @property
    def rate(self) -> Decimal:
        """Per cent of the plan, as printed."""
        return (Decimal(self.done) * 100 / self.plan).quantize(Decimal("0.1"))


def in_base_unit(value: int | Decimal, unit: str) -> tuple[Decimal, str]:
    """``3, 万亩`` is 30000 亩."""
    factor, base = _LARGE.get(unit, (1, unit))
    return Decimal(value) * factor, base


_THINGS = (
    ("新建", "幼儿园", "所", 3, 12), ("改造", "老旧小区", "个", 10, 90),
    ("新增", "停车泊位", "个", 500, 6000), ("城镇新增", "就业", "人", 2000, 30000),
    ("新建", "养老服务站", "处", 5, 40), ("改建", "农村公路", "公里", 20, 300),
    ("实施", "危房改造", "户", 50, 900), ("建设", "口袋公园", "个", 4, 30),
    ("免费筛查", "适龄妇女", "人", 2000, 30000), ("改造", "农村户厕", "座", 500, 9000),
    ("加装", "电梯", "部", 20, 200), ("新增", "充电桩", "个", 50, 800),
    ("新建", "村级文化广场", "个", 5, 60), ("更新", "供水管网", "公里", 10, 80),
    ("资助", "困难学生", "人", 500, 9000), ("培训", "高素质农民", "人次", 300, 5000),
    ("建设", "高标准农田", "万亩", 1, 9), ("发放", "创业担保贷款", "万元", 1000, 90000),
    ("新建", "污水处理站", "座", 3, 30), ("完善", "村卫生室", "家", 10, 200),
)  # fmt: skip
BUILT = frozenset("所个处座家")
"""Units of what can be 已建成."""

AGENCIES = (
    "市教育局", "市住建局", "市城管局", "市人社局", "市民政局", "市交通局", "市农业农村局",
    "市卫健局", "市水利局", "市文旅局",
)  # fmt: skip
PEOPLE = (
    "王伟", "李娜", "张敏", "刘洋", "陈静", "赵磊", "孙丽", "周强", "吴霞", "郑军", "冯涛", "何平",
)  # fmt: skip
DISTRICTS = ("东湖区", "西山区", "南岭区", "北塘区", "清溪县", "安平县")
CLASSES = (
    "教育提升", "住房改善", "城市更新", "就业创业", "养老服务", "交通出行", "健康医疗", "乡村建设",
)  # fmt: skip
PROGRAMMES = (
    "教育惠民工程", "安居工程", "畅通工程", "健康工程", "养老服务提升", "乡村振兴行动",
    "就业促进行动", "便民工程", "文体惠民", "清洁取暖",
)  # fmt: skip
HAN = "一二三四五六七八九十"

COLUMN_NAMES: Mapping[str, Sequence[str]] = {
    "number": ("序号", "序号", "编号", "序 号"),
    "class": ("类别", "领域", "分类", "实事类别"),
    "item": (
        "项目名称", "实事项目", "事项", "工作任务", "任务名称", "民生实事", "项目", "指标名称",
        "实事名称", "工作内容", "实事内容", "重点任务", "名称", "工程名称", "任务", "内容",
        "实事事项", "任务内容", "工作", "实事工程", "民生工程", "民生项目名称", "指标",
        "工程项目",
    ),
    "part": ("具体内容", "建设内容", "子项目", "具体项目", "指标", "工作内容", "主要内容"),
    "unit": ("单位", "计量单位"),
    "plan": (
        "年度目标", "目标任务", "年度任务", "计划数", "目标值", "年度计划", "工作目标",
        "2023年目标", "任务数", "年度目标任务", "全年计划", "目标", "本年计划", "今年目标",
        "计划", "年初目标", "目标任务量", "工作目标及任务", "全年目标任务", "年度任务目标",
        "目标要求",
    ),
    "result": (
        "完成情况", "进展情况", "目前进展", "工作进展", "截至11月底完成情况", "1-11月完成",
        "实际完成", "累计完成", "推进情况", "办理情况", "落实情况", "完成数", "截至目前进展情况",
        "进度", "成效", "完成", "结果", "执行情况", "工程进度", "实施进度", "主要工作进展",
        "工作成效", "实施情况", "目前完成", "11月底完成", "截止目前完成情况", "当前进度",
        "完成数量", "实绩", "进展", "落实进展", "建设进度",
    ),
    "rate": (
        "完成率", "完成比例", "完成进度", "占年度任务比例", "完成率(%)", "进度", "比例",
        "完成占比", "进度比例", "完成百分比", "完成年度目标%", "占比", "百分比",
    ),
    "agency": (
        "责任单位", "牵头单位", "责任部门", "牵头部门", "主办单位", "承办单位", "责任主体",
        "落实部门", "单位", "牵头(责任)单位", "责任科室", "实施单位", "市直牵头单位",
    ),
    "planned money": ("计划投资（万元）",),
    "spent money": ("完成投资（万元）",),
    "remarks": ("备注", "说明"),
    "due": ("完成时限",),
    "leader": ("责任领导", "分管领导"),
    "trouble": ("存在问题", "存在的困难和问题"),
    "whether done": ("是否完成", "完成与否"),
}  # fmt: skip


def counts(random: Random, many: int) -> list[Count]:
    """Different things promised, and what was done of each."""
    return [_count(random, *thing) for thing in random.sample(_THINGS, many)]


def _count(random: Random, verb: str, noun: str, unit: str, least: int, most: int) -> Count:
    plan = random.randint(least, most)
    if plan > 50:
        plan = round(plan, -1)
    if plan > 1000:
        plan = round(plan, -2)
    return Count(verb, noun, unit, plan, max(1, int(plan * random.uniform(0.4, 1.15))))
