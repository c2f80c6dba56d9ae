"""The text as typed tokens, the words around a figure, and the rules that vote on them."""
