"""What happened besides figures: runs, checks, what is held back, decided and told."""
