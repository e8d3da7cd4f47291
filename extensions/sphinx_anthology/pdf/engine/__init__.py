"""WeasyPrint, made to set sheets that are bound elsewhere. What reaches into it is in here."""
