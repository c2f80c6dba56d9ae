"""The rows of a table to items: who is promised what, and what each cell says of it."""
