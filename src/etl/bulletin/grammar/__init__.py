"""What figures say: numbers whole, their surroundings, what each is, and of what."""
