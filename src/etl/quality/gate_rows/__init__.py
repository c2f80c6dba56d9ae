"""What the gates judge: a bulletin, its figures and its history as rows, a column a question."""
