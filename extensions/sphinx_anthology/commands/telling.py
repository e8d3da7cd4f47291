"""How commands hand out findings: in the format and the file that the user asks for."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable

from ..advice import explain as explained
from ..diagnostics import Code, Diagnostic
from ..files import write_whole
from ..messages import FORMATS


def tell(findings: Iterable[Diagnostic], options: argparse.Namespace) -> None:
    """Print *findings*, each once, or write them to the file that was named."""
    text = FORMATS[options.format](list(dict.fromkeys(findings)))
    if options.output:
        write_whole(options.output, text.encode())
    else:
        sys.stdout.write(text)


def explain(options: argparse.Namespace) -> int:
    """``anthology explain``."""
    codes = {code.slug: code for code in Code}
    wanted = [name.removeprefix("anthology.") for name in options.codes] or list(codes)
    for name in wanted:
        if name not in codes:
            print(
                f"{name}: no message has this code; `anthology explain` lists all", file=sys.stderr
            )
            return 2
    if not options.codes:
        print("\n".join(f"{c.slug:{18}} {c.severity.value:8} {c.meaning}" for c in Code))
        return 0
    print("\n\n".join("\n".join(explained(codes[name])) for name in wanted))
    return 0
