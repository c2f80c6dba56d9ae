"""What a figure counts, and of which group."""
