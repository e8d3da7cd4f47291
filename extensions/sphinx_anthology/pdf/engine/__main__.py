"""A process that sets sheets: ``python -m sphinx_anthology.pdf.engine``, spoken to by the press.

Reads pickled messages from its standard input and answers each on what was its standard output.
Pages are set in processes of their own, so that both cores work, and so that what kills Pango does
not kill the build.
"""

from __future__ import annotations

import os
import sys

from ...interrupt import end_with_parent
from ...pango import MISSING, load


def main() -> None:
    """Serve until there is nothing more to read."""
    end_with_parent()
    try:
        load()
    except OSError as error:
        print(error, file=sys.stderr)
        sys.exit(MISSING)
    from .serving import serve

    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no answer
    serve(sys.stdin.buffer, answers)
    os._exit(0)  # at once: Python would take its whole memory apart, and the press waits


if __name__ == "__main__":
    main()
