"""The steps of a run, each a plain function on plain values."""
