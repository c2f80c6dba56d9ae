"""Which bulletins a portal lists: its rows, page by page, each read by its family's adapter."""
