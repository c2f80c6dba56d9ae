"""Texts of any kind for laws that hold of every text, and how many of them are tried."""

from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st

from tests.proofs import repeated

HERE = Path(__file__).parent
BLANKS = ("\n", "\n\n", " ", "  ", "\t", "\u3000", "\xa0", "\u200b", "\r\n")
PIECES = (*(HERE / "pieces.txt").read_text("utf-8").split(), *BLANKS)
OPENINGS = (
    "今年新增停车泊位5个,",
    "1.新增停车泊位5个。(责任单位:市公安局)\n进展情况:",
    "一、停车泊位\n1.新增停车泊位5个。\n",
    "序号 | 项目 | 年度目标 | 完成情况 | 完成率 |\n1 | 停车泊位 | 5个 | ",
    "目标:新增停车泊位5个。\n进展:",
)
"""Of every layout one, so that what follows is read rather than refused."""
loose_text = st.lists(st.sampled_from(PIECES), max_size=60).map("".join)
loose_bulletin = st.tuples(st.sampled_from(OPENINGS), loose_text).map("".join)
any_text = st.one_of(loose_text, loose_bulletin, st.text(max_size=200))
moderate = settings(max_examples=repeated(30, 300))
few = settings(max_examples=repeated(8, 80))
