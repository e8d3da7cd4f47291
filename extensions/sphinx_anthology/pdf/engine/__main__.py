"""A process that sets sheets: ``python -m sphinx_anthology.pdf.engine``, spoken to by the press.

Reads pickled messages from its standard input and answers each on what was its standard output.
Pages are set in processes of their own, so that both cores work, and so that what kills Pango does
not kill the build.
"""

from __future__ import annotations

import os
import pickle
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from ...budget import limit_process
from ...files import write_whole
from ...interrupt import end_with_parent
from ...pango import MISSING, load
from .stack import in_one_piece

if TYPE_CHECKING:
    from .piece import Copy, Summary
    from .setter import Setter


def main() -> None:
    """Serve until there is nothing more to read."""
    end_with_parent()
    try:
        load()
    except OSError as error:
        print(error, file=sys.stderr)
        sys.exit(MISSING)
    from .setter import Setter

    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no answer
    questions: BinaryIO = sys.stdin.buffer
    job, budget = pickle.load(questions)
    setter = Setter(job)
    while True:
        try:
            task = pickle.load(questions)
        except EOFError:
            return
        limit_process(budget)
        answer = in_one_piece(partial(_answer, setter, *task))
        pickle.dump(answer, answers, pickle.HIGHEST_PROTOCOL)
        answers.flush()


def _answer(setter: Setter, method: str, *arguments: Any) -> tuple[bool, Any]:
    """Whether it went well, and what came of it or what went wrong."""
    try:
        return True, _TASKS[method](setter, *arguments)
    except Exception as error:
        return False, f"{type(error).__name__}: {error}"


def _set(setter: Setter, copy: Copy, file: Path) -> Summary:
    piece = setter.set(copy)
    fonts, piece.fonts = piece.fonts, {}
    parts = (piece.summary, fonts, piece)  # one after the other: each is read when it is wanted
    write_whole(file, b"".join(pickle.dumps(part, pickle.HIGHEST_PROTOCOL) for part in parts))
    return piece.summary


def _embed(setter: Setter, fonts: Any, file: Path) -> None:
    write_whole(file, pickle.dumps(setter.embed(fonts), pickle.HIGHEST_PROTOCOL))


_TASKS: dict[str, Any] = {"set": _set, "embed": _embed}

if __name__ == "__main__":
    main()
