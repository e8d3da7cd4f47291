"""``sphinx-build``, as ``anthology build`` runs it: interrupted without a traceback from its first
moment on."""

from __future__ import annotations

import sys

from .interrupt import INTERRUPTED, end_on_signals


def main() -> int:
    """Run ``sphinx-build`` with this process's arguments; its exit code."""
    end_on_signals()
    try:
        from sphinx.cmd.build import main as sphinx_build

        return sphinx_build(sys.argv[1:])
    except KeyboardInterrupt:
        return INTERRUPTED


if __name__ == "__main__":
    raise SystemExit(main())
