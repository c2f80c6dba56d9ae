"""Spreadsheets: every sheet a table, its cells as they are shown."""
