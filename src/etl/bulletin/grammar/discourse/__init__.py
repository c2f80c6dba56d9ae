"""Figures read one after another: what a segment has spoken of, and the facts it states."""
