"""A new portal: its YAML written or guessed, and what it would fetch shown before anything is."""
