"""Tables made whole: a grid in, a better grid out, of a page itself or of text."""
