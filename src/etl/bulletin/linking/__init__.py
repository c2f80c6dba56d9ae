"""Which promise a figure measures, and what the arithmetic proves."""
