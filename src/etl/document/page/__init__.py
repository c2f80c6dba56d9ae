"""The article of a page: where it stands, what of it is the bulletin, what it is called."""
