"""Tables and records that stand in plain text as they were typed, drawn or dumped."""
