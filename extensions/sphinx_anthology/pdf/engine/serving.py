"""Questions and answers of a process that sets sheets, as pickled messages."""

from __future__ import annotations

import pickle
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

from ...budget import limit_process
from ...files import write_whole
from ..typography import breaking
from .piece import Copy, Summary
from .setter import Setter
from .stack import in_one_piece


def warm_up() -> None:
    """Load what nearly every book needs, in a process that will be forked."""
    breaking.load_patterns()


def serve(questions: BinaryIO, answers: BinaryIO) -> None:
    """Answer until nothing more is asked. The job and what a sheet may cost come first."""
    try:
        job, budget = pickle.load(questions)
        setter = Setter(job)
        while True:
            task = pickle.load(questions)
            limit_process(budget)
            answer = in_one_piece(partial(_answer, setter, *task))
            pickle.dump(answer, answers, pickle.HIGHEST_PROTOCOL)
            answers.flush()
    except EOFError:
        return


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
