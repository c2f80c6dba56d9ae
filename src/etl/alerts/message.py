"""What a channel is sent, and the words for it."""

from dataclasses import dataclass

from etl.warehouse.journal.alert import AlertKind

LABELS: dict[AlertKind, str] = {
    "failure": "运行失败",
    "quarantine": "暂缓入库",
    "doubt": "数据存疑",
    "correction": "数据更正",
    "silence": "逾期未发布",
}
RESOLVED = "已解决"


@dataclass(frozen=True, slots=True)
class Message:
    """What a channel is sent."""

    title: str
    body: str
