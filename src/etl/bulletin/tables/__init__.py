"""Tables: cut from flattened text, their columns known by evidence, their rows as items."""
