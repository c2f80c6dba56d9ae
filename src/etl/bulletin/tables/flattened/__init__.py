"""Grids cut from text into which a copy has flattened tables, the most regular cut first."""
