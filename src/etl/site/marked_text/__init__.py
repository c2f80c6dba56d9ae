"""A bulletin's text as a page shows it: paragraphs and tables, every word with its marks."""
