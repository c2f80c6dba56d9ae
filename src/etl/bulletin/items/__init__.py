"""Which stretches of a text belong to which pledge, and who answers for them."""
