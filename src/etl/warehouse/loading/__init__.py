"""Bulletins into versions of figures: staged, held against what holds, written at once."""
