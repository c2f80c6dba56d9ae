"""The vocabulary as data, and its loaders: measure words, words of reporting and of no facts."""
