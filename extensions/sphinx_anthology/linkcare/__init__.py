"""The care of links: asks the network, on the user's word, and writes the lock file.

No build comes here: it reads the lock file through ``locks``. Clock, pauses and requests are
passed in, so that tests need neither time nor network.
"""
