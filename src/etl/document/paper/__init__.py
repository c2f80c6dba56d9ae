"""What is laid out on paper, printed to a file or scanned: PDF files and pictures."""
