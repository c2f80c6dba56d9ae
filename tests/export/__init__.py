"""Exports: what is in the files equals what the views give."""
