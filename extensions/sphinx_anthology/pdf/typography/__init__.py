"""Chinese set as Chinese: what CLREQ asks for and WeasyPrint does not know."""
