"""Figures that measure something: of anything but pledges, days and places in a series."""

import re

MEASURED = re.compile(r"\d[\d.,]{0,30}[万亿余多]{0,4}[^\d\s年月日号件项期届页.,。;、:)\-—–]")
