"""What commands tell the user: findings, in the format and the file that he asks for, and what is
wrong with what he names."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path

from ..advice import explain as explained
from ..diagnostics import Code, Diagnostic, Place
from ..files import write_whole
from ..messages import FORMATS


def is_folder(book: Path) -> bool:
    """Whether *book* can be read; if not, the user is told."""
    if book.is_dir():
        return True
    what = "is a file, not a folder of posts" if book.exists() else "is not there"
    hint = "Name a folder: make html BOOK=path/to/posts"
    print(Diagnostic(Code.NO_SOURCE, what, Place(str(book)), hint), file=sys.stderr)
    return False


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
