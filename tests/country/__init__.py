"""A country of portals, for benchmarks/country.py and for chaos: what is served, who looks."""
