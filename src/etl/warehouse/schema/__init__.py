"""What there is: tables, columns and types, views, the dictionary, and the revisions of it."""
