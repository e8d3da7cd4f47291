"""Where the lists of references are: headings, labels, items, footnotes."""
