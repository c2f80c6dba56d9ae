"""What figures must agree with: the words beside them, one another, their dates and their past."""
