"""Merged cells that a copy has lost, over rows and over columns."""
