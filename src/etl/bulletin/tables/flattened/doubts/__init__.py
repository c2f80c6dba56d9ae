"""What is doubtful about a flattened table: its columns, single lines and single rows."""
