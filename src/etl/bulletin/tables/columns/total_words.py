"""Words that a row of totals begins with, as parts of patterns."""

SUMS = "合计|总计|小计|共计|总数"
PLACES = "[市县区省州盟镇]"
"""What stands for all of a place: 全市, 全县."""
