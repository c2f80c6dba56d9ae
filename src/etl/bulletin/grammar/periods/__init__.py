"""Dates and periods as they are written, and the last day that a bulletin describes."""
