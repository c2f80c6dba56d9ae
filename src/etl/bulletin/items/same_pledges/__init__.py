"""Pledges that a text tells of in several places: lists, tables and prose of the same ones."""
