"""A new portal: its YAML written, and what it would fetch shown before anything is."""
