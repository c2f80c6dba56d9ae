"""The tests mirror ``src/etl``; each reads as a claim about behaviour."""
