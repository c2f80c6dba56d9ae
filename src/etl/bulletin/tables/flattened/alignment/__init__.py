"""Pieces assigned to rows and columns: the cheapest walk, what columns hold, the grid it gives."""
