"""Vertical forms: a label with its value behind or below it, a form a pledge."""
