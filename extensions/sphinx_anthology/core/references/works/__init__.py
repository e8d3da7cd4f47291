"""Which work an item is: identity, keys, names, and the entries of the whole book."""
