"""The one normalised text of a document, every character of which knows its origin."""
