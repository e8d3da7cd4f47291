"""WeasyPrint, which sets pages and draws covers, loads Pango: in processes of its own, and not on
every machine."""

from __future__ import annotations

import ctypes.util
import sys
from contextlib import redirect_stdout

MISSING = 3  # exit status of a process that needs Pango and cannot load it


class NoPango(Exception):
    """Nothing on this machine can draw text."""


def load() -> None:
    """Import WeasyPrint.

    For each name that a library may have, cffi has ``ctypes`` ask compiler, linker and loader where
    it lies: eighty processes, a third of the time that loading takes. The system's loader alone
    finds what is installed; the others are asked only if it does not.

    Raises:
        OSError: there is no Pango.
    """
    with redirect_stdout(sys.stderr):  # it prints there what it misses; answers go out on the other
        _load()


def _load() -> None:
    asked, ctypes.util.find_library = ctypes.util.find_library, lambda name: None
    try:
        import weasyprint
    except OSError:
        ctypes.util.find_library = asked
        import weasyprint  # noqa: F401
    finally:
        ctypes.util.find_library = asked
