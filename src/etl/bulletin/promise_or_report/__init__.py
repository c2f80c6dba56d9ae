"""How a bulletin is composed: where its items promise and where they report."""
