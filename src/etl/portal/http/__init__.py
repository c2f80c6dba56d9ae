"""The manners and the limits of asking: one request and its answer, retries, robots.txt, stubs."""
