"""Numerals taken whole, with their units and what bends them, or with why they are no figures."""
