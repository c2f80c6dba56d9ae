"""Where figures stand: tables as grids, columns, numbered items, captions, patterns."""
