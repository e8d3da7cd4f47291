"""The pure core: text and values in, values out. Nothing here knows Sphinx or the network."""
