"""What each column of a table is, known by its names, its cells and its arithmetic."""
