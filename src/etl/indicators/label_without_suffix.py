"""A label, and what tells figures of one plan year apart in it."""

import re

_ADDED = re.compile(r"(?:（第\d+项）|（\d+）)+$")


def base(label: str) -> str:
    """A label without what tells figures of one year apart: 培训学员（第7项）."""
    return _ADDED.sub("", label) if label.endswith("）") else label
