"""Word files of every age, and RTF: paragraphs and tables in the order of the text."""
