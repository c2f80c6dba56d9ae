"""Questions to the warehouse, a module each."""
