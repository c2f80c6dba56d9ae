"""Composed bulletins with their annotation, and how well they are read."""
